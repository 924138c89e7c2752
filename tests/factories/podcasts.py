"""Shows and episodes for tests, with recordings that have both encodings."""

import uuid
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import factory
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Locale, Page, Site

from media.models import Encoding, MediaItem
from podcasts.models import (
    EpisodeChapter,
    EpisodePage,
    EpisodePerson,
    PodcastIndexPage,
    ShowPage,
    ShowPerson,
)
from tests.factories.catalog import PageFactory
from tests.factories.media import MP3, make_media_item, png_bytes

#: What a WebM file begins with.
WEBM = b"\x1a\x45\xdf\xa3" + bytes(60)
VTT = b"""WEBVTT

00:00.000 --> 00:02.000
<v Sari>Selamat datang.

00:02.000 --> 00:05.000
Mulai.
"""
MAIN_SECONDS = 61


@cache
def _square_png(side: int) -> bytes:
    return png_bytes(side, side)


def make_artwork(side: int = 1400) -> AbstractImage:
    """A stored picture that is `side` pixels wide and high."""
    image: AbstractImage = get_image_model()(title="Sampul")
    image.file.save("sampul.png", ContentFile(_square_png(side)), save=False)
    image.width = image.height = side
    image.file_size = len(_square_png(side))
    image.save()
    return image


def make_recording(
    *, captions: bytes = b"", seconds: int = MAIN_SECONDS, private: bool = False, saver: bool = True
) -> MediaItem:
    """A media item that is ready: 48 kb/s MP3 and, with `saver`, 24 kb/s Opus."""
    item = make_media_item(
        MP3, "suara.mp3", seconds=seconds, private=private, state=MediaItem.State.READY
    )
    if captions:
        item.captions.save("teks.vtt", ContentFile(captions))
    add_encoding(item, role=Encoding.Role.MAIN, content=MP3 + bytes(1000), seconds=seconds)
    if saver:
        add_encoding(item, role=Encoding.Role.SAVER, content=WEBM + bytes(300), seconds=seconds)
    return item


def add_encoding(
    item: MediaItem, *, role: Encoding.Role, content: bytes, seconds: int = MAIN_SECONDS
) -> Encoding:
    main = role == Encoding.Role.MAIN
    made = Encoding(
        item=item,
        role=role,
        type="audio/mpeg" if main else 'audio/webm; codecs="opus"',
        size=len(content),
        seconds=seconds,
    )
    made.file.save("suara.mp3" if main else "suara.webm", ContentFile(content), save=False)
    made.save()
    return made


def ensure_podcast_index(language: str = "id") -> PodcastIndexPage:
    """The list of podcasts below the root of the site in that language."""
    root = Site.objects.get(is_default_site=True).root_page
    locale = Locale.objects.get(language_code=language)
    root = root.get_translation(locale)
    found = PodcastIndexPage.objects.child_of(root).first()
    if found:
        return found
    index = PodcastIndexPage(title="Podcast", slug="podcast", locale=locale)
    root.add_child(instance=index)
    index.save_revision().publish()
    index.refresh_from_db()
    return index


class ShowPageFactory(PageFactory):
    """A public, episodic show that lacks nothing that Apple asks for."""

    class Meta:
        model = ShowPage

    class Params:
        private = factory.Trait(audience=ShowPage.Audience.PRIVATE)
        serial = factory.Trait(kind=ShowPage.Kind.SERIAL)

    parent = factory.LazyFunction(ensure_podcast_index)
    title = factory.Sequence(lambda n: f"Suara Pijar {n}")
    slug = factory.Sequence(lambda n: f"suara-{n}")
    description = "Cerita mereka yang pulang dan memulai usaha."
    author = "Tim Pijar"
    owner_name = "Sari Wulandari"
    owner_email = "podcast@example.org"
    copyright = "Tim Pijar"
    category = "Education"
    artwork = factory.LazyFunction(make_artwork)


class EpisodePageFactory(PageFactory):
    """An episode that came out an hour ago."""

    class Meta:
        model = EpisodePage

    parent = factory.SubFactory(ShowPageFactory)
    title = factory.Sequence(lambda n: f"Episode {n}")
    slug = factory.Sequence(lambda n: f"episode-{n}")
    recording = factory.LazyFunction(make_recording)
    summary = "Tentang langkah pertama."
    notes = "<p>Catatan <b>penting</b>.</p>"
    publication_date = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))


def make_episodes(
    show: ShowPage, count: int, *, newest: datetime | None = None, **fields: Any
) -> MediaItem:
    """So many episodes, an hour apart, numbered from 1 for the oldest; written straight into the
    tables, since publishing a thousand pages takes minutes. Returns the recording they share."""
    newest = newest or timezone.now() - timedelta(hours=1)
    recording = fields.pop("recording", None) or make_recording()
    content_type = ContentType.objects.get_for_model(EpisodePage)
    Page.objects.bulk_create(
        Page(
            path=ShowPage._get_path(show.path, show.depth + 1, show.numchild + number),
            depth=show.depth + 1,
            title=f"Episode {number}",
            draft_title=f"Episode {number}",
            slug=f"episode-{number}",
            url_path=f"{show.url_path}episode-{number}/",
            content_type=content_type,
            locale=show.locale,
            live=True,
            first_published_at=newest,
            last_published_at=newest,
            latest_revision_created_at=newest,
        )
        for number in range(1, count + 1)
    )
    stored = Page.objects.filter(path__startswith=show.path, content_type=content_type)
    for number, page in enumerate(stored.order_by("path"), start=1):
        episode = EpisodePage(
            page_ptr=page,
            recording=recording,
            summary=f"Isi episode {number}.",
            number=number,
            publication_date=newest - timedelta(hours=count - number),
            **fields,
        )
        episode.__dict__.update(
            {key: value for key, value in page.__dict__.items() if not key.startswith("_")}
        )
        episode.save_base(raw=True, force_insert=True)
    Page.objects.filter(pk=show.pk).update(numchild=show.numchild + count)
    show.refresh_from_db()
    return recording


def make_chapters(episode: EpisodePage) -> None:
    """Two chapters: one from the start, one from second 30 with a link."""
    EpisodeChapter.objects.create(episode=episode, start=0, title="Salam")
    EpisodeChapter.objects.create(
        episode=episode, start=30, title="Modal & pasar", url="https://example.org/"
    )


def make_full_show(**fields: Any) -> tuple[ShowPage, EpisodePage]:
    """A show and an episode that leave no field of theirs empty."""
    show = ShowPageFactory(
        title="Suara & Usaha <Pijar>",
        description="Cerita mereka yang pulang.\nSetiap minggu.",
        category="Business > Entrepreneurship",
        second_category="Education",
        funding_url="https://example.org/dukung",
        funding_text="Dukung kami",
        publisher_guid=uuid.UUID("003af0a0-6a45-55cf-b765-68e3d349551a"),
        publisher_url="https://example.org/penerbit.xml",
        txt="verify: pijar-123\nKami menulis dari Lombok.",
        complete=True,
        new_feed_url="https://example.org/baru.xml",
        **fields,
    )
    person = {"name": "Sari Wulandari", "href": "https://example.org/sari"}
    picture = "https://example.org/sari.jpg"
    ShowPerson.objects.create(show=show, role="host", group="cast", img=picture, **person)
    episode = EpisodePageFactory(
        parent=show,
        recording=make_recording(captions=VTT, private=show.audience == "private"),
        season=2,
        season_name="Pulang",
        number=7,
        number_name="Tujuh",
        kind=EpisodePage.Kind.BONUS,
        explicit=EpisodePage.Explicit.EXPLICIT,
        artwork=make_artwork(1500),
        block=True,
    )
    EpisodePerson.objects.create(episode=episode, name="Budi", role="guest", group="cast")
    EpisodePerson.objects.create(episode=episode, name="Ani", role="author", group="writing")
    make_chapters(episode)
    return show, episode
