"""Followed feeds, and what is read of one."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from podcasts.models.feeds import FollowedFeed

FIRST_DAY = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True)
class ReadEpisode:
    """An episode as a reader of feeds hands it over."""

    guid: str = ""
    title: str = ""
    summary: str = ""
    notes: str = ""
    url: str = ""
    type: str = "audio/mpeg"
    size: int = 1000
    seconds: int = 60
    published_at: datetime | None = None
    page_url: str = ""
    image_url: str = ""
    season: int | None = None
    season_name: str = ""
    number: str = ""
    kind: str = "full"
    explicit: bool | None = None
    people: list[dict[str, Any]] = field(default_factory=list)
    transcripts: list[dict[str, Any]] = field(default_factory=list)
    alternates: list[dict[str, Any]] = field(default_factory=list)
    chapters_url: str = ""


@dataclass(frozen=True)
class ReadFeed:
    """A feed as a reader of feeds hands it over."""

    title: str = "Kabar Desa"
    author: str = ""
    description: str = ""
    language: str = "id"
    site_url: str = ""
    image_url: str = ""
    guid: str = ""
    explicit: bool = False
    people: list[dict[str, Any]] = field(default_factory=list)
    episodes: list[ReadEpisode] = field(default_factory=list)


class FollowedFeedFactory(DjangoModelFactory[FollowedFeed]):
    class Meta:
        model = FollowedFeed

    url = factory.Sequence(lambda n: f"https://contoh.id/{n}/feed.xml")
    title = "Kabar Desa"


def make_read_episode(number: int, **fields: Any) -> ReadEpisode:
    """The episode with that number, a day after the one before it."""
    values = {
        "guid": f"g{number}",
        "title": f"Episode {number}",
        "url": f"https://contoh.id/{number}.mp3",
        "published_at": FIRST_DAY + timedelta(days=number),
    }
    return ReadEpisode(**(values | fields))


def make_read_feed(count: int, **fields: Any) -> ReadFeed:
    """A feed with so many episodes, numbered from 1."""
    return ReadFeed(episodes=[make_read_episode(n) for n in range(1, count + 1)], **fields)
