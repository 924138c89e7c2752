"""A GIFT file to entries: its chunks, one after another, each to a question."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Entry, Finding, Unreadable
from courses.kinds.quiz.formats.gift.answers import Content, Reading
from courses.kinds.quiz.formats.gift.chunks import Chunk, split_chunks
from courses.kinds.quiz.formats.gift.comments import read_comments
from courses.kinds.quiz.formats.gift.contents import BLANK, GAP, make_gap, read_content
from courses.kinds.quiz.formats.gift.escapes import Piece
from courses.kinds.quiz.formats.gift.said import (
    HTML,
    PLAIN,
    Said,
    choose_format,
    find_texts,
    read_marker,
    read_text,
    read_words,
    settle,
)
from courses.kinds.quiz.formats.text import numbered_lines
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.gaps_block import MARKER
from courses.kinds.quiz.types.registry import types
from courses.kinds.quiz.types.schema import fill_in

#: Stands for the braces while the text around them is read; no file has it.
_HOLE = "\0"
_AIKEN = re.compile(r"^[ \t]*ANSWER:[ \t]*[A-Z][ \t]*$", re.MULTILINE)
_TAG = re.compile(
    r"</?(?:a|b|br|code|div|em|h[1-6]|i|img|li|ol|p|pre|span|strong|sub|sup|table|td|tr|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"<(?:img|audio|video|object)\b", re.IGNORECASE)


def read_gift(text: str) -> Iterator[Entry | Finding]:
    """The questions of a text and what there is to tell, in the file's order; the warnings of a
    question come before it."""
    lines_by_title: dict[str, int] = {}
    for item in split_chunks(numbered_lines(text)):
        for one in [item] if isinstance(item, Finding) else read_chunk(item):
            if isinstance(one, Entry) and one.question.name:
                yield from _compare_titles(one, lines_by_title)
            yield one


def _compare_titles(entry: Entry, lines_by_title: dict[str, int]) -> Iterator[Finding]:
    first = lines_by_title.setdefault(entry.question.name, entry.line)
    if first != entry.line:
        sentence = _("The question of line %(line)d has the same title.") % {"line": first}
        yield Finding(entry.line, sentence, error=False, name=entry.question.name)


def read_chunk(chunk: Chunk) -> list[Entry | Finding]:
    """One question with its warnings before it, or what is wrong with it."""
    warnings: dict[tuple[int, str], None] = {}  # each once

    def warn(line: int, sentence: str) -> None:
        warnings[line, sentence] = None

    try:
        entry = _read_question(chunk, Reading(PLAIN, warn))
    except Unreadable as error:
        return [Finding(error.line, str(error), name=chunk.title)]
    name = entry.question.name
    return [*(Finding(line, said, error=False, name=name) for line, said in warnings), entry]


def _read_question(chunk: Chunk, reading: Reading) -> Entry:
    title, rest = _take_title(chunk.piece.strip())
    opening = rest.masked.find("{")
    if opening < 0 and "{" in chunk.piece.masked:
        sentence = _("The braces with the answers come after the title; write \\{ for the sign.")
        raise Unreadable(sentence, chunk.line)
    marker = read_marker(rest)
    reading = Reading(marker or PLAIN, reading.warn)
    content, text = _read_content(rest, opening, reading)
    if not text.text.strip():
        raise Unreadable(_("This question has no text."), chunk.line)
    data = fill_in(content.data, types[content.type].schema)
    said = read_comments(chunk.comments, content.type, data)
    feedback = content.feedback or Said("", reading.default)
    texts = [text, feedback, *find_texts(data)]
    text_format = choose_format(texts, text.format)
    _warn_of_losses(chunk.line, texts, marker, text_format, reading)
    question = Question(
        id=said.id,
        type=content.type,
        text=settle(text, text_format),
        data=settle(data, text_format),
        format=text_format,
        name=title,
        weight=0.0 if content.type == "description" else 1.0,
        feedback=settle(feedback, text_format),
    )
    return Entry(
        question,
        category=chunk.category,
        tags=said.tags,
        number=said.number,
        level=said.level,
        line=chunk.line,
        part_lines=tuple(content.lines),
    )


def _take_title(piece: Piece) -> tuple[str, Piece]:
    """The title and the rest."""
    if not piece.masked.startswith("::"):
        return "", piece
    end = piece.masked.find("::", 2)
    if end < 0:
        sentence = _("The title has no end; write ::title:: before the question.")
        raise Unreadable(sentence, piece.line)
    return read_words(piece.cut(2, end)), piece.cut(end + 2).strip()


def _read_content(rest: Piece, opening: int, reading: Reading) -> tuple[Content, Said]:
    """What stands in the braces, which open there, and the text around them."""
    if opening < 0:
        _check_description(rest)
        return Content("description", {}), read_text(rest, reading.default, is_long=True)
    closing = rest.masked.find("}")
    content = read_content(rest.cut(opening + 1, closing), reading)
    before, after = rest.raw[:opening], rest.raw[closing + 1 :]
    if after.lstrip().startswith("//"):
        sentence = _("What stands behind the braces is no comment: those have their own lines.")
        reading.warn(rest.cut(closing).line, sentence)
    around = Piece(f"{before}{_HOLE}{after}" if after.strip() else before, "", rest.line)
    text = read_text(around, reading.default, is_long=True)
    if not after.strip():
        return content, text
    gap = make_gap(content)
    if gap and (found := MARKER.search(text.text)):
        sentence = _("%(gap)s stands for a gap here; write it differently in the text.")
        raise Unreadable(sentence, around.line, gap=found[0])
    return gap or content, Said(text.text.replace(_HOLE, GAP if gap else BLANK), text.format)


def _check_description(rest: Piece) -> None:
    """Refuse a text without braces that looks like a question of something else."""
    if rest.masked.startswith(("=", "~")):
        sentence = _("Answers stand here without a question and its braces.")
        raise Unreadable(sentence, rest.line)
    if _AIKEN.search(rest.raw):
        sentence = _("This question is not GIFT but Aiken. Read the file as Aiken.")
        raise Unreadable(sentence, rest.line)


def _warn_of_losses(
    line: int, texts: list[Said], marker: str | None, text_format: str, reading: Reading
) -> None:
    """Warn of what nobody will see as it was meant."""
    if marker is None and text_format == PLAIN and any(_TAG.search(one.text) for one in texts):
        sentence = _("Tags such as <b> are shown as they stand here. Write [html] before the text.")
        reading.warn(line, sentence)
    if text_format == HTML and any(_PICTURE.search(one.text) for one in texts):
        sentence = _("Pictures and sounds within a text are not kept. Add them to the question.")
        reading.warn(line, sentence)
