r"""GIFT's signs and how a text that has them is written.

`\~ \= \# \{ \} \: \% \\` are these signs themselves, `\n` is a new line, and `-\>` is an arrow that
parts no pair. Any other backslash is a backslash.
"""

import re
from dataclasses import dataclass

from courses.kinds.quiz.formats.text import tidy

_ESCAPE = re.compile(r"\\[~=#{}:%\\n]|-\\>")
_SPECIAL = re.compile(r"[\\~=#{}]|::|->")
#: How a text says its format.
FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)


def mask(raw: str) -> str:
    """The text with its escapes blanked out, as long as it was: every sign left is one."""
    if "\\" not in raw:
        return raw
    return _ESCAPE.sub(lambda found: "\0" * len(found[0]), raw)


def unescape(raw: str) -> str:
    """What a text says."""
    if "\\" not in raw:
        return raw
    return _ESCAPE.sub(_say, raw)


def escape(text: str) -> str:
    """The text as `unescape` reads it back, on one line and without white space at its ends."""
    return _SPECIAL.sub(_spell, tidy(text)).replace("\n", "\\n")


def escape_title(text: str) -> str:
    """The same for a title, which ends at the first colons."""
    return escape(text).replace("\\:", ":").replace(":", "\\:")


def _say(found: re.Match[str]) -> str:
    if found[0].startswith("-"):
        return "->"
    return "\n" if found[0][1] == "n" else found[0][1]


def _spell(found: re.Match[str]) -> str:
    if found[0] == "->":
        return "-\\>"
    return "".join(f"\\{char}" for char in found[0])


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file: as it stands there, the same with its escapes masked, and the number of
    the line where it begins."""

    raw: str
    masked: str
    line: int

    def cut(self, start: int, end: int | None = None) -> "Piece":
        """The stretch from one place within it to another."""
        line = self.line + self.raw.count("\n", 0, start)
        return Piece(self.raw[start:end], self.masked[start:end], line)

    def strip(self) -> "Piece":
        """The stretch without white space at its ends."""
        start = len(self.raw) - len(self.raw.lstrip())
        return self.cut(start, max(start, len(self.raw.rstrip())))
