"""What is said and when: cues of captions and transcripts, from WebVTT and SRT and back."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

# Anybody's text comes here: each pattern is bounded, or stops where the next match could begin, so
# that no text costs more than its length.
_TIME = r"(?<![0-9:])(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})[.,]([0-9]{1,3})"
_TIMES = re.compile(rf"{_TIME}[ \t]{{0,20}}-->[ \t]{{0,20}}{_TIME}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<[0-9][0-9:.]*>|\{\\[^{}]*\}")
#: Python's own `html.unescape` raises for a number of thousands of digits.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
#: Nobody reads more of one recording; what is longer is no captions file.
MOST_CUES = 20_000


class NoCaptions(ValueError):
    """There is no cue in it that we can read."""


@dataclass(frozen=True)
class Cue:
    """One line that is said; `start` and `end` in seconds."""

    start: float
    end: float
    text: str
    speaker: str = ""


def read_captions(text: str) -> tuple[Cue, ...]:
    """The cues of a WebVTT or SRT file in their order, as plain text; what is no cue is left out.

    Raises `NoCaptions` where there is none at all.
    """
    cues = sorted(_read_cues(text), key=lambda cue: cue.start)
    if not cues or len(cues) > MOST_CUES:
        raise NoCaptions(text[:40])
    return tuple(cues)


def write_vtt(cues: Iterable[Cue]) -> str:
    blocks = ["WEBVTT"]
    for cue in cues:
        voice = f"<v {_escape(cue.speaker)}>" if cue.speaker else ""
        times = f"{_stamp(cue.start, '.')} --> {_stamp(cue.end, '.')}"
        blocks.append(f"{times}\n{voice}{_escape(cue.text)}")
    return "\n\n".join(blocks) + "\n"


def write_srt(cues: Iterable[Cue]) -> str:
    """SRT has no speakers of its own: a name stands before what is said."""
    blocks = []
    for number, cue in enumerate(cues, start=1):
        said = f"{cue.speaker}: {cue.text}" if cue.speaker else cue.text
        times = f"{_stamp(cue.start, ',')} --> {_stamp(cue.end, ',')}"
        blocks.append(f"{number}\n{times}\n{said}\n")
    return "\n".join(blocks)


@dataclass(frozen=True)
class CaptionFormat:
    """One way to write cues down; `type` is its MIME type."""

    type: str
    write: Callable[[Iterable[Cue]], str]


#: By the ending of a file's name.
FORMATS = {
    "vtt": CaptionFormat("text/vtt", write_vtt),
    "srt": CaptionFormat("application/x-subrip", write_srt),
}


def _read_cues(text: str) -> Iterator[Cue]:
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for block in re.split(r"\n[ \t]*\n", plain):
        lines = block.strip("\n").split("\n")
        for place, line in enumerate(lines[:2]):
            found = _TIMES.search(line)
            if not found:
                continue
            start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
            said = "\n".join(lines[place + 1 :])
            speaker = _VOICE.search(said)
            words = _unescape(_TAG.sub("", said))
            if words and end > start:
                yield Cue(start, end, words, _unescape(speaker.group(1)) if speaker else "")
            break


def _unescape(text: str) -> str:
    """Without entities, in one line."""
    return " ".join(_ENTITY.sub(lambda found: html.unescape(found.group()), text).split())


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole + int((fraction or "0").ljust(3, "0")) / 1000


def _stamp(seconds: float, point: str) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
