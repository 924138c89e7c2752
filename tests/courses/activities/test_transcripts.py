from typing import Any

import pytest
from django.core.files.base import ContentFile

from courses.activities.registry import kinds
from tests.factories.media import MP3, make_media_item


def remarks(kind: str, **fields: Any) -> list[str]:
    value = kinds[kind].block().to_python({"title": "Dengar", "transcript": "", **fields})
    return [remark.code for remark in kinds[kind].remarks(value)]


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_a_link_needs_its_words(kind: str) -> None:
    link = "https://example.org/a"
    assert remarks(kind, link=link) == ["no-transcript"]
    assert remarks(kind, link=link, transcript='<p data-block-key="a"> </p>') == ["no-transcript"]
    assert remarks(kind, link=link, transcript="<p>Halo.</p>") == []


@pytest.mark.django_db
def test_a_file_that_lost_its_captions_needs_its_words() -> None:
    item = make_media_item(MP3, "a.mp3")
    assert remarks("audio", file=item.pk) == ["no-transcript"]
    item.captions.save("a.vtt", ContentFile(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHalo.\n"))
    assert remarks("audio", file=item.pk) == []
