"""What a player offers for an item that is known by its primary key alone."""

from django.core.cache import cache

from media.models import MediaItem
from media.sources import Source

_KEEP_SECONDS = 60 * 5


def find_sources(item_pk: int) -> tuple[Source, ...]:
    """The item's sources, the lightest first; none where it was deleted. Remembered for a few
    minutes: a page that asks for them again and again costs no statement."""
    key = _key(item_pk)
    kept: tuple[Source, ...] | None = cache.get(key)
    if kept is None:
        item = MediaItem.objects.prefetch_related("encodings").filter(pk=item_pk).first()
        kept = item.sources if item else ()
        cache.set(key, kept, _KEEP_SECONDS)
    return kept


def forget_sources(item_pk: int) -> None:
    """To be called when the item's files have changed."""
    cache.delete(_key(item_pk))


def _key(item_pk: int) -> str:
    return f"media-sources:{item_pk}"
