"""From an upload to what people play: measured, and copied in lighter encodings."""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePath

from django.core.files import File
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from media.delivery.moving import move_files
from media.encoding.ffmpeg import Pace, run_ffmpeg
from media.encoding.measuring import Measured, measure, measure_silent, normalise
from media.encoding.problems import CannotPrepare, Problem, problem_of
from media.models import Encoding, MediaItem
from media.removing import announce_change

logger = logging.getLogger(__name__)

#: Longest that one step may take, in seconds.
STEP_SECONDS = 60 * 60
#: Whoever works gives a sign each second; after this long without one, nobody does any more.
STUCK_AFTER = timedelta(minutes=15)
#: Below this a recording was made for the telephone: 48 kb/s hold all of it.
_LOW_RATE = 24_000


@dataclass(frozen=True)
class _Recipe:
    role: Encoding.Role
    suffix: str
    type: str
    arguments: tuple[str, ...]


class _Superseded(Exception):
    """The item was deleted, or got another file, while this one was worked on."""


def stuck_since(now: datetime) -> datetime:
    """What gave its last sign before then has died."""
    return now - STUCK_AFTER


def prepare(item: MediaItem) -> None:
    """Measure the item and make its encodings; `state`, `progress` and `problem` tell the rest.

    Running again replaces what was made. What fails leaves no encodings behind, and the upload.
    Does nothing while somebody else works on it.
    """
    name = str(item.file.name)
    if not _claim(item):
        item.refresh_from_db()
        return
    try:
        with tempfile.TemporaryDirectory(prefix="pijar-") as folder:
            source = _fetch(item, Path(folder))
            measured = _measure(item, source)
            made = []
            if item.type == MediaItem.Type.AUDIO:
                made = list(_encode(item, source, measured, Path(folder)))
            _keep(item, measured, made, name=name)
    except _Superseded:
        logger.info("Media item %s has changed meanwhile", item.pk)
    except CannotPrepare as error:
        logger.warning("Media item %s: %s", item.pk, error.detail or error.problem)
        _fail(item, error.problem)
    except Exception as error:
        logger.exception("Media item %s can't be prepared", item.pk)
        _fail(item, problem_of(error))
    except BaseException:
        # The worker is told to stop: whoever works next takes it up.
        with suppress(_Superseded):
            _tell(item, MediaItem.State.WAITING, progress=0)
        raise


def _claim(item: MediaItem) -> bool:
    """Whether this process is the one that works on the item from now on."""
    now = timezone.now()
    working = models.Q(state=MediaItem.State.WORKING, worked_at__gte=stuck_since(now))
    free = MediaItem.objects.filter(pk=item.pk, file=item.file.name).exclude(working)
    item.state, item.progress, item.problem = MediaItem.State.WORKING, 0, ""
    return bool(free.update(state=item.state, progress=0, problem="", worked_at=now))


def _fail(item: MediaItem, problem: Problem) -> None:
    with suppress(_Superseded):
        _tell(item, MediaItem.State.FAILED, progress=0, problem=problem)


def _measure(item: MediaItem, source: Path) -> Measured:
    pace = _pace(item, seconds=item.seconds, first=0, last=30)
    try:
        return measure(source, timeout=STEP_SECONDS, tell=pace)
    except CannotPrepare as error:
        # A film needs no sound.
        if error.problem != Problem.SILENT or item.type != MediaItem.Type.VIDEO:
            raise
    return measure_silent(source, timeout=STEP_SECONDS, tell=pace)


def _recipes(measured: Measured) -> Iterator[_Recipe]:
    rate = "48k" if 0 < measured.rate <= _LOW_RATE else "64k"
    yield _Recipe(
        Encoding.Role.MAIN,
        ".mp3",
        "audio/mpeg",
        ("-ar", "44100", "-c:a", "libmp3lame", "-b:a", rate, "-f", "mp3"),
    )
    yield _Recipe(
        Encoding.Role.SAVER,
        ".weba",
        'audio/webm; codecs="opus"',
        ("-ar", "48000", "-c:a", "libopus", "-b:a", "24k", "-application", "voip", "-f", "webm"),
    )


def _encode(
    item: MediaItem, source: Path, measured: Measured, folder: Path
) -> Iterator[tuple[_Recipe, Path]]:
    for place, recipe in enumerate(_recipes(measured)):
        target = folder / f"made{recipe.suffix}"
        first = 30 + 35 * place
        pace = _pace(item, seconds=measured.seconds, first=first, last=first + 35)
        run_ffmpeg(
            source,
            *("-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-ac", "1"),
            *("-metadata", f"title={item.title}", "-af", normalise(measured.figures)),
            *recipe.arguments,
            f"file:{target}",
            timeout=STEP_SECONDS,
            tell=pace,
        )
        yield recipe, target


def _keep(
    item: MediaItem, measured: Measured, made: list[tuple[_Recipe, Path]], *, name: str
) -> None:
    """All of it at once, unless another file was uploaded or the item deleted meanwhile."""
    stored: list[FieldFile] = []
    try:
        # Before the transaction: the lock is not held while files are copied.
        encodings = [_store(item, measured, recipe, path, stored) for recipe, path in made]
        with transaction.atomic():
            current = _lock(item, name=name)
            for old in current.encodings.all():
                old.delete()
            for encoding in encodings:
                encoding.save()
            MediaItem.objects.filter(pk=item.pk).update(
                seconds=max(1, round(measured.seconds)),
                loudness=measured.loudness,
                state=MediaItem.State.READY,
                progress=100,
                problem="",
                worked_at=timezone.now(),
            )
            # It may have become private while this ran.
            move_files(current)
            announce_change(item.pk)
    except BaseException:
        for file in stored:
            if not Encoding.objects.filter(file=file.name).exists():
                file.storage.delete(str(file.name))
        raise
    item.refresh_from_db()


def _store(
    item: MediaItem, measured: Measured, recipe: _Recipe, path: Path, stored: list[FieldFile]
) -> Encoding:
    """An encoding that is not saved yet; its file is stored, and added to `stored`."""
    encoding = Encoding(
        item=item,
        role=recipe.role,
        type=recipe.type,
        size=path.stat().st_size,
        seconds=round(measured.seconds),
    )
    with path.open("rb") as stream:
        encoding.file.save(path.name, File(stream), save=False)
    stored.append(encoding.file)
    return encoding


def _lock(item: MediaItem, *, name: str) -> MediaItem:
    current = MediaItem.objects.select_for_update().filter(pk=item.pk, file=name).first()
    if current is None:
        raise _Superseded
    return current


def _fetch(item: MediaItem, folder: Path) -> Path:
    """A local copy: the storage may be a bucket, and ffmpeg opens nothing but this file."""
    copy = folder / f"upload{PurePath(str(item.file.name)).suffix}"
    pace = _pace(item, seconds=0, first=0, last=0)
    with item.file.storage.open(str(item.file.name), "rb") as stream, copy.open("wb") as target:
        for block in stream.chunks(1024 * 1024):
            target.write(block)
            pace(0)
    return copy


def _pace(item: MediaItem, *, seconds: float, first: int, last: int) -> Pace:
    return Pace(
        lambda done: _tell(item, MediaItem.State.WORKING, progress=done),
        seconds=seconds,
        first=first,
        last=last,
    )


def _tell(
    item: MediaItem, state: MediaItem.State, *, progress: int, problem: Problem | None = None
) -> None:
    """Raises `_Superseded` where the item is not there any more, or has another file."""
    item.state, item.progress, item.problem = state, progress, problem or ""
    found = MediaItem.objects.filter(pk=item.pk, file=item.file.name).update(
        state=state, progress=progress, problem=item.problem, worked_at=timezone.now()
    )
    if not found:
        raise _Superseded
