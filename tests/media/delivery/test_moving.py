"""Files move when an item becomes private, or public again."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from media.delivery.moving import move_files
from media.models import Encoding, MediaItem
from tests.factories.media import MP3, make_media_item
from tests.media.delivery.fetching import fetch


@pytest.fixture
def item(db: None) -> MediaItem:
    """With captions and an encoding."""
    item = make_media_item(MP3, "suara.mp3")
    item.captions.save("teks.vtt", ContentFile(b"WEBVTT\n"))
    made = Encoding(item=item, role="main", type="audio/mpeg", size=5, seconds=60)
    made.file.save("ringan.mp3", ContentFile(b"suara"))
    return item


def names(item: MediaItem) -> list[str]:
    fresh = MediaItem.objects.get(pk=item.pk)
    files = [fresh.file, fresh.captions, *(one.file for one in fresh.encodings.all())]
    return [str(file.name) for file in files]


def change(item: MediaItem, capture: Any, *, private: bool) -> list[str]:
    with capture(execute=True):
        fresh = MediaItem.objects.get(pk=item.pk)
        fresh.private = private
        fresh.save()
    return names(item)


def test_what_becomes_private_is_gone_from_where_everybody_found_it(
    item: MediaItem, django_capture_on_commit_callbacks: Any
) -> None:
    public = names(item)
    assert all(name.startswith("media/") for name in public)
    private = change(item, django_capture_on_commit_callbacks, private=True)
    assert all(name.startswith("private/") for name in private)
    assert [name[-4:] for name in private] == [name[-4:] for name in public]
    assert not any(default_storage.exists(name) for name in public)
    assert [fetch(name).status for name in [*public, *private]] == [404] * 6
    with default_storage.open(private[2]) as file:
        assert file.read() == b"suara"


def test_no_name_comes_again(item: MediaItem, django_capture_on_commit_callbacks: Any) -> None:
    seen = names(item)
    for private in (True, False, True, False):
        seen += change(item, django_capture_on_commit_callbacks, private=private)
    assert len(set(seen)) == 15
    assert fetch(seen[-1]).body == b"suara"


def test_nothing_moves_where_nothing_changed(item: MediaItem) -> None:
    before = names(item)
    item.title = "Baru"
    item.save()
    assert names(item) == before
    assert move_files(item) == 0


def test_until_the_change_is_certain_the_old_files_stay(
    item: MediaItem, django_capture_on_commit_callbacks: Any
) -> None:
    before = names(item)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        item.private = True
        item.save()
        transaction.set_rollback(True)
    assert names(item) == before
    assert all(default_storage.exists(name) for name in before)


def test_in_a_bucket_files_are_copied_where_they_lie(
    bucket: Any, db: None, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = make_media_item(MP3, "suara.mp3")
    (before, _) = names(item)
    storage: Any = default_storage
    monkeypatch.setattr(type(storage._wrapped), "_open", None)
    (after, _) = change(item, django_capture_on_commit_callbacks, private=True)
    assert storage.exists(after)
    assert not storage.exists(before)
    assert storage.size(after) == len(MP3)
