"""Feeds that are ready to be sent: kept until something changes, or the next episode is due.

All feeds have one generation; whatever changes begins a new one. So a feed that was being built
from what was there before goes to the old generation, where nobody looks for it. A process that
heard of no change builds anew after `KEPT_SECONDS` at the latest.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from podcasts.publishing.feed import Feed

_GENERATION = "podcasts.feeds"
_REMEMBERED_SECONDS = 30 * 24 * 60 * 60


@dataclass(frozen=True)
class KeptFeed:
    """A feed and when it was first seen to be as it is, in whole seconds."""

    feed: Feed
    changed: datetime


def feed_key(*, audience: str, language: str, slug: str, page: int) -> str:
    """What a feed is kept by; all of it is known from its address alone."""
    return f"{audience}.{language}.{slug}.{page}"


def find_feed(key: str) -> tuple[KeptFeed | None, str]:
    """The feed that is kept, and the generation that one built now belongs to."""
    generation = cache.get(_GENERATION)
    if generation is None:
        generation = _begin_generation()
    kept: KeptFeed | None = cache.get(f"{generation}.{key}")
    if kept and kept.feed.until <= timezone.now():
        kept = None
    return kept, generation


def keep_feed(key: str, feed: Feed, *, generation: str) -> KeptFeed:
    """Keep `feed`, which was begun in this generation.

    When it changed is not in the database: an episode that was deleted leaves no time behind. So
    it is when this cache first saw it so, always later than when others saw what was before.
    """
    now = timezone.now().replace(microsecond=0)
    seen: Any = cache.get(f"{_GENERATION}.{key}")
    changed = now
    if seen:
        etag, before = seen
        changed = before if etag == feed.etag else max(now, before + timedelta(seconds=1))
    cache.set(f"{_GENERATION}.{key}", (feed.etag, changed), _REMEMBERED_SECONDS)
    kept = KeptFeed(feed, changed)
    cache.set(f"{generation}.{key}", kept, max(1, feed.max_age()))
    return kept


def drop_feeds() -> None:
    """Something that feeds show changes: at once for who changes it, and for all when it holds."""
    _begin_generation()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_begin_generation)


def _begin_generation() -> str:
    generation = f"{_GENERATION}.{uuid.uuid4().hex}"
    cache.set(_GENERATION, generation, None)
    return generation
