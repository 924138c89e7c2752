"""Makes the demo's podcast out of its folder."""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from wagtail.images import get_image_model

from lms.demo.podcast_script import PODCAST, Script, read_scripts, read_show
from media.encoding.ffmpeg import find_ffmpeg
from media.encoding.preparing import prepare
from media.encoding.problems import CannotPrepare
from media.models import MediaItem
from podcasts.models import (
    EpisodeChapter,
    EpisodePage,
    EpisodePerson,
    PodcastIndexPage,
    ShowPage,
    ShowPerson,
)

#: Episodes come out at this hour of the site's clock.
_HOUR = time(8)


def make_show(index: PodcastIndexPage, *, tell: Callable[[str], object]) -> ShowPage:
    """The podcast below `index` with all of its episodes. What is there already stays as it is, but
    recordings that still wait are prepared if ffmpeg is here; `tell` gets a line for each step."""
    settings = read_show()
    show = ShowPage.objects.child_of(index).filter(slug=settings["slug"]).first()
    show = show or _add_show(index)
    for script in read_scripts():
        slug = script.settings["slug"]
        if not EpisodePage.objects.child_of(show).filter(slug=slug).exists():
            tell(f"podcast episode {slug} ...")
            _add_episode(show, script)
    for item in _waiting(show):
        tell(f"preparing {item.title} ...")
        prepare(item)
    return show


@transaction.atomic
def _add_show(index: PodcastIndexPage) -> ShowPage:
    settings = dict(read_show())
    people = settings.pop("people")
    # What all episodes share.
    del settings["season"], settings["season_name"]
    show = ShowPage(
        **settings,
        kind=ShowPage.Kind.SERIAL,
        artwork=_add_artwork(settings["title"]),
        locale=index.locale,
    )
    show.people = [ShowPerson(**person) for person in people]
    index.add_child(instance=show)
    show.save_revision().publish()
    show.refresh_from_db()
    return show


def _add_artwork(title: str) -> Any:
    content = BytesIO((PODCAST / "artwork.png").read_bytes())
    image = get_image_model()(title=title, file=ImageFile(content, name="suara-usaha-pijar.png"))
    image.file_size = len(content.getvalue())
    image.save()
    return image


@transaction.atomic
def _add_episode(show: ShowPage, script: Script) -> None:
    shared, own = read_show(), script.settings
    item = MediaItem(title=f"{own['title']} ({shared['title']})")
    item.file = ContentFile(script.sound.read_bytes(), name=script.sound.name)
    item.captions = ContentFile(script.captions.read_bytes(), name=script.captions.name)
    item.save()
    day = datetime.combine(own["date"], _HOUR)
    episode = EpisodePage(
        title=own["title"],
        slug=own["slug"],
        summary=own["summary"],
        notes=_write_notes(script),
        recording=item,
        publication_date=timezone.make_aware(day),
        season=shared["season"],
        season_name=shared["season_name"],
        number=own["number"],
        locale=show.locale,
    )
    episode.people = [EpisodePerson(**person) for person in shared["people"]]
    episode.people.add(EpisodePerson(name=own["person"], role="guest", group="cast"))
    episode.chapters = [
        EpisodeChapter(start=start, title=title) for start, title in script.chapters()
    ]
    show.add_child(instance=episode)
    episode.save_revision().publish()


def _write_notes(script: Script) -> str:
    """What to try, as a list: the last part without its greeting and its goodbye."""
    steps = script.parts[-1].sentences[1:-1]
    items = format_html_join("", "<li>{}</li>", ((step,) for step in steps))
    return str(
        format_html(
            "<p><b>{}</b></p><ul>{}</ul><p>{}</p>",
            script.parts[-1].title,
            items,
            "Suara ini suara contoh yang dibuat komputer. Tokoh dan ceritanya juga contoh.",
        )
    )


def _waiting(show: ShowPage) -> Iterator[MediaItem]:
    """Recordings without lighter copies; none where no ffmpeg could make them."""
    try:
        find_ffmpeg()
    except CannotPrepare:
        return
    episodes = EpisodePage.objects.child_of(show).select_related("recording").order_by("path")
    for episode in episodes:
        if episode.recording.state != MediaItem.State.READY:
            yield episode.recording
