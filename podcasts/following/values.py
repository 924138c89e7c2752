"""What was read of a feed: plain values, named as the fields of `FollowedFeed` and
`FollowedEpisode`. No Django here: the worker that reads feeds imports this."""

from dataclasses import dataclass, field
from datetime import datetime

MOST_EPISODES = 5_000

# The longest text of each field in characters. Where the model has a limit it is the same;
# an address that is longer is left out, for half an address leads nowhere.
FEED_LENGTHS = {
    "title": 300, "author": 300, "description": 4_000, "language": 20, "site_url": 1_000,
    "image_url": 1_000, "guid": 100, "medium": 30, "new_feed_url": 1_000,
}  # fmt: skip
EPISODE_LENGTHS = {
    "guid": 1_000, "title": 500, "summary": 4_000, "notes": 50_000, "url": 2_000, "type": 100,
    "page_url": 2_000, "image_url": 2_000, "season_name": 200, "number": 50, "kind": 10,
    "chapters_url": 2_000,
}  # fmt: skip


@dataclass(frozen=True)
class ReadEpisode:
    """An episode as the feed tells it. `size` in bytes, `seconds` long, 0 where unknown; `notes`
    is HTML, cleaned as all of it is; `explicit` None where the feed does not say.

    `people`: dicts with name, role, group, url, image_url. `transcripts`: url, type, language,
    rel. `alternates`: url, type, size (bytes), title. All strings but the size.
    """

    guid: str = ""
    title: str = ""
    summary: str = ""
    notes: str = ""
    url: str = ""
    type: str = ""
    size: int = 0
    seconds: int = 0
    published_at: datetime | None = None
    page_url: str = ""
    image_url: str = ""
    season: int | None = None
    season_name: str = ""
    number: str = ""
    kind: str = "full"
    explicit: bool | None = None
    people: list[dict[str, str]] = field(default_factory=list)
    transcripts: list[dict[str, str]] = field(default_factory=list)
    alternates: list[dict[str, str | int]] = field(default_factory=list)
    chapters_url: str = ""


@dataclass(frozen=True)
class ReadFeed:
    """A feed with its episodes in the feed's order, at most `MOST_EPISODES`.

    `warning` is "" or the code of a `Problem` that left something out (`cut_short`,
    `too_many_episodes`): an episode that is missing then was not dropped by the feed.
    """

    title: str = ""
    author: str = ""
    description: str = ""
    language: str = ""
    site_url: str = ""
    image_url: str = ""
    guid: str = ""
    explicit: bool = False
    people: list[dict[str, str]] = field(default_factory=list)
    medium: str = ""
    locked: bool = False
    new_feed_url: str = ""
    warning: str = ""
    episodes: list[ReadEpisode] = field(default_factory=list)
