"""A show's feed as bytes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from podcasts.models.episodes import EpisodePage
from podcasts.models.shows import ShowPage
from podcasts.publishing.addresses import show_address
from podcasts.publishing.channel import NAMESPACES, write_channel
from podcasts.publishing.episodes import listed_episodes, next_change_at
from podcasts.publishing.items import write_item
from podcasts.publishing.notes import expand_notes
from podcasts.publishing.places import Places
from podcasts.publishing.writing import XmlWriter

#: How many episodes one page of a feed holds.
PAGE_EPISODES = 300
#: What is kept is never older, in a process that heard nothing of a change.
KEPT_SECONDS = 300


class NoSuchPage(LookupError):
    """The feed has fewer pages."""


@dataclass(frozen=True)
class Feed:
    """A page of a feed: `etag` is quoted, `until` is how long it may be kept."""

    body: bytes
    etag: str
    until: datetime

    def max_age(self) -> int:
        """Seconds for which it may be kept from now on."""
        return max(0, int((self.until - timezone.now()).total_seconds()))


def build_feed(show: ShowPage, *, places: Places, page: int = 1) -> Feed:
    """One page of the show's feed, in a few queries whatever its length.

    Raises `NoSuchPage`.
    """
    now = timezone.now()
    found = listed_episodes(show, now=now)
    if show.audience == ShowPage.Audience.PUBLIC:
        # No app could fetch those: an item without a file would be an error in the feed.
        found = found.filter(recording__private=False)
    pages = max(1, -(-found.count() // PAGE_EPISODES))
    if not 1 <= page <= pages:
        raise NoSuchPage(page)
    episodes = _fetch(found, page=page)
    changed = _find_change(show, episodes, now=now)
    show_page = show_address(show)
    xml = XmlWriter()
    with xml.inside("rss", {"version": "2.0", **NAMESPACES}), xml.inside("channel"):
        write_channel(xml, show, places=places, page=page, pages=pages, changed=changed)
        notes = expand_notes([episode.notes for episode in episodes])
        for episode, html in zip(episodes, notes, strict=False):
            write_item(xml, episode, show=show, show_page=show_page, notes=html, places=places)
    body = xml.to_bytes()
    soon = now + timedelta(seconds=KEPT_SECONDS)
    until = min(soon, next_change_at(show, now=now) or soon)
    return Feed(body, make_etag(body), until)


def make_etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _fetch(found: Any, *, page: int) -> list[EpisodePage]:
    first = (page - 1) * PAGE_EPISODES
    episodes = list(found.select_related("recording", "artwork")[first : first + PAGE_EPISODES])
    prefetch_related_objects(episodes, "recording__encodings", "people", "chapters")
    return episodes


def _find_change(show: ShowPage, episodes: Sequence[EpisodePage], *, now: datetime) -> datetime:
    """When something of this page was published or came due last."""
    times = [show.last_published_at]
    for episode in episodes:
        times += [episode.last_published_at, episode.publication_date]
    return min(now, max((when for when in times if when), default=now)).replace(microsecond=0)
