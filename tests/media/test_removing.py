"""What a row named goes with it, after commit; what was left behind is swept."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from media.models import MediaItem, SentFile
from media.playing import find_sources
from media.sweeping import find_orphans, sweep
from tests.factories.accounts import PersonFactory
from tests.factories.media import MP3, MP4, add_encodings, make_media_item
from tests.media.conftest import stored_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_disk")]

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHalo.\n"


@pytest.fixture
def item() -> MediaItem:
    item = make_media_item(MP3, "suara.mp3", captions=ContentFile(VTT, name="a.vtt"))
    add_encodings(item, main=20, saver=10)
    return MediaItem.objects.get(pk=item.pk)


def names(item: MediaItem) -> set[str]:
    return {
        str(file.name)
        for file in (item.file, item.captions, *(one.file for one in item.encodings.all()))
    }


def test_a_new_file_takes_the_place_of_all_that_was_made_of_the_old_one(
    item: MediaItem, django_capture_on_commit_callbacks: Any
) -> None:
    before, heard = names(item), find_sources(item.pk)
    assert len(heard) == 2
    captions = str(item.captions.name)
    with django_capture_on_commit_callbacks(execute=True):
        item.file = ContentFile(MP4, name="film.mp4")
        item.save()
        assert before < stored_files()
    [source] = item.sources
    assert (source.type, source.size, source.seconds) == ("video/mp4", len(MP4), 0)
    assert find_sources(item.pk) == (source,)
    assert item.file_is_new
    fresh = MediaItem.objects.get(pk=item.pk)
    assert (fresh.state, fresh.seconds, fresh.loudness) == ("waiting", 0, None)
    assert stored_files() == {str(fresh.file.name), captions}
    assert str(fresh.file.name) not in before


def test_prefetched_copies_of_the_old_file_are_not_offered_either(item: MediaItem) -> None:
    fetched = MediaItem.objects.prefetch_related("encodings").get(pk=item.pk)
    assert len(fetched.sources) == 2
    fetched.file = ContentFile(MP3, name="baru.mp3")
    fetched.save()
    assert len(fetched.sources) == 1


@pytest.mark.parametrize("new", [ContentFile(VTT.replace(b"Halo", b"Hai"), name="b.vtt"), ""])
def test_captions_that_were_replaced_or_cleared_go(
    item: MediaItem, django_capture_on_commit_callbacks: Any, new: Any
) -> None:
    assert [cue.text for cue in item.cues] == ["Halo."]
    old = str(item.captions.name)
    with django_capture_on_commit_callbacks(execute=True):
        item.captions = new
        item.save()
    assert not default_storage.exists(old)
    assert [cue.text for cue in item.cues] == (["Hai."] if new else [])
    assert len(find_sources(item.pk)) == 2
    assert stored_files() == names(item) - {""}


def test_a_save_of_other_fields_removes_nothing(
    item: MediaItem, django_capture_on_commit_callbacks: Any
) -> None:
    """Not even by an object that was read before somebody else put another file there."""
    stale = MediaItem.objects.get(pk=item.pk)
    with django_capture_on_commit_callbacks(execute=True):
        item.file = ContentFile(MP3, name="baru.mp3")
        item.save()
    with django_capture_on_commit_callbacks(execute=True):
        stale.title = "Judul"
        stale.save(update_fields=["title"])
    assert default_storage.exists(str(item.file.name))


def test_a_deleted_item_takes_its_files_along(
    item: MediaItem, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        MediaItem.objects.filter(pk=item.pk).delete()
        assert len(stored_files()) == 4
    assert stored_files() == set()


def test_what_is_taken_back_removes_nothing(
    item: MediaItem, django_capture_on_commit_callbacks: Any
) -> None:
    before = names(item)

    def fail() -> None:
        with transaction.atomic():
            item.file = ContentFile(MP3, name="baru.mp3")
            item.save()
            item.delete()
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        fail()
    assert before <= stored_files()
    [left] = stored_files() - before
    assert list(find_orphans(before=timezone.now() + timedelta(hours=1))) == [left]


def test_what_a_person_sent_goes_with_the_person(django_capture_on_commit_callbacks: Any) -> None:
    person = PersonFactory()
    sent = SentFile(sender=person, event_id="0" * 32, name="a.pdf", type="a/b", size=5)
    sent.file.save("a.pdf", ContentFile(b"%PDF-"))
    with django_capture_on_commit_callbacks(execute=True):
        person.delete()
    assert not default_storage.exists(str(sent.file.name))


def test_the_sweep_takes_what_is_old_and_belongs_to_nothing(on_disk: Path) -> None:
    item = make_media_item(MP3, "suara.mp3", captions=ContentFile(VTT, name="a.vtt"))
    add_encodings(item, main=20, saver=10)
    private = make_media_item(MP3, "suara.mp3", private=True)
    kept = {*names(item), str(private.file.name)}
    for name in ("media/old.mp3", "private/old.mp3", "sent/old.pdf", "images/old.png"):
        default_storage.save(name, ContentFile(b"x"))
    two_days_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for path in on_disk.rglob("*.*"):
        os.utime(path, (two_days_ago, two_days_ago))
    default_storage.save("media/new.mp3", ContentFile(b"x"))
    out = StringIO()
    call_command("sweep_media", "--dry-run", stdout=out)
    old = ["media/old.mp3", "private/old.mp3", "sent/old.pdf"]
    assert out.getvalue().split() == old
    call_command("sweep_media", stdout=out)
    assert "3 deleted." in out.getvalue()
    left = {str(path.relative_to(on_disk)) for path in on_disk.rglob("*.*")}
    assert left == {*kept, "media/new.mp3", "images/old.png"}


def test_where_nothing_was_ever_stored_there_is_nothing_to_sweep(on_disk: Path) -> None:
    assert sweep(before=timezone.now()) == 0
