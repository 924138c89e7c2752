"""A GIFT file to entries: its chunks, one after another, each to a question."""

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.gift.answers import Content, Reading, Refused
from courses.kinds.quiz.formats.gift.chunks import Chunk, split_chunks
from courses.kinds.quiz.formats.gift.comments import (
    apply_ids,
    read_level,
    read_number,
    read_tags,
)
from courses.kinds.quiz.formats.gift.contents import read_content
from courses.kinds.quiz.formats.gift.escapes import Piece
from courses.kinds.quiz.formats.gift.missing_word import BLANK, GAP, MARKER, make_gap
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
from courses.kinds.quiz.formats.text import decode, numbered_lines
from courses.kinds.quiz.questions import Question

#: Takes a line and what is not kept of a question.
Warn = Callable[[int, str], None]

#: Stands for the braces while the text around them is read; no file has it.
_HOLE = "\0"
_XML = re.compile(r"\s*<(?:\?xml|quiz|!DOCTYPE)\b", re.IGNORECASE)
_AIKEN = re.compile(r"^[ \t]*ANSWER:[ \t]*[A-Z][ \t]*$", re.MULTILINE)
_TAG = re.compile(
    r"</?(?:a|b|br|code|div|em|h[1-6]|i|img|li|ol|p|pre|span|strong|sub|sup|table|td|tr|u|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"<(?:img|audio|video|object)\b", re.IGNORECASE)


def read_gift(source: bytes) -> Iterator[Entry | Finding]:
    """The questions of a file and what there is to tell, in the file's order; the warnings of a
    question come before it."""
    text, finding = decode(source)
    if finding:
        yield finding
        if finding.error:
            return
    if _XML.match(text):
        yield Finding(1, _("This is not GIFT but XML. Read it as Moodle XML."))
        return
    lines_by_title: dict[str, int] = {}
    told = False
    for item in split_chunks(numbered_lines(text)):
        found = [item] if isinstance(item, Finding) else read_chunk(item)
        for one in found:
            if isinstance(one, Entry) and one.question.name:
                yield from _compare_titles(one, lines_by_title)
            told = told or isinstance(one, Entry) or one.error
            yield one
    if not told:
        yield Finding(1, _("There is no question in this file."))


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
        entry = _read_question(chunk, warn)
    except Refused as refused:
        return [Finding(refused.line, str(refused), name=chunk.title)]
    name = entry.question.name
    return [*(Finding(line, said, error=False, name=name) for line, said in warnings), entry]


def _read_question(chunk: Chunk, warn: Warn) -> Entry:
    title, rest = _take_title(chunk.piece.strip())
    opening = rest.masked.find("{")
    if opening < 0 and "{" in chunk.piece.masked:
        sentence = _("The braces with the answers come after the title; write \\{ for the sign.")
        raise Refused(chunk.line, sentence)
    marker = read_marker(rest)
    reading = Reading(marker or PLAIN, warn)
    if opening < 0:
        content = _read_description(rest)
        text = read_text(rest, reading.default, is_long=True)
    else:
        closing = rest.masked.find("}")
        content = read_content(rest.cut(opening + 1, closing), reading)
        before, after = rest.raw[:opening], rest.raw[closing + 1 :]
        if after.lstrip().startswith("//"):
            sentence = _("What stands behind the braces is no comment: those have their own lines.")
            warn(rest.cut(closing).line, sentence)
        if after.strip():
            content, text = _fill_hole(
                content, Piece(before + _HOLE + after, "", chunk.line), reading
            )
        else:
            text = read_text(Piece(before, "", chunk.line), reading.default, is_long=True)
    if not text.text.strip():
        raise Refused(chunk.line, _("This question has no text."))
    own_id = apply_ids(chunk.comments, content.type, content.data)
    feedback = content.feedback or Said("", reading.default)
    texts = [text, feedback, *find_texts(content.data)]
    text_format = choose_format(texts, text.format)
    _tell_lost(chunk.line, texts, marker, text_format, warn)
    question = Question(
        id=own_id,
        type=content.type,
        text=settle(text, text_format),
        data=settle(content.data, text_format),
        format=text_format,
        name=title,
        weight=0.0 if content.type == "description" else 1.0,
        feedback=settle(feedback, text_format),
    )
    return Entry(
        question,
        category=chunk.category,
        tags=read_tags(chunk.comments),
        number=read_number(chunk.comments),
        level=read_level(chunk.comments),
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
        raise Refused(piece.line, sentence)
    return read_words(piece.cut(2, end)), piece.cut(end + 2).strip()


def _read_description(rest: Piece) -> Content:
    """A text without braces, unless it looks like a question of something else."""
    if rest.masked.startswith(("=", "~")):
        sentence = _("Answers stand here without a question and its braces.")
        raise Refused(rest.line, sentence)
    if _AIKEN.search(rest.raw):
        sentence = _("This question is not GIFT but Aiken. Read the file as Aiken.")
        raise Refused(rest.line, sentence)
    return Content("description", {})


def _fill_hole(content: Content, around: Piece, reading: Reading) -> tuple[Content, Said]:
    """The question whose sentence goes on behind the braces."""
    text = read_text(around, reading.default, is_long=True)
    gap = make_gap(content)
    if gap is None:
        return content, Said(text.text.replace(_HOLE, BLANK), text.format)
    if found := MARKER.search(text.text):
        sentence = _("%(gap)s stands for a gap here; write it differently in the text.")
        raise Refused(around.line, sentence % {"gap": found[0]})
    return gap, Said(text.text.replace(_HOLE, GAP), text.format)


def _tell_lost(
    line: int, texts: list[Said], marker: str | None, text_format: str, warn: Warn
) -> None:
    """Warn of what nobody will see as it was meant."""
    if marker is None and text_format == PLAIN and any(_TAG.search(one.text) for one in texts):
        sentence = _("Tags such as <b> are shown as they stand here. Write [html] before the text.")
        warn(line, sentence)
    if text_format == HTML and any(_PICTURE.search(one.text) for one in texts):
        sentence = _("Pictures and sounds within a text are not kept. Add them to the question.")
        warn(line, sentence)
