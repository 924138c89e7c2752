"""How a followed feed is, in words for the one who follows it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from podcasts.following.problems import sentence
from podcasts.models.feeds import FollowedFeed


class Level(StrEnum):
    WELL = "well"
    REST = "rest"  # nothing is wrong, and nothing happens
    WARNING = "warning"
    FAILING = "failing"


@dataclass(frozen=True)
class Health:
    """`name` in a word or two for a list; `told` is a sentence, "" where all is well."""

    level: Level
    name: str
    told: str = ""


def describe_health(feed: FollowedFeed) -> Health:
    """From what the feed's row says; no query."""
    told = sentence(feed.problem, feed.detail)
    if feed.state == FollowedFeed.State.GONE:
        return Health(Level.REST, _("has ended"), told)
    if feed.state == FollowedFeed.State.PAUSED:
        return Health(Level.REST, _("paused"), told)
    if feed.failures:
        return Health(Level.FAILING, _("not reached"), told)
    if feed.last_success_at is None:
        return Health(Level.REST, _("waits for its first fetch"))
    if told:
        return Health(Level.WARNING, _("in part"), told)
    return Health(Level.WELL, _("well"))
