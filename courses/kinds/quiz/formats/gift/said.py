"""The texts of one question while it is read. Each may have a format of its own in GIFT, but all
of a `Question` share one: what differs becomes HTML."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from courses.kinds.quiz.formats.gift.escapes import FORMAT, Piece, unescape
from courses.kinds.quiz.questions import TextFormat
from courses.kinds.quiz.texts import render_text

PLAIN, MARKDOWN, HTML = (one.value for one in TextFormat)
_MOODLE = "moodle"
#: A text without any of these says the same in every format.
_MARKUP = re.compile(r"[<>&\n*_`\\]|^[-+]\s|^\d+[.)]\s")


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the question, in a format that `settle` may change. `is_words` where Moodle has
    no room for a format: these are words in whichever format the others have."""

    text: str
    format: str
    is_words: bool = False


def read_marker(piece: Piece) -> str | None:
    """The format that a text says it has: "plain", "markdown", "html", "moodle", or None."""
    found = FORMAT.match(piece.raw.lstrip())
    return found[1].lower() if found else None


def read_text(piece: Piece, default: str, *, is_long: bool = False) -> Said:
    """A text with or without a marker; `default` is the question's own format.

    A line break in the file is a space, but for a long text in HTML or Markdown, where it may
    mean something. In "moodle", which is HTML whose lines count, it is `<br>`.
    """
    raw, said_format = piece.raw.strip(), read_marker(piece) or default
    if found := FORMAT.match(raw):
        raw = raw[found.end() :].strip()
    if said_format == PLAIN or not is_long:
        raw = _join_lines(raw)
    text = unescape(raw)
    if said_format == _MOODLE:
        return Said(text.replace("\n", "<br>"), HTML)
    return Said(text, said_format)


def read_words(piece: Piece) -> str:
    """A text that has no format, whatever it begins with."""
    return unescape(_join_lines(piece.raw.strip()))


def read_unformatted(piece: Piece) -> str:
    """A text of which a format is known and left out: what a person types has none."""
    raw = piece.raw.strip()
    found = FORMAT.match(raw)
    return unescape(_join_lines(raw[found.end() if found else 0 :]).strip())


def choose_format(texts: Iterable[Said], own: str) -> str:
    """The one format for all these texts; `own` is that of the question's."""
    used = {one.format for one in texts if not one.is_words and _MARKUP.search(one.text)}
    if own == HTML or used <= {own}:
        return own
    return used.pop() if len(used) == 1 else HTML


def settle(value: Any, text_format: str) -> Any:
    """The same data with each `Said` as a string in that format."""
    if isinstance(value, Said):
        return _convert(value, text_format)
    if isinstance(value, dict):
        return {key: settle(one, text_format) for key, one in value.items()}
    if isinstance(value, list):
        return [settle(one, text_format) for one in value]
    return value


def find_texts(value: Any) -> Iterator[Said]:
    """All the `Said` in data."""
    if isinstance(value, Said):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from find_texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from find_texts(one)


def _join_lines(raw: str) -> str:
    if "\n" not in raw:
        return raw
    return " ".join(line for one in raw.split("\n") if (line := one.strip(" \t")))


def _convert(said: Said, text_format: str) -> str:
    if said.is_words:
        return escape(said.text, quote=False) if text_format == HTML else said.text
    if said.format == text_format:
        return said.text
    if said.format == MARKDOWN:
        html = str(render_text(said.text, MARKDOWN))
        only_paragraph = re.fullmatch(r"<p>((?:(?!</?p>).)*)</p>", html, re.DOTALL)
        return only_paragraph[1] if only_paragraph else html
    return escape(said.text, quote=False).replace("\n", "<br>")
