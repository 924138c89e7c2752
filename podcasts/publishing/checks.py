"""What Apple and the Podcast Standards Project (PSP-1) still miss in a show, in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from media.models import Encoding, MediaItem
from podcasts.categories import split_category
from podcasts.models.episodes import EpisodePage
from podcasts.models.shows import ShowPage
from podcasts.publishing.artwork import check_artwork, is_heavy
from podcasts.publishing.enclosures import find_main
from podcasts.publishing.episodes import listed_episodes

#: Apple cuts what is longer.
LONGEST_DESCRIPTION_BYTES = 4000
#: The newest episodes are looked at; a trainer mends what is said of them first.
CHECKED_EPISODES = 50


class Level(Enum):
    #: Directories refuse the show, or an episode doesn't appear.
    NEEDED = "needed"
    #: It works without, but less well.
    ADVISED = "advised"


@dataclass(frozen=True)
class Finding:
    level: Level
    sentence: str


def list_findings(show: ShowPage) -> list[Finding]:
    """Everything that is still to be done, what is needed first; empty where all is well."""
    found = [*_check_show(show), *_check_episodes(show)]
    return sorted(found, key=lambda one: one.level is not Level.NEEDED)


def _needed(sentence: str) -> Finding:
    return Finding(Level.NEEDED, sentence)


def _advised(sentence: str) -> Finding:
    return Finding(Level.ADVISED, sentence)


def _check_show(show: ShowPage) -> Iterator[Finding]:
    if not show.description.strip():
        yield _needed(_("Describe the podcast: directories refuse it without a description."))
    if len(show.description.encode()) > LONGEST_DESCRIPTION_BYTES:
        yield _advised(_("The description is longer than 4,000 bytes: apps will cut it."))
    yield from _check_artwork(show)
    for value in filter(None, (show.category, show.second_category)):
        try:
            split_category(value)
        except ValueError:
            sentence = _("“%(category)s” is no category of Apple's: choose one from the list.")
            yield _needed(sentence % {"category": value})
    if not show.category:
        yield _needed(_("Choose a category: directories refuse the podcast without one."))
    if not show.author.strip():
        yield _advised(_("Say who makes the podcast: apps show it below the title."))
    if show.audience == ShowPage.Audience.PUBLIC and not show.owner_email:
        yield _advised(
            _(
                "Give an e-mail address of the owner: directories send a code there "
                "to be sure that the podcast is yours."
            )
        )
    if show.publisher_url and not show.publisher_guid:
        yield _advised(_("The publisher's feed is said only together with the publisher's id."))


def _check_artwork(show: ShowPage) -> Iterator[Finding]:
    if show.artwork is None:
        yield _needed(_("Choose a picture: directories refuse the podcast without one."))
        return
    try:
        check_artwork(show.artwork)
    except ValidationError as error:
        yield from map(_needed, error.messages)
    if is_heavy(show.artwork):
        yield _advised(_("The picture has more than 512 KB: save it smaller, so that it loads."))


def _check_episodes(show: ShowPage) -> Iterator[Finding]:
    episodes = list(listed_episodes(show).select_related("recording")[:CHECKED_EPISODES])
    prefetch_related_objects(episodes, "recording__encodings")
    if not episodes:
        yield _needed(_("Publish a first episode: directories refuse a podcast without one."))
    for episode in episodes:
        yield from _check_episode(episode, show=show)
    if show.kind == ShowPage.Kind.SERIAL and any(
        episode.number is None and episode.kind == EpisodePage.Kind.FULL for episode in episodes
    ):
        yield _needed(_("Number every episode: a serial podcast is played in that order."))


def _check_episode(episode: EpisodePage, *, show: ShowPage) -> Iterator[Finding]:
    item, title = episode.recording, {"title": episode.title}
    if show.audience == ShowPage.Audience.PUBLIC and item.private:
        sentence = _(
            "“%(title)s” is not in the feed: its recording is private, and apps could not fetch it."
        )
        yield _needed(sentence % title)
    elif find_main(item) is None:
        sentence = _("“%(title)s” is not in the feed until its recording is prepared.")
        if item.state == MediaItem.State.FAILED:
            sentence = _("“%(title)s” is not in the feed: upload its recording again.")
        yield _needed(sentence % title)
    elif not any(one.role == Encoding.Role.SAVER for one in item.encodings.all()):
        yield _advised(_("“%(title)s” has no lighter file for people with few data.") % title)
    if not item.captions:
        sentence = _("“%(title)s” has no transcript: those who can't hear it are left out.")
        yield _advised(sentence % title)
