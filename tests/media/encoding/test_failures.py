"""Whatever goes wrong while a recording is prepared ends with a sentence, never with "working"."""

import errno
import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult

from media.encoding import ffmpeg, jobs, preparing
from media.encoding.measuring import Measured
from media.encoding.preparing import prepare
from media.encoding.problems import Problem
from media.models import Encoding, MediaItem
from tests.factories.media import MP3, make_media_item
from tests.media.conftest import stored_files
from tests.queues import DATABASE, IMMEDIATE, use_queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> MediaItem:
    return make_media_item(MP3, "suara.mp3", seconds=6)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a program of our own in ffmpeg's place."""

    def place(script: str) -> None:
        program = tmp_path / "ffmpeg"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IEXEC)
        monkeypatch.setattr(ffmpeg, "find_ffmpeg", lambda: program)

    return place


def outcome(item: MediaItem) -> tuple[str, str]:
    prepare(item)
    fresh = MediaItem.objects.get(pk=item.pk)
    assert (item.state, item.problem) == (fresh.state, fresh.problem)
    assert not Encoding.objects.exists()
    assert fresh.get_problem_display().endswith(".")
    return fresh.state, fresh.problem


def test_a_file_that_is_gone(item: MediaItem) -> None:
    default_storage.delete(str(item.file.name))
    assert outcome(item) == ("failed", Problem.MISSING)


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (PermissionError(errno.EACCES, "no"), Problem.UNREADABLE),
        (OSError(errno.EIO, "disk"), Problem.UNREADABLE),
        (OSError(errno.ENOSPC, "full"), Problem.NO_SPACE),
        (OSError(errno.EDQUOT, "full"), Problem.NO_SPACE),
        (RuntimeError("a bucket's own"), Problem.UNKNOWN),
    ],
)
def test_a_file_that_can_not_be_read(
    item: MediaItem, monkeypatch: pytest.MonkeyPatch, error: Exception, problem: Problem
) -> None:
    def fail(*args: Any) -> None:
        raise error

    monkeypatch.setattr(type(default_storage._wrapped), "open", fail)
    assert outcome(item) == ("failed", problem)


def test_no_ffmpeg_where_it_was_found(item: MediaItem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "find_ffmpeg", lambda: Path("/none/ffmpeg"))
    assert outcome(item) == ("failed", Problem.NO_FFMPEG)


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("kill -9 $$", Problem.STOPPED),
        (f"echo 'write: {os.strerror(errno.ENOSPC)}' >&2; exit 1", Problem.NO_SPACE),
        ("echo 'Invalid data' >&2; exit 1", Problem.BROKEN),
    ],
)
def test_ffmpeg_that_dies(
    item: MediaItem, install: Callable[[str], None], script: str, problem: Problem
) -> None:
    install(script)
    assert outcome(item) == ("failed", problem)


def test_copies_that_can_not_be_stored_leave_none_behind(
    on_disk: Path, item: MediaItem, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = tmp_path / "made.mp3"
    made.write_bytes(MP3)
    figures = {"input_i": -20.0}
    monkeypatch.setattr(preparing, "measure", lambda *args, **how: Measured(6, 44100, figures))
    recipes = list(preparing._recipes(Measured(6, 44100, figures)))
    monkeypatch.setattr(preparing, "_encode", lambda *args: [(one, made) for one in recipes])
    saved = Encoding.save

    def save(self: Encoding, *args: Any, **kwargs: Any) -> None:
        if self.role == Encoding.Role.SAVER:
            raise OSError(errno.ENOSPC, "full")
        saved(self, *args, **kwargs)

    monkeypatch.setattr(Encoding, "save", save)
    assert outcome(item) == ("failed", Problem.NO_SPACE)
    assert stored_files() == {str(item.file.name)}


def test_a_worker_that_is_told_to_stop_gives_the_item_back(
    item: MediaItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*args: Any, **how: Any) -> None:
        raise SystemExit(1)

    monkeypatch.setattr(preparing, "measure", stop)
    with pytest.raises(SystemExit):
        prepare(item)
    item.refresh_from_db()
    assert (item.state, item.progress) == ("waiting", 0)


@pytest.mark.parametrize(
    ("backend", "queued"),
    [
        (DATABASE, 1),
        (IMMEDIATE, 0),
    ],
)
def test_its_job_stands_in_the_queue_again_where_there_is_one(
    item: MediaItem, settings: Any, monkeypatch: pytest.MonkeyPatch, backend: str, queued: int
) -> None:
    use_queue(backend, settings, monkeypatch, prepare_media=jobs)

    def stop(item: MediaItem) -> None:
        raise SystemExit(1)

    monkeypatch.setattr("media.encoding.jobs.prepare", stop)
    with pytest.raises(SystemExit):
        jobs.prepare_media.call(item.pk)
    assert DBTaskResult.objects.filter(task_path=jobs.prepare_media.module_path).count() == queued


def test_a_worker_that_is_told_to_stop_takes_ffmpeg_along(
    item: MediaItem, install: Callable[[str], None], tmp_path: Path
) -> None:
    pid_file = tmp_path / "pid"
    install(f"echo $$ > {pid_file}; sleep 0.5; kill -TERM $PPID; exec sleep 60")

    def stop(*args: Any) -> None:
        raise SystemExit(1)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        with pytest.raises(SystemExit):
            prepare(item)
    finally:
        signal.signal(signal.SIGTERM, before)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)


def test_two_at_once_work_once(item: MediaItem, monkeypatch: pytest.MonkeyPatch) -> None:
    worked = []

    def measure(*args: Any, **how: Any) -> Measured:
        worked.append(1)
        if len(worked) < 3:
            prepare(MediaItem.objects.get(pk=item.pk))
        raise OSError(errno.EIO, "disk")

    monkeypatch.setattr(preparing, "measure", measure)
    prepare(item)
    assert worked == [1]
