"""Texts with gaps: "cloze" (also called "multianswer"), "gapselect" and "ddwtos".

In Moodle a Cloze text weighs what its gaps weigh together. In the two others "[[2]]" stands for the
second of the choices, and the other choices of its group are the wrong ones; each place where a
choice stands becomes a gap of its own here. Gaps are numbered as they come. They are written as
Cloze, the only one of the three that has all kinds. Double brackets that are no gap get a space
between them. In a gap é is always as good as e here, which it never is in Moodle.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Unreadable
from courses.kinds.quiz.formats.figures import read_decimal, write_decimal
from courses.kinds.quiz.formats.moodlexml.cloze import (
    Gap,
    GapAnswer,
    read_cloze,
    write_gap,
    write_literal,
)
from courses.kinds.quiz.formats.moodlexml.media import take_media
from courses.kinds.quiz.formats.moodlexml.nodes import Node
from courses.kinds.quiz.formats.moodlexml.sources import Source
from courses.kinds.quiz.formats.moodlexml.targets import Target
from courses.kinds.quiz.formats.moodlexml.texts import HTML, convert, show_plain
from courses.kinds.quiz.types.gaps_block import CHOICE, MARKER, NUMERIC
from courses.kinds.quiz.types.number_fields import ANY

Data = dict[str, Any]

_MOST_WEIGHT = 1000


def take_gaps(question: Node) -> tuple[str, list[Gap]]:
    """A Cloze text with markers in place of its gaps, and these. Raises `Unreadable`."""
    gaps: list[Gap] = []
    pieces = []
    try:
        for piece in read_cloze(question.value("questiontext")):
            if isinstance(piece, Gap):
                gaps.append(piece)
                pieces.append(f"[[{len(gaps)}]]")
            else:
                pieces.append(MARKER.sub(_part, piece))
    except Unreadable as error:
        raise Unreadable(str(error), _first_line(question) + error.line - 1) from None
    if not gaps:
        raise Unreadable(_("There is no gap in the text, such as {1:SHORTANSWER:=answer}."))
    return "".join(pieces), gaps


def _part(marker: re.Match[str]) -> str:
    return f"[ {marker[0][1:]}"


def read_multianswer(source: Source) -> tuple[str, Data]:
    """The type and data of a Cloze question whose gaps were taken."""
    text, first = source.node.value("questiontext"), _first_line(source.node)
    found = []
    for number, gap in enumerate(source.gaps, 1):
        answers = [_read_answer(source, gap.kind, one) for one in gap.answers]
        found.append(
            {
                "name": str(number),
                "kind": gap.kind,
                "answers": answers,
                "weight": gap.weight,
                "case_matters": gap.case_matters,
            }
        )
        # A gap and its answers all stand on the line on which it begins.
        line = first + text.count("\n", 0, gap.start)
        source.part_lines += [line] * (1 + len(answers))
    return "gaps", {"gaps": found}


def _first_line(question: Node) -> int:
    """The line on which the words of the question's text begin."""
    node = question.find("questiontext")
    holder = node.find("text") if node is not None else None
    if holder is None:
        return question.line
    before = len(holder.text) - len(holder.text.lstrip())
    return holder.line + holder.text.count("\n", 0, before)


def _read_answer(source: Source, kind: str, answer: GapAnswer) -> Data:
    text, tolerance = answer.text, "0"
    if kind == CHOICE:
        text = _read_html(source, text)
    elif kind == NUMERIC and text != ANY:
        text, tolerance = _read_number(text)
    credit = answer.credit
    if not 0 <= credit <= 100:
        sentence = _(
            "An answer of a gap gives %(credit)s %%; it is read as the nearest possible, 0 to "
            "100 %%."
        )
        source.warn(sentence, credit=f"{credit:g}")
    return {
        "text": text,
        "credit": max(0.0, min(100.0, credit)),
        "tolerance": tolerance,
        "feedback": _read_html(source, answer.feedback),
    }


def _read_number(text: str) -> tuple[str, str]:
    """A number and its tolerance."""
    number, colon, away = text.partition(":")
    value, tolerance = read_decimal(number), read_decimal(away if colon else "0")
    if value is None or tolerance is None:
        sentence = _(
            "“%(text)s” in a gap is no number. Write it like 8.5, with a tolerance like 8.5:0.1."
        )
        raise Unreadable(sentence, text=text[:40])
    return write_decimal(value), write_decimal(tolerance)


def _read_html(source: Source, html: str) -> str:
    html, media = take_media(html)
    if media:
        source.warn(_("A picture or sound in a gap is left out."))
    return convert(html, HTML, source.texts.format).strip()


def read_gapselect(source: Source) -> tuple[str, Data]:
    """The type and data of a "gapselect" or "ddwtos"."""
    is_drag = source.kind == "ddwtos"
    nodes = source.node.all("dragbox" if is_drag else "selectoption")
    words = [node.words() if is_drag else show_plain(node.words(), HTML) for node in nodes]
    groups = [node.value("group", "1") for node in nodes]
    found: list[Data] = []

    def number(marker: re.Match[str]) -> str:
        if not re.fullmatch(r"[0-9]{1,3}", marker[1]):
            return _part(marker)
        right = int(marker[1]) - 1
        if not 0 <= right < len(words):
            sentence = _("The text has the gap [[%(number)s]], but there are %(count)d choices.")
            raise Unreadable(sentence, number=marker[1], count=len(words))
        answers = [
            {"text": _read_html(source, html), "credit": 100.0 * (place == right)}
            for place, html in enumerate(words)
            if groups[place] == groups[right] and html
        ]
        found.append({"name": str(len(found) + 1), "kind": CHOICE, "answers": answers})
        return f"[[{len(found)}]]"

    source.replaced_text = MARKER.sub(number, source.text("questiontext"))
    if not found:
        raise Unreadable(_("There is no gap in the text, such as [[1]]."))
    return "gaps", {"gaps": found}


def write_gaps(target: Target) -> None:
    target.begin("cloze")
    gaps = target.data["gaps"]
    weights = _make_whole([one["weight"] for one in gaps])
    codes = {
        one["name"]: write_gap(_make_gap(target, one, weight))
        for one, weight in zip(gaps, weights, strict=True)
    }
    literal = write_literal(target.text)
    target.text = MARKER.sub(lambda marker: codes.get(marker[1], marker[0]), literal)


def _make_gap(target: Target, gap: Data, weight: int) -> Gap:
    answers = []
    for one in gap["answers"]:
        text = one["text"]
        if gap["kind"] == CHOICE:
            text = _write_html(text, target.format)
        elif gap["kind"] == NUMERIC and read_decimal(one["tolerance"] or "0"):
            text = f"{text}:{one['tolerance']}"
        feedback = _write_html(one["feedback"], target.format)
        answers.append(GapAnswer(text, one["credit"], feedback))
    return Gap(gap["kind"], tuple(answers), weight, gap["case_matters"])


def _write_html(text: str, text_format: str) -> str:
    """HTML of a text, without a paragraph around all of it."""
    html = convert(text, text_format, HTML)
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        return html[3:-4] if text_format != HTML else html
    return html


def _make_whole(weights: Sequence[float]) -> list[int]:
    """Whole numbers in the same proportion; rounded where those would be large."""
    exact = [Fraction(str(weight)).limit_denominator(1000) for weight in weights]
    scale = lcm(*(one.denominator for one in exact))
    if max((one * scale for one in exact), default=0) <= _MOST_WEIGHT:
        return [int(one * scale) for one in exact]
    return [min(_MOST_WEIGHT, round(one)) for one in exact]
