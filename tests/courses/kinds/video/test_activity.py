"""A video activity plays from addresses of our own, with captions that a browser reads."""

import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from courses.kinds.video.activity import VideoKind
from media.models import MediaItem
from tests.courses.kinds.test_recordings import LINKED, render
from tests.factories.accounts import PersonFactory
from tests.factories.media import MP4, make_media_item

pytestmark = pytest.mark.django_db

SRT = b"1\n00:00:01,000 --> 00:00:02,500\nSelamat pagi.\n"


def make_film(**fields: Any) -> MediaItem:
    return make_media_item(
        MP4, "film.mp4", captions=ContentFile(SRT, name="film.srt"), seconds=90, **fields
    )


def value_of(item: MediaItem) -> Any:
    return VideoKind.block().to_python({**LINKED, "file": item.pk, "link": ""})


def track_of(html: str) -> str:
    [address] = re.findall(r'<track kind="captions" src="([^"]+)"', html)
    return str(address)


def test_captions_are_a_track_whatever_they_were_uploaded_as() -> None:
    response = Client().get(track_of(render(VideoKind, value_of(make_film()))))
    assert response.headers["Content-Type"] == "text/vtt; charset=utf-8"
    text = response.content.decode()
    assert text.startswith("WEBVTT")
    assert "00:00:01.000 --> 00:00:02.500\nSelamat pagi." in text


def test_captions_and_film_of_a_private_item_are_for_people_who_are_signed_in() -> None:
    html = render(VideoKind, value_of(make_film(private=True)))
    [film] = re.findall(r'<source src="([^"]+)" type="video/mp4">', html)
    assert [Client().get(url).status_code for url in (film, track_of(html))] == [404, 404]
    signed_in = Client()
    signed_in.force_login(PersonFactory(), backend="lms.accounts.backends.PinBackend")
    assert [signed_in.get(url).status_code for url in (film, track_of(html))] == [200, 200]


def test_the_file_stands_as_a_source_and_loads_after_the_tap_alone() -> None:
    item = make_film()
    html = render(VideoKind, value_of(item))
    assert f'<source src="{item.sources[0].url}" type="video/mp4">' in html
    assert 'preload="none"' in html
    assert "<video controls" in html
    assert "src=" not in html.partition("<video")[2].partition(">")[0]


def test_without_captions_there_is_no_track() -> None:
    assert "<track" not in render(VideoKind, value_of(make_media_item(MP4, "film.mp4")))
