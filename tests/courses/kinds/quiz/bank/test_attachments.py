"""Pictures and sounds that come with a file of questions."""

import pytest
from django.core.files.base import ContentFile
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex

from courses.kinds.quiz.bank.models import BankQuestion
from media.models import MediaItem
from tests.courses.kinds.quiz.bank.entries import entry, png, read, snapshot
from tests.factories.media import MP3, MP4

pytestmark = pytest.mark.django_db


def test_a_picture_becomes_an_image_of_the_site_once() -> None:
    files = {"foto/a.png": png(colour="red")}
    first = entry("Satu?", picture={"image": "foto/a.png", "alt": "Pasar"}, files=files, number="1")
    second = entry("Dua?", picture={"image": "foto/a.png", "alt": "Pasar"}, files=files, line=2)
    report = read(first, second)
    assert report.findings == []
    image = get_image_model().objects.get()
    assert image.title == "a.png"
    assert BankQuestion.objects.first().question().picture == {"image": image.pk, "alt": "Pasar"}
    assert read(first).unchanged == 1
    assert ReferenceIndex.get_references_to(image).count() == 2


def test_pictures_of_answers_become_images() -> None:
    files = {"a.png": png(colour="red"), "b.png": png(colour="blue")}
    answers = [
        {"id": "", "picture": "a.png", "alt": "Merah", "text": "", "right": True, "feedback": ""},
        {"id": "", "picture": "b.png", "alt": "Biru", "text": "", "right": False, "feedback": ""},
    ]
    data = {"answers": answers, "keep_order": False}
    report = read(entry(type="picture_choice", data=data, files=files))
    assert report.findings == []
    stored = [one["picture"] for one in BankQuestion.objects.get().question().data["answers"]]
    assert stored == list(get_image_model().objects.order_by("pk").values_list("pk", flat=True))


def test_a_sound_becomes_a_media_item_once() -> None:
    one = entry(sound={"media": "a.mp3"}, files={"a.mp3": MP3}, number="1")
    report = read(one)
    item = MediaItem.objects.get()
    assert BankQuestion.objects.get().question().sound == {"media": item.pk}
    assert (item.type, item.seconds) == ("audio", 0)
    assert ["a.mp3" in one.sentence for one in report.warnings] == [True]
    again = read(one)
    assert (again.unchanged, again.findings, MediaItem.objects.count()) == (1, [], 1)


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", SVG),
        ("a.png", SVG),
        ("a.png", b"%PDF-1.4"),
        ("a.html", b"<html>"),
        ("a", b"x"),
        ("", b""),
    ],
)
def test_what_is_no_picture_is_refused(name: str, data: bytes) -> None:
    before = snapshot()
    one = entry(picture={"image": name or "tiada.png", "alt": "Pasar"}, files={name: data})
    for dry_run in (True, False):
        assert len(read(one, dry_run=dry_run).errors) == 1
        assert snapshot() == before


@pytest.mark.parametrize(("name", "data"), [("a.mp4", MP4), ("a.mp3", b"MZ"), ("a.exe", MP3)])
def test_what_is_no_sound_is_refused(name: str, data: bytes) -> None:
    before = snapshot()
    assert len(read(entry(sound={"media": name}, files={name: data})).errors) == 1
    assert snapshot() == before


def test_an_svg_that_the_site_has_already_is_its_own() -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg' width='2' height='2'></svg>"
    image = get_image_model()(title="S", file=ContentFile(svg, name="s.svg"), width=2, height=2)
    image._set_image_file_metadata()
    image.save()
    assert read(entry(picture={"image": "x.svg", "alt": "S"}, files={"x.svg": svg})).created == 1
