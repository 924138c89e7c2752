"""A podcast: the episode by its address, or by the feed that it is followed in."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings as site_settings

from courses.transfer.forms.form import Places, Reading, ReadValue, Writing, Written
from courses.transfer.sections import Section
from courses.transfer.settings import Settings
from podcasts.models import EpisodePage, FollowedEpisode

_SETTINGS = ["title", "episode", "feed", "identity", "share", "transcript_counts"]
_SHARE = 80


class PodcastForm:
    """`title:`, then `episode: show/episode` for one of ours, or `feed:` and `identity:` for one
    that is followed; `share:` in per cent and `transcript_counts:` where they are not as usual.

    Sound stays where it is: the site that imports must have the episode, or follow the feed.
    """

    def read(self, section: Section, reading: Reading) -> ReadValue:
        settings = section.settings
        settings.refuse_unknown(_SETTINGS)
        told = len(reading.problems.found)
        share = settings.number("share")
        value = {
            "title": settings.text("title"),
            "episode": _read_episode(settings, reading),
            "followed": _read_followed(settings, reading),
            "share": _SHARE if share is None else share,
            "transcript_counts": settings.flag("transcript_counts"),
        }
        if section.body.strip():
            sentence = "A podcast has no text here; its notes and transcript are the episode's."
            reading.problems.add(section.body_place, sentence)
        places: Places = {(name,): settings.place_of(name) for name in ("title", "share")}
        for name in ("episode", "feed"):
            places["episode" if name == "episode" else "followed",] = settings.place_of(name)
        unread = settings.broken or len(reading.problems.found) > told
        return ReadValue(value, {(): section.place, **places}, frozenset({()} if unread else ()))

    def write(self, value: Mapping[str, Any], writing: Writing) -> Written:
        settings: dict[str, Any] = {"title": value["title"]}
        if value["episode"]:
            settings["episode"] = _name_episode(value["episode"], writing)
        if value["followed"]:
            followed = (
                FollowedEpisode.objects.filter(pk=value["followed"]).select_related("feed").first()
            )
            if followed is None:
                raise writing.refuse("Its followed episode was deleted; choose another one.")
            settings |= {"feed": followed.feed.url, "identity": followed.identity}
        if value["share"] != _SHARE:
            settings["share"] = value["share"]
        if value["transcript_counts"]:
            settings["transcript_counts"] = True
        return Written(settings)


def _read_episode(settings: Settings, reading: Reading) -> int | None:
    """The id of the episode that `episode:` names; None with a problem where there is none."""
    name = settings.text("episode")
    if not name:
        return None
    place = settings.place_of("episode")
    language, colon, path = name.rpartition(":")
    show, slash, slug = path.partition("/")
    if not (show and slash and slug) or "/" in slug:
        sentence = f"{name[:60]!r} names no episode; write `show/episode` as in its address."
        reading.problems.add(place, sentence)
        return None
    pages = EpisodePage.objects.filter(
        slug=slug,
        url_path__endswith=f"/{show}/{slug}/",
        locale__language_code=language if colon else site_settings.LANGUAGE_CODE,
    )
    if found := pages.order_by("path").values_list("pk", flat=True).first():
        return found
    reading.problems.add(place, f"The site has no episode {name[:120]!r}; publish it first.")
    return None


def _read_followed(settings: Settings, reading: Reading) -> int | None:
    """The id of the episode that `feed:` and `identity:` name; None with a problem else."""
    feed, identity = settings.text("feed"), settings.text("identity")
    if not (feed or identity):
        return None
    found = FollowedEpisode.objects.filter(feed__url=feed, identity=identity).first()
    if found:
        return found.pk
    sentence = (
        f"The site follows no feed {feed[:200]!r} with the episode {identity[:80]!r}; follow it "
        "first."
    )
    reading.problems.add(settings.place_of("feed" if feed else "identity"), sentence)
    return None


def _name_episode(page_id: int, writing: Writing) -> str:
    """`show/episode`, with `language:` before it where it is not the site's own."""
    page = EpisodePage.objects.filter(pk=page_id).select_related("locale").first()
    if page is None:
        raise writing.refuse("Its episode was deleted; choose another one.")
    name = "/".join(page.url_path.strip("/").split("/")[-2:])
    language = page.locale.language_code
    return name if language == site_settings.LANGUAGE_CODE else f"{language}:{name}"
