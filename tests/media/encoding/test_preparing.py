"""Uploads become what people play. Real sound, made and measured by ffmpeg."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from media.encoding import preparing
from media.encoding.ffmpeg import find_ffmpeg
from media.encoding.jobs import prepare_media
from media.encoding.measuring import Measured, measure
from media.encoding.preparing import prepare
from media.encoding.problems import Problem
from media.models import Encoding, MediaItem
from tests.factories.media import make_media_item
from tests.media.conftest import stored_files

pytestmark = pytest.mark.django_db

FIGURES = {
    "input_i": -21.0,
    "input_tp": -3.0,
    "input_lra": 1.0,
    "input_thresh": -31.0,
    "target_offset": 0.0,
}


@pytest.fixture(scope="module")
def wav(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "nada.wav"
    source = ("-f", "lavfi", "-i", "sine=frequency=330:duration=6", "-ac", "2", "-ar", "44100")
    command = [str(find_ffmpeg()), "-v", "error", *source, str(path)]
    subprocess.run(command, check=True)  # noqa: S603
    return path.read_bytes()


def upload(content: bytes, name: str = "suara.wav") -> MediaItem:
    return make_media_item(content, name, seconds=0)


def test_a_recording_is_measured_and_gets_two_lighter_copies(wav: bytes, tmp_path: Path) -> None:
    item = upload(wav)
    prepare(item)
    assert (item.state, item.progress, item.problem) == ("ready", 100, "")
    assert item.seconds == 6
    assert item.loudness == pytest.approx(-21.7, abs=2)
    saver, main = item.sources
    assert (saver.role, saver.type) == ("saver", 'audio/webm; codecs="opus"')
    assert (main.role, main.type, main.seconds) == ("main", "audio/mpeg", 6)
    assert 40_000 < main.size * 8 / 6 < 72_000
    assert saver.size * 8 / 6 < 40_000
    copy = tmp_path / "copy.mp3"
    copy.write_bytes(item.encodings.get(role="main").file.read())
    assert measure(copy, timeout=60).loudness == pytest.approx(-16, abs=1)


def test_once_more_replaces_the_copies_and_their_addresses(
    wav: bytes, django_capture_on_commit_callbacks: object
) -> None:
    item = upload(wav)
    prepare(item)
    before = set(item.encodings.values_list("file", flat=True))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        prepare(item)
    after = set(item.encodings.values_list("file", flat=True))
    assert len(after) == 2
    assert not before & after
    assert not any(default_storage.exists(name) for name in before)


@pytest.mark.parametrize(
    "content",
    [b"ID3\x03" + bytes(500), b"#EXTM3U\nfile:///etc/hostname\n", b"RIFF\x00\x00\x00\x00WAVEfmt "],
)
def test_a_broken_file_is_answered_with_a_sentence(content: bytes) -> None:
    item = upload(content, "suara.mp3")
    MediaItem.objects.filter(pk=item.pk).update(type="audio")
    item.refresh_from_db()
    prepare(item)
    item.refresh_from_db()
    assert (item.state, item.problem) == ("failed", "broken")
    assert item.get_problem_display()
    assert not Encoding.objects.exists()


def test_a_playlist_behind_a_false_beginning_opens_no_other_file(
    wav: bytes, tmp_path: Path
) -> None:
    secret = tmp_path / "rahasia.wav"
    secret.write_bytes(wav)
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:6,\n{secret}\n#EXT-X-ENDLIST\n"
    item = upload(b"ID3\x03" + bytes(6) + playlist.encode(), "suara.mp3")
    prepare(item)
    assert item.problem == "broken"
    assert not item.encodings.exists()


@pytest.fixture(scope="module")
def silent_film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    source = ("-f", "lavfi", "-i", "color=c=red:s=64x64:d=3", "-c:v", "mpeg4")
    subprocess.run([str(find_ffmpeg()), "-v", "error", *source, str(path)], check=True)  # noqa: S603
    return path.read_bytes()


def test_a_film_without_sound_is_a_silent_film(silent_film: bytes) -> None:
    item = upload(silent_film, "film.mp4")
    prepare(item)
    assert (item.type, item.state, item.problem) == ("video", "ready", "")
    assert (item.seconds, item.loudness) == (3, None)


def test_sound_without_sound_says_so(silent_film: bytes) -> None:
    item = upload(silent_film, "film.mp4")
    MediaItem.objects.filter(pk=item.pk).update(type="audio")
    item.refresh_from_db()
    prepare(item)
    assert (item.state, item.problem) == ("failed", "silent")


def test_a_file_that_was_replaced_meanwhile_keeps_nothing_of_the_old_one(wav: bytes) -> None:
    item = upload(wav)
    late = MediaItem.objects.get(pk=item.pk)
    item.file = ContentFile(wav, name="lain.wav")
    item.save()
    prepare(late)
    item.refresh_from_db()
    assert not item.encodings.exists()
    assert (item.state, item.progress) == ("waiting", 0)


def test_work_on_a_file_that_is_replaced_stops_and_leaves_no_trace(
    on_disk: Path, wav: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = upload(wav)
    old = str(item.file.name)

    def replace(*args: object, **kwargs: object) -> Measured:
        fresh = MediaItem.objects.get(pk=item.pk)
        fresh.file = ContentFile(wav, name="lain.wav")
        fresh.save()
        return Measured(seconds=6, rate=44100, figures=FIGURES)

    monkeypatch.setattr(preparing, "measure", replace)
    prepare(item)
    fresh = MediaItem.objects.get(pk=item.pk)
    assert (fresh.state, fresh.problem, fresh.seconds) == ("waiting", "", 0)
    assert not fresh.encodings.exists()
    # The old one goes once that is committed.
    assert stored_files() == {str(fresh.file.name), old}


def test_the_job_leaves_alone_what_is_ready_or_gone(wav: bytes) -> None:
    item = upload(wav)
    MediaItem.objects.filter(pk=item.pk).update(state="ready")
    prepare_media.enqueue(item.pk)
    prepare_media.enqueue(item.pk + 1)
    assert not item.encodings.exists()


def test_the_command_does_what_waits_and_fails_where_something_did(wav: bytes) -> None:
    item = upload(wav)
    call_command("prepare_media")
    item.refresh_from_db()
    assert item.state == "ready"
    upload(b"ID3\x03" + bytes(500), "rusak.mp3")
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("prepare_media")


def test_what_died_in_the_middle_is_taken_up_with_the_next_job(wav: bytes) -> None:
    dead, alive, forgotten, other = (upload(wav) for _number in range(4))
    long_ago = timezone.now() - timedelta(minutes=16)
    working = MediaItem.objects.filter(pk__in=[dead.pk, alive.pk])
    working.update(state="working", worked_at=timezone.now() - timedelta(minutes=14))
    MediaItem.objects.filter(pk=dead.pk).update(worked_at=long_ago)
    MediaItem.objects.filter(pk=forgotten.pk).update(created_at=long_ago)
    prepare_media.enqueue(alive.pk)
    states = dict(MediaItem.objects.values_list("pk", "state"))
    expected = {dead: "ready", alive: "working", forgotten: "ready", other: "waiting"}
    assert states == {item.pk: state for item, state in expected.items()}


def test_the_clock_takes_up_what_is_stuck_and_nothing_that_failed(wav: bytes) -> None:
    stuck, failed = upload(wav), upload(b"ID3\x03" + bytes(500), "rusak.mp3")
    MediaItem.objects.filter(pk=stuck.pk).update(state="working", worked_at=None)
    MediaItem.objects.update(created_at=timezone.now() - timedelta(days=1))
    MediaItem.objects.filter(pk=failed.pk).update(state="failed", problem="broken")
    call_command("prepare_media", "--stuck")
    states = dict(MediaItem.objects.values_list("pk", "state"))
    assert states == {stuck.pk: "ready", failed.pk: "failed"}


def test_every_problem_has_a_sentence() -> None:
    assert all(str(one.label).endswith((".", "!")) for one in Problem)
