"""Texts with gaps: "cloze" (also called "multianswer"), "gapselect" and "ddwtos".

In Moodle a Cloze text weighs what its gaps weigh together. In the two others "[[2]]" stands for the
second of the choices, and the other choices of its group are the wrong ones; each place where a
choice stands becomes a gap of its own here. Gaps are numbered as they come. They are written as
Cloze, the only one of the three that has all kinds. Double brackets that are no gap get a space
between them. In a gap é is always as good as e here, which it never is in Moodle.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.moodlexml.cloze import (
    CHOICE,
    NUMERIC,
    Gap,
    GapAnswer,
    read_cloze,
    write_gap,
    write_literal,
)
from courses.kinds.quiz.formats.moodlexml.figures import read_decimal, write_decimal
from courses.kinds.quiz.formats.moodlexml.media import Unreadable, take_media
from courses.kinds.quiz.formats.moodlexml.nodes import Node
from courses.kinds.quiz.formats.moodlexml.sources import Source
from courses.kinds.quiz.formats.moodlexml.targets import Target
from courses.kinds.quiz.formats.moodlexml.texts import HTML, convert, show_plain

Data = dict[str, Any]

#: As `courses.kinds.quiz.types.gaps` finds it.
_MARKER = re.compile(r"\[\[\s*([A-Za-z0-9_-]{1,30})\s*\]\]")
_NUMERIC = re.compile(r"([^:]+)(?::([^:]+))?")
_MOST_WEIGHT = 1000


def take_gaps(question: Node) -> tuple[str, list[Gap]]:
    """A Cloze text with markers in place of its gaps, and these. Raises `Unreadable`."""
    node = question.find("questiontext")
    gaps: list[Gap] = []
    pieces = []
    try:
        for piece in read_cloze(node.words() if node is not None else ""):
            if isinstance(piece, Gap):
                gaps.append(piece)
                pieces.append(f"[[{len(gaps)}]]")
            else:
                pieces.append(_MARKER.sub(_part, piece))
    except Unreadable as error:
        raise Unreadable(str(error), _first_line(question) + error.line - 1) from None
    if not gaps:
        raise Unreadable(_("There is no gap in the text, such as {1:SHORTANSWER:=answer}."))
    return "".join(pieces), gaps


def _part(marker: re.Match[str]) -> str:
    return f"[ {marker[0][1:]}"


def read_multianswer(source: Source) -> tuple[str, Data]:
    """The type and data of a Cloze question whose gaps were taken."""
    source.part_lines += _find_lines(source)
    return "gaps", {
        "gaps": [
            {
                "id": "",
                "name": str(number),
                "kind": gap.kind,
                "answers": [_read_answer(source, gap.kind, answer) for answer in gap.answers],
                "weight": gap.weight,
                "case_matters": gap.case_matters,
            }
            for number, gap in enumerate(source.gaps, 1)
        ]
    }


def _find_lines(source: Source) -> Iterator[int]:
    """Where each gap and its answers stand: all on the line on which the gap begins."""
    node, first = source.node.find("questiontext"), _first_line(source.node)
    text = node.words() if node is not None else ""
    for gap in source.gaps:
        line = first + text.count("\n", 0, gap.start)
        yield from [line] * (1 + len(gap.answers))


def _first_line(question: Node) -> int:
    """The line on which the words of the question's text begin."""
    node = question.find("questiontext")
    holder = node.find("text") if node is not None else None
    if holder is None:
        return question.line
    before = len(holder.text) - len(holder.text.lstrip())
    return holder.line + holder.text.count("\n", 0, before)


def weigh(gaps: Sequence[Gap]) -> float:
    """What a Cloze question counts in Moodle."""
    return float(sum(gap.weight for gap in gaps))


def _read_answer(source: Source, kind: str, answer: GapAnswer) -> Data:
    text, tolerance = answer.text, "0"
    if kind == CHOICE:
        text = _read_html(source, text)
    elif kind == NUMERIC and text != "*":
        found = _NUMERIC.fullmatch(text)
        value = read_decimal(found[1]) if found else None
        away = read_decimal(found[2] or "0") if found else None
        if value is None or away is None:
            raise Unreadable(
                _("“%(text)s” in a gap is no number. Write it like 8.5, with a tolerance like "
                  "8.5:0.1.") % {"text": text[:40]}
            )  # fmt: skip
        text, tolerance = write_decimal(value), write_decimal(away)
    credit = answer.credit
    if not 0 <= credit <= 100:
        source.warn(_("An answer of a gap gives %(credit)s %%; it is read as the nearest possible, "
                      "0 to 100 %%.") % {"credit": f"{credit:g}"})  # fmt: skip
    return {
        "id": "",
        "text": text,
        "credit": max(0.0, min(100.0, credit)),
        "tolerance": tolerance,
        "feedback": _read_html(source, answer.feedback),
    }


def _read_html(source: Source, html: str) -> str:
    html, media = take_media(html)
    if media:
        source.warn(_("A picture or sound in a gap is left out."))
    return convert(html, HTML, source.texts.format).strip()


def read_gapselect(source: Source) -> tuple[str, Data]:
    """The type and data of a "gapselect" or "ddwtos"."""
    is_drag = source.kind == "ddwtos"
    choices = [
        (
            node.words() if is_drag else show_plain(node.words(), HTML),
            node.value("group", "1"),
        )
        for node in source.node.all("dragbox" if is_drag else "selectoption")
    ]
    found: list[Data] = []

    def number(marker: re.Match[str]) -> str:
        if not re.fullmatch(r"[0-9]{1,3}", marker[1]):
            return _part(marker)
        right = int(marker[1]) - 1
        if not 0 <= right < len(choices):
            raise Unreadable(
                _("The text has the gap [[%(number)s]], but there are %(count)d choices.")
                % {"number": marker[1], "count": len(choices)}
            )
        found.append(_choose(source, choices, right, len(found) + 1))
        return f"[[{len(found)}]]"

    source.replaced_text = _MARKER.sub(number, source.text("questiontext"))
    if not found:
        raise Unreadable(_("There is no gap in the text, such as [[1]]."))
    return "gaps", {"gaps": found}


def _choose(source: Source, choices: Sequence[tuple[str, str]], right: int, number: int) -> Data:
    group = choices[right][1]
    return {
        "id": "",
        "name": str(number),
        "kind": CHOICE,
        "answers": [
            {
                "id": "",
                "text": _read_html(source, html),
                "credit": 100.0 if place == right else 0.0,
                "tolerance": "0",
                "feedback": "",
            }
            for place, (html, other) in enumerate(choices)
            if other == group and html
        ],
        "weight": 1.0,
        "case_matters": False,
    }


def write_gaps(target: Target) -> None:
    target.begin("cloze")
    gaps = target.data["gaps"]
    weights = _make_whole([one["weight"] for one in gaps])
    codes = {
        one["name"]: write_gap(_make_gap(target, one, weight))
        for one, weight in zip(gaps, weights, strict=True)
    }
    target.text = "".join(_write_pieces(target.text, codes))


def _write_pieces(text: str, codes: Mapping[str, str]) -> Iterator[str]:
    place = 0
    for marker in _MARKER.finditer(text):
        if code := codes.get(marker[1]):
            yield write_literal(text[place : marker.start()])
            yield code
            place = marker.end()
    yield write_literal(text[place:])


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
    return Gap(gap["kind"], tuple(answers), weight, bool(gap["case_matters"]))


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
