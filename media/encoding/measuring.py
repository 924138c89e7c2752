"""How long and how loud a recording is, by decoding all of it once."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from media.encoding.ffmpeg import run_ffmpeg
from media.encoding.problems import CannotPrepare, Problem

#: The filter that brings speech to what podcasts have: -16 LUFS, peaks of -1.5 dBTP, 11 LU.
TARGET = "loudnorm=I=-16:TP=-1.5:LRA=11"
LONGEST_SECONDS = 6 * 60 * 60
_RATE = re.compile(r"Audio:.*? (\d+) Hz")
_FIGURES = ("input_i", "input_tp", "input_lra", "input_thresh", "target_offset")


@dataclass(frozen=True)
class Measured:
    """`seconds` of sound that can be decoded, `rate` in Hz; `figures` are loudnorm's own, in LUFS
    and LU, for its second pass. A silent film has its own `seconds`, and no figures."""

    seconds: float
    rate: int
    figures: dict[str, float]

    @property
    def loudness(self) -> float | None:
        return self.figures.get("input_i")


def normalise(figures: dict[str, float] | None = None) -> str:
    """The loudnorm filter: without figures it measures, with them it brings to the target."""
    if figures is None:
        return f"{TARGET}:print_format=json"
    known = {
        "measured_I": figures["input_i"],
        "measured_TP": figures["input_tp"],
        "measured_LRA": figures["input_lra"],
        "measured_thresh": figures["input_thresh"],
        "offset": figures["target_offset"],
    }
    return ":".join([TARGET, *(f"{name}={value}" for name, value in known.items()), "linear=true"])


class _Listener:
    """Follows how far ffmpeg is; `done` in seconds. Stops it where a recording is too long."""

    def __init__(self, tell: Callable[[float], None] | None) -> None:
        self.tell = tell
        self.done = 0.0

    def __call__(self, seconds: float) -> None:
        self.done = max(self.done, seconds)
        if self.done > LONGEST_SECONDS:
            raise CannotPrepare(Problem.TOO_LONG)
        if self.tell:
            self.tell(seconds)


def measure(
    source: Path, *, timeout: float, tell: Callable[[float], None] | None = None
) -> Measured:
    """Raises `CannotPrepare` for what can't be decoded, has no sound, or is too long."""
    listen = _Listener(tell)
    try:
        said = run_ffmpeg(
            source,
            *("-map", "0:a:0?", "-vn", "-sn", "-dn", "-ac", "1"),
            *("-af", normalise(), "-f", "null", "-"),
            timeout=timeout,
            tell=listen,
        )
    except CannotPrepare as error:
        # Nothing to decode in a file that was understood.
        if "does not contain any stream" in error.detail:
            raise CannotPrepare(Problem.SILENT, error.detail) from None
        raise
    figures = _read_figures(said)
    rate = _RATE.search(said)
    if figures is None or listen.done <= 0:
        raise CannotPrepare(Problem.SILENT, said[-500:])
    return Measured(seconds=listen.done, rate=int(rate.group(1)) if rate else 0, figures=figures)


def measure_silent(
    source: Path, *, timeout: float, tell: Callable[[float], None] | None = None
) -> Measured:
    """The length of a film that has no sound. Raises `CannotPrepare` for what is no film."""
    listen = _Listener(tell)
    arguments = ("-map", "0:v:0", "-an", "-sn", "-dn", "-c", "copy", "-f", "null", "-")
    run_ffmpeg(source, *arguments, timeout=timeout, tell=listen)
    if listen.done <= 0:
        raise CannotPrepare(Problem.BROKEN)
    return Measured(seconds=listen.done, rate=0, figures={})


def _read_figures(said: str) -> dict[str, float] | None:
    """None where ffmpeg gave none, or where nothing at all is heard (-inf)."""
    start, end = said.rfind("{"), said.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        found = json.loads(said[start : end + 1])
        figures = {name: float(found[name]) for name in _FIGURES}
    except (ValueError, KeyError):
        return None
    return figures if all(abs(value) < 1000 for value in figures.values()) else None
