"""Calculated: a question whose numbers differ from attempt to attempt. Data: `{"variables": [{"id",
"name", "kind": "range" | "list", "low", "high", "decimals": int, "values": "8; 8.5"}], "answers":
[{"id", "formula", "tolerance", "tolerance_kind", "credit": per cent, "feedback"}], "decimals": int
or None, "units": [{"id", "unit", "factor"}], "unit_needed": bool}`, with canonical numbers.

The draw is `{"values": {name: "12500"}}`. `{name}` in the text, and in an answer's feedback, is
replaced by the number. What a formula gives is rounded to `decimals`. An answer without a tolerance
may be off by half of the last decimal, so that the number before rounding counts too; without
`decimals`, by 0.01 per cent. The formula "*" is whatever no other answer accepts.
`courses.kinds.quiz.types.quantities` says what a response is.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.answers import credit_of, limit_score, typed_without_feedback
from courses.kinds.quiz.types.calculated_block import (
    PLACEHOLDER,
    CalculatedBlock,
    draw_values,
    work_out,
)
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.formulas import FormulaError
from courses.kinds.quiz.types.number_fields import ANY
from courses.kinds.quiz.types.numbers import (
    read_canonical,
    round_number,
    write_canonical,
    write_number,
)
from courses.kinds.quiz.types.quantities import (
    Accepted,
    accept_around,
    base_unit,
    factors,
    mark_entry,
    read_entry,
    tell_entry,
)
from courses.kinds.quiz.types.registry import register

#: How often numbers are drawn again where a formula has no result for them.
_DRAWS = 100
_DEFAULT_PER_CENT = Decimal("0.01")


@register
class Calculated(QuestionType):
    slug = "calculated"
    label = _("Calculated number")
    icon = "cogs"
    block = CalculatedBlock
    template = "quiz/types/numeric.html"
    payload_fields = ("text", "unit")

    def prepare(self, question: Question, chance: Random, *, shuffle: bool) -> dict[str, Any]:
        values: dict[str, Decimal] = {}
        for _again in range(_DRAWS):
            values = draw_values(question.data.get("variables") or [], chance)
            if all(_right_number(question, one, values) is not None for one in _formulas(question)):
                break
        return {"values": {name: write_canonical(value) for name, value in values.items()}}

    def text(self, question: Question, draw: Mapping[str, Any], language: str) -> str:
        return _fill_in(question.text, draw, language)

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        return {"units": list(factors(question))}

    def read(
        self, question: Question, draw: Mapping[str, Any], payload: Mapping[str, Any], language: str
    ) -> dict[str, str]:
        return read_entry(question, payload, language)

    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        return mark_entry(question, response, _accepted(question, draw))

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        text = tell_entry(response)
        return [Line(text, right=self.mark(question, draw, response).right)] if text else []

    def solution(self, question: Question, draw: Mapping[str, Any], language: str) -> list[Line]:
        unit, values = base_unit(question), _values(draw)
        lines = []
        for one in _formulas(question):
            number = _right_number(question, one, values)
            if number is not None and credit_of(one) >= 100:
                written = write_number(_shorten(question, one, number), language)
                lines.append(Line(f"{written} {unit}".rstrip(), right=True))
        return lines

    def without_feedback(self, question: Question) -> list[str]:
        return typed_without_feedback(
            question.data["answers"],
            tell=lambda one: str(one.get("formula") or ""),
            is_any=lambda one: one.get("formula") == ANY,
            for_everybody=question.feedback,
        )


def _accepted(question: Question, draw: Mapping[str, Any]) -> Iterator[Accepted]:
    values = _values(draw)
    for one in question.data["answers"]:
        feedback = _fill_in(one.get("feedback") or "", draw, get_language() or "")
        if one.get("formula") == ANY:
            yield Accepted(None, None, 0.0, feedback)
            continue
        number = _right_number(question, one, values)
        if number is None:
            continue
        tolerance, kind = _tolerance(question, one)
        credit = limit_score(credit_of(one) / 100)
        yield accept_around(number, tolerance, kind, credit=credit, feedback=feedback)


def _tolerance(question: Question, answer: Mapping[str, Any]) -> tuple[Decimal, str]:
    tolerance = read_canonical(answer.get("tolerance"))
    if tolerance is not None:
        return tolerance, answer.get("tolerance_kind") or ""
    if question.data.get("decimals") is None:
        return _DEFAULT_PER_CENT, "relative"
    return Decimal(5).scaleb(-1 - question.data["decimals"]), "absolute"


def _right_number(
    question: Question, answer: Mapping[str, Any], values: Mapping[str, Decimal]
) -> Decimal | None:
    """What the answer's formula gives; None where it gives nothing."""
    try:
        return work_out(answer.get("formula") or "", values, question.data.get("decimals"))
    except FormulaError:
        return None


def _shorten(question: Question, answer: Mapping[str, Any], number: Decimal) -> Decimal:
    """The number with as few decimals, but two, as are accepted."""
    tolerance, kind = _tolerance(question, answer)
    accepted = accept_around(number, tolerance, kind, credit=1.0)
    shorter = (round_number(number, decimals) for decimals in range(2, 30))
    return next((one for one in shorter if accepted.holds(one)), number)


def _formulas(question: Question) -> list[Mapping[str, Any]]:
    return [one for one in question.data["answers"] if one.get("formula") != ANY]


def _values(draw: Mapping[str, Any]) -> dict[str, Decimal]:
    numbers = ((name, read_canonical(text)) for name, text in (draw.get("values") or {}).items())
    return {name: number for name, number in numbers if number is not None}


def _fill_in(text: str, draw: Mapping[str, Any], language: str) -> str:
    values = _values(draw)

    def write(found: re.Match[str]) -> str:
        number = values.get(found[1])
        return found[0] if number is None else write_number(number, language)

    return PLACEHOLDER.sub(write, text)
