"""What others may want to know about stored recordings."""

from django.dispatch import Signal

#: After commit, with `item_pk`: what an item plays from, how heavy or how long it is has changed,
#: or it was deleted.
files_changed = Signal()
