"""Followed feeds, and what is read of one."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from podcasts.models.feeds import FollowedFeed

_NUMBERS = count(1)
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


def make_followed_feed(**fields: Any) -> FollowedFeed:
    """A feed that is followed and has no episodes yet, at an address of its own."""
    number = next(_NUMBERS)
    values: dict[str, Any] = {"url": f"https://contoh.id/{number}/feed.xml", "title": "Kabar Desa"}
    return FollowedFeed.objects.create(**(values | fields))


def make_read_episode(number: int, **fields: Any) -> ReadEpisode:
    """The episode with that number, a day after the one before it."""
    values: dict[str, Any] = {
        "guid": f"g{number}",
        "title": f"Episode {number}",
        "url": f"https://contoh.id/{number}.mp3",
        "published_at": FIRST_DAY + timedelta(days=number),
    }
    return ReadEpisode(**(values | fields))


def make_read_feed(episodes: int, **fields: Any) -> ReadFeed:
    """A feed with so many episodes, numbered from 1."""
    return ReadFeed(episodes=[make_read_episode(n) for n in range(1, episodes + 1)], **fields)
