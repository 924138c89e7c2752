"""From an upload to what people play: measured, and copied in lighter encodings."""

import logging
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath

from django.core.files import File
from django.db import transaction

from media.delivery.moving import move_files
from media.encoding.ffmpeg import Pace, run_ffmpeg
from media.encoding.measuring import Measured, measure, normalise
from media.encoding.problems import CannotPrepare
from media.models import Encoding, MediaItem

logger = logging.getLogger(__name__)

#: Longest that one step may take, in seconds.
STEP_SECONDS = 60 * 60
#: Below this a recording was made for the telephone: 48 kb/s hold all of it.
_LOW_RATE = 24_000


@dataclass(frozen=True)
class _Recipe:
    role: Encoding.Role
    suffix: str
    type: str
    arguments: tuple[str, ...]


def prepare(item: MediaItem) -> None:
    """Measure the item and make its encodings; `state`, `progress` and `problem` tell the rest.

    Running again replaces what was made. What fails leaves no encodings behind, and the upload.
    """
    name = str(item.file.name)
    _tell(item, MediaItem.State.WORKING, progress=0)
    try:
        with tempfile.TemporaryDirectory(prefix="pijar-") as folder:
            source = _fetch(item, Path(folder))
            pace = _pace(item, seconds=item.seconds, first=0, last=30)
            measured = measure(source, timeout=STEP_SECONDS, tell=pace)
            made = []
            if item.type == MediaItem.Type.AUDIO:
                made = list(_encode(item, source, measured, Path(folder)))
            _keep(item, measured, made, name=name)
    except CannotPrepare as error:
        logger.warning("Media item %s: %s", item.pk, error.detail or error.problem)
        _tell(item, MediaItem.State.FAILED, progress=0, problem=error.problem)


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
    with transaction.atomic():
        current = MediaItem.objects.select_for_update().filter(pk=item.pk, file=name).first()
        if current is None:
            return
        drop_encodings(current)
        for recipe, path in made:
            encoding = Encoding(
                item=current,
                role=recipe.role,
                type=recipe.type,
                size=path.stat().st_size,
                seconds=round(measured.seconds),
            )
            with path.open("rb") as stream:
                encoding.file.save(path.name, File(stream), save=False)
            encoding.save()
        seconds = max(1, round(measured.seconds))
        MediaItem.objects.filter(pk=item.pk).update(
            seconds=seconds,
            loudness=measured.loudness,
            state=MediaItem.State.READY,
            progress=100,
            problem="",
        )
        # It may have become private while this ran.
        move_files(current)
    item.refresh_from_db()


def drop_encodings(item: MediaItem) -> None:
    """Forget the copies that were made; their files go once that is committed."""
    for encoding in item.encodings.all():
        storage, stored = encoding.file.storage, str(encoding.file.name)
        encoding.delete()
        transaction.on_commit(partial(storage.delete, stored))


def _fetch(item: MediaItem, folder: Path) -> Path:
    """A local copy: the storage may be a bucket, and ffmpeg opens nothing but this file."""
    copy = folder / f"upload{PurePath(str(item.file.name)).suffix}"
    with item.file.open("rb") as stream, copy.open("wb") as target:
        for block in stream.chunks(1024 * 1024):
            target.write(block)
    return copy


def _pace(item: MediaItem, *, seconds: float, first: int, last: int) -> Pace:
    return Pace(
        lambda done: _tell(item, MediaItem.State.WORKING, progress=done),
        seconds=seconds,
        first=first,
        last=last,
    )


def _tell(item: MediaItem, state: MediaItem.State, *, progress: int, problem: str = "") -> None:
    item.state, item.progress, item.problem = state, progress, problem
    MediaItem.objects.filter(pk=item.pk).update(state=state, progress=progress, problem=problem)
