"""Followed feeds, and what is read of one."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from podcasts.following.values import ReadEpisode, ReadFeed
from podcasts.models.feeds import FollowedFeed

_NUMBERS = count(1)
FIRST_DAY = datetime(2026, 1, 5, tzinfo=UTC)


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
        "type": "audio/mpeg",
        "size": 1000,
        "seconds": 60,
        "published_at": FIRST_DAY + timedelta(days=number),
    }
    return ReadEpisode(**(values | fields))


def make_read_feed(episodes: int, **fields: Any) -> ReadFeed:
    """A feed with so many episodes, numbered from 1."""
    values: dict[str, Any] = {"title": "Kabar Desa", "language": "id"}
    read = [make_read_episode(n) for n in range(1, episodes + 1)]
    return ReadFeed(**(values | {"episodes": read} | fields))
