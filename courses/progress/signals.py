"""What the ledger announces, always after the commit. A lost signal is mended by a sweep."""

from django.dispatch import Signal

#: An activity was completed just now. Sent with `learner_id`, `lesson_key`, `activity_id`, `kind`,
#: `states` (activity id to contract.State, all that this learner has in the lesson),
#: `occurred_at` and `language`.
activity_completed = Signal()
