from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from media.files import check_sound_or_video, media_type
from media.models import MediaItem
from tests.factories.media import MP3, MP4, make_media_item


def named(content: bytes, name: str) -> ContentFile:
    return ContentFile(content, name=name)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (MP3, "a.mp3", "audio/mpeg"),
        (MP4, "a.mp4", "video/mp4"),
        (MP4, "a.m4a", "audio/mp4"),
        (b"<html><script>", "a.mp3", ""),
        (b"", "a.mp3", ""),
        (b"\x89PNG\r\n\x1a\n" + bytes(32), "a.mp3", "image/png"),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, name: str, expected: str) -> None:
    assert media_type(named(content, name)) == expected


def test_what_is_neither_sound_nor_video_is_refused() -> None:
    check_sound_or_video(named(MP3, "a.mp3"))
    with pytest.raises(ValidationError, match="bukan audio dan bukan video"):
        check_sound_or_video(named(b"MZ" + bytes(64), "a.mp3"))


@pytest.mark.django_db
def test_size_and_type_come_from_the_file_and_no_address_is_used_twice() -> None:
    one, other = make_media_item(MP3, "suara.mp3"), make_media_item(MP4, "suara.mp4")
    assert (one.type, one.size) == ("audio", len(MP3))
    assert other.type == "video"
    again = make_media_item(MP3, "suara.mp3")
    assert len({one.file.name, other.file.name, again.file.name}) == 3
    assert "suara" not in one.file.name
    one.title = "Baru"
    one.save()
    assert MediaItem.objects.get(pk=one.pk).size == len(MP3)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a.svg", False), ("a.mp3", True), ("a.vtt", False), ("a.html", False), ("a.pdf", False)],
)
def test_a_stored_file_is_served_so_that_it_cannot_act(name: str, shown: bool) -> None:
    stored = default_storage.save(f"media/{name}", ContentFile(b"<svg/>"))
    response: Any = Client().get(f"/berkas/{stored}")
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"<svg/>"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert "immutable" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "none.mp3",
        "../manage.py",
        "..%2fmanage.py",
        "/etc/passwd",
        "media",
        "media/",
        "media/x",
        "media/none.mp3",
        "media/../x/there.mp3",
        "media/a%00b",
        "images/x/",
        "x/there.mp3",
        "documents/there.mp3",
        "media/x/../../documents/there.mp3",
    ],
)
def test_what_is_not_there_or_not_public_is_not_found(path: str) -> None:
    for folder in ("media/x", "images/x", "x", "documents"):
        default_storage.save(f"{folder}/there.mp3", ContentFile(b""))
    assert Client().get(f"/berkas/{path}").status_code == 404


@pytest.mark.django_db
def test_a_document_of_a_private_collection_stays_private() -> None:
    root = Collection.get_first_root_node()
    private = root.add_child(name="Rahasia")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    document = get_document_model().objects.create(
        title="Daftar", file=named(b"%PDF-", "daftar.pdf"), collection=private
    )
    assert Client().get(f"/berkas/{document.file.name}").status_code == 404
    assert Client().get(document.url).status_code == 302


@pytest.mark.parametrize("folder", ["images", "original_images", "avatar_images"])
def test_a_picture_is_kept_for_an_hour_and_then_asked_for_again(folder: str) -> None:
    stored = default_storage.save(f"{folder}/a.svg", ContentFile(b"<svg/>"))
    first: Any = Client().get(f"/berkas/{stored}")
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    for headers in (
        {"if-none-match": first.headers["ETag"]},
        {"if-modified-since": first.headers["Last-Modified"]},
    ):
        again = Client().get(f"/berkas/{stored}", headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Cache-Control"] == "public, max-age=3600"
    assert Client().get(f"/berkas/{stored}", headers={"if-match": '"x"'}).status_code == 200
    default_storage.delete(stored)
    assert default_storage.save(stored, ContentFile(b"<svg></svg>")) == stored
    other: Any = Client().get(f"/berkas/{stored}", headers={"if-none-match": first.headers["ETag"]})
    assert other.status_code == 200
    assert b"".join(other.streaming_content) == b"<svg></svg>"
