"""What was read of a feed, written into what we keep of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import models, transaction

from podcasts.following.identity import make_identity, match
from podcasts.following.values import ReadEpisode, ReadFeed
from podcasts.models.feeds import FollowedEpisode, FollowedFeed

_FEED_FIELDS = (
    "title", "author", "description", "language", "site_url", "image_url", "guid", "explicit",
    "people",
)  # fmt: skip
_EPISODE_FIELDS = (
    "guid", "title", "summary", "notes", "url", "type", "size", "seconds", "published_at",
    "page_url", "image_url", "season", "season_name", "number", "kind", "explicit", "people",
    "transcripts", "alternates", "chapters_url",
)  # fmt: skip
_LONGEST_INTEGER = 2**31 - 1


@dataclass(frozen=True)
class Changes:
    """How many episodes are new, were edited, or are no longer in the feed."""

    added: int = 0
    changed: int = 0
    dropped: int = 0


@dataclass(frozen=True)
class Prepared:
    """A feed as it will be stored: the values of its own fields, and episodes without a feed."""

    fields: Mapping[str, Any]
    episodes: Sequence[FollowedEpisode]
    warning: str = ""


def prepare_feed(read: ReadFeed) -> Prepared:
    """Fit what was read to the database; to be called before the transaction that stores it."""
    fields = {name: _make_storable(FollowedFeed, name, getattr(read, name))
              for name in _FEED_FIELDS}  # fmt: skip
    return Prepared(fields, [_prepare(episode) for episode in read.episodes], read.warning)


@transaction.atomic
def update_feed(feed: FollowedFeed, prepared: Prepared) -> Changes:
    """Make `feed` (saved before) and its episodes say what was prepared.

    Nothing is doubled or deleted: an edit updates, an episode that is gone is kept, unlisted; but
    what is missing from a feed that was not read whole is not taken for gone.
    Episodes without an address that can be played are left out. The queries are as many for 10
    episodes as for 700, but that SQLite takes the rows of one insert in several batches.
    """
    # Two workers that update one feed would each add the same new episodes.
    FollowedFeed.objects.select_for_update().get(pk=feed.pk)
    _update_own_fields(feed, prepared.fields)
    kept = list(feed.episodes.all())
    for one in prepared.episodes:
        one.feed = feed
    matches = match([one for one in prepared.episodes if one.url], kept)

    taken = {one.identity for one in kept}
    for one in matches.new:
        one.identity = _free_identity(make_identity(one), taken)
        taken.add(one.identity)
    edited = []
    for one, before in matches.pairs:
        if one.content_hash != before.content_hash or not before.listed:
            one.identity = before.identity
            edited.append(one)
    if matches.new or edited:
        # One upsert: updating each of 700 rows by its own CASE is slow.
        FollowedEpisode.objects.bulk_create(
            [*matches.new, *edited],
            update_conflicts=True,
            unique_fields=["feed", "identity"],
            update_fields=[*_EPISODE_FIELDS, "content_hash", "listed", "updated_at"],
        )
    gone = [one.pk for one in matches.missing if one.listed and not prepared.warning]
    if gone:
        FollowedEpisode.objects.filter(pk__in=gone).update(listed=False)
    return Changes(len(matches.new), len(edited), len(gone))


def _update_own_fields(feed: FollowedFeed, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if name != "title" or value:
            setattr(feed, name, value)
    feed.save(update_fields=_FEED_FIELDS)


def _prepare(read: ReadEpisode) -> FollowedEpisode:
    values = {
        name: _make_storable(FollowedEpisode, name, getattr(read, name))
        for name in _EPISODE_FIELDS
    }  # fmt: skip
    content = repr(sorted(values.items()))
    return FollowedEpisode(
        content_hash=sha256(content.encode(errors="replace")).hexdigest(), **values
    )


def _make_storable(model: type[models.Model], name: str, value: Any) -> Any:
    """`value` so that a strict database takes it: within its length and range."""
    field = model._meta.get_field(name)
    if isinstance(value, str):
        value = value.replace("\0", "").encode(errors="ignore").decode()
        longest: int | None = getattr(field, "max_length", None)
        if isinstance(field, models.URLField):
            # Half an address leads nowhere, so one that is too long is none.
            safe = value.startswith(("https://", "http://")) and len(value) <= (longest or 0)
            return value if safe else ""
        return value[:longest] if longest else value
    if isinstance(value, int) and not isinstance(value, bool):
        return max(0, min(value, _LONGEST_INTEGER))
    if isinstance(field, models.JSONField):
        return list(value)
    return value


def _free_identity(identity: str, taken: set[str]) -> str:
    """`identity`, or with a number behind it where an edited episode bears it already."""
    free, number = identity, 1
    while free in taken:
        number += 1
        free = f"{identity}-{number}"
    return free
