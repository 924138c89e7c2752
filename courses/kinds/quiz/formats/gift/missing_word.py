"""GIFT's missing word, a question whose sentence goes on behind its braces, as a gap in a text.

    Lombok is {=an island ~a town} east of Bali.

The text of such a question has `[[1]]` where the gap is. What can be no gap (a true/false question,
pairs, an essay, several right answers) has a line to write on in its place, as in Moodle.
"""

import re
from collections.abc import Mapping
from decimal import Context, Decimal
from typing import Any

from courses.kinds.quiz.formats.gift.answers import Content
from courses.kinds.quiz.formats.gift.figures import write_number

NAME = "1"
GAP = "[[1]]"
BLANK = "_____"
#: Whatever stands for a gap in a text.
MARKER = re.compile(r"\[\[\s*[A-Za-z0-9_-]{1,30}\s*\]\]")
_KINDS = {"single_choice": "choice", "short_answer": "short", "numeric": "numeric"}
_EXACT = Context(prec=200)


def make_gap(content: Content) -> Content | None:
    """The same question as one with a gap; None where that can't be."""
    kind = _KINDS.get(content.type)
    if kind is None:
        return None
    gap = {
        "id": "",
        "name": NAME,
        "kind": kind,
        "answers": [_make_answer(kind, one) for one in content.data["answers"]],
        "weight": 1.0,
        "case_matters": False,
    }
    line = content.lines[0]
    return Content("gaps", {"gaps": [gap]}, [line, *content.lines], content.feedback)


def _make_answer(kind: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    text, tolerance, credit = answer.get("text"), "0", answer.get("credit")
    if kind == "choice":
        credit = 100.0 if answer["right"] else credit or 0.0
    if kind == "numeric":
        text, tolerance = _center(answer)
    return {
        "id": "",
        "text": text,
        "credit": credit,
        "tolerance": tolerance,
        "feedback": answer["feedback"],
    }


def _center(answer: Mapping[str, Any]) -> tuple[str, str]:
    """A number and its tolerance; the middle of a range and half its width."""
    if answer["value"]:
        return answer["value"], answer["tolerance"]
    low, high = Decimal(answer["low"]), Decimal(answer["high"])
    middle = _EXACT.divide(_EXACT.add(low, high), Decimal(2))
    half = _EXACT.divide(_EXACT.subtract(high, low), Decimal(2))
    return write_number(middle), write_number(half)
