"""Runs ffmpeg: no shell, no network, no more time than is given."""

import errno
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import imageio_ffmpeg

from media.encoding.problems import CannotPrepare, Problem

#: Playlists in a file must not make ffmpeg open anything else: only files that hold sound are read.
_SAFE_INPUT = (
    *("-protocol_whitelist", "file,pipe"),
    *("-format_whitelist", "aac,flac,matroska,mov,mp3,ogg,wav,w64"),
)
#: What it says where the disk is full.
_NO_SPACE = os.strerror(errno.ENOSPC)
#: How much of its talk is kept: the figures that it ends with stand there.
_KEPT_OUTPUT = 64_000


def find_ffmpeg() -> Path:
    """The machine's own ffmpeg, or the one that came with the Python package.

    Raises `CannotPrepare` where there is neither.
    """
    if found := shutil.which("ffmpeg"):
        return Path(found)
    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise CannotPrepare(Problem.NO_FFMPEG, str(error)) from None


def run_ffmpeg(
    source: Path,
    *arguments: str,
    timeout: float,
    tell: Callable[[float], None] | None = None,
) -> str:
    """Run ffmpeg on a local file; what it said on stderr comes back.

    `tell` is called with the seconds of sound that are done. Raises `CannotPrepare`.
    """
    command = [
        str(find_ffmpeg()),
        *("-hide_banner", "-nostdin", "-y", "-nostats", "-progress", "pipe:1"),
        *_SAFE_INPUT,
        *("-i", f"file:{source}"),
        *arguments,
    ]
    try:
        process = subprocess.Popen(  # noqa: S603 - fixed arguments, names of our own, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
    except (FileNotFoundError, PermissionError) as error:
        raise CannotPrepare(Problem.NO_FFMPEG, str(error)) from None
    said: list[str] = []
    listener = threading.Thread(target=_collect, args=(process.stderr, said), daemon=True)
    listener.start()
    late = threading.Event()

    def give_up() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(timeout, give_up)
    timer.start()
    try:
        assert process.stdout is not None  # noqa: S101 - for the type checker: it is a pipe
        for line in process.stdout:
            key, _equals, value = line.strip().partition("=")
            if tell and key == "out_time_us" and value.isdecimal():
                tell(int(value) / 1_000_000)
        process.wait()
    finally:
        timer.cancel()
        if process.poll() is None:
            process.kill()
            process.wait()
        listener.join(timeout=5)
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()
    output = "".join(said)[-_KEPT_OUTPUT:]
    if late.is_set():
        raise CannotPrepare(Problem.TOO_SLOW, output[-500:])
    if process.returncode < 0:
        raise CannotPrepare(Problem.STOPPED, f"signal {-process.returncode}")
    if process.returncode != 0:
        is_full = _NO_SPACE in output
        raise CannotPrepare(Problem.NO_SPACE if is_full else Problem.BROKEN, output[-500:])
    return output


def _collect(stream: Sequence[str] | None, said: list[str]) -> None:
    for line in stream or ():
        said.append(line)
        # A broken file can make it complain about every frame.
        if len(said) > 2000:
            del said[:1000]


class Pace:
    """Tells how far something is, at most once a second, in per cent of a part of the whole."""

    def __init__(
        self, tell: Callable[[int], None], *, seconds: float, first: int, last: int
    ) -> None:
        self.tell = tell
        self.seconds = seconds
        self.first, self.last = first, last
        self._told_at = 0.0

    def __call__(self, done: float) -> None:
        now = time.monotonic()
        if now - self._told_at >= 1:
            self._told_at = now
            # Of what has no known end the beginning is told again: a sign of life.
            share = min(1.0, done / self.seconds) if self.seconds else 0
            self.tell(round(self.first + (self.last - self.first) * share))
