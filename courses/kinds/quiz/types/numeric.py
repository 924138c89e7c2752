"""Numeric: a number within accepted ones. Data: `{"answers": [{"id", "value", "tolerance",
"tolerance_kind": "absolute" | "relative", "low", "high", "credit": per cent, "feedback"}],
"units": [{"id", "unit", "factor"}], "unit_needed": bool}`, with numbers as canonical strings.

An answer has a value with a tolerance, or the limits `low` and `high`, both counting; the value
"*" is whatever no other answer accepts, and gives nothing. The best credit counts.
`courses.kinds.quiz.types.quantities` says what a response is.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.answers import credit_of, limit_score, typed_without_feedback
from courses.kinds.quiz.types.blocks import QuestionBlock
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.number_fields import ANY, NumberBlock
from courses.kinds.quiz.types.numbers import read_canonical, write_number
from courses.kinds.quiz.types.quantities import (
    TOLERANCE_KINDS,
    Accepted,
    UnitBlock,
    accept_around,
    base_unit,
    factors,
    find_unit_faults,
    mark_entry,
    read_entry,
    tell_entry,
)
from courses.kinds.quiz.types.registry import register


class NumericAnswerBlock(blocks.StructBlock):
    value = NumberBlock(
        label=_("Number"),
        required=False,
        takes_any=True,
        help_text=_("An answer that is * alone gives feedback on any other number."),
    )
    tolerance = NumberBlock(
        label=_("May be off by"), required=False, default="0", help_text=_("0: exactly this one.")
    )
    tolerance_kind = blocks.ChoiceBlock(
        label=_("Off by"), choices=TOLERANCE_KINDS, default="absolute"
    )
    low = NumberBlock(
        label=_("Or from"), required=False, help_text=_("A range in place of a number.")
    )
    high = NumberBlock(label=_("to"), required=False)
    credit = blocks.FloatBlock(
        label=_("Share of the mark, in per cent"), default=100, min_value=0, max_value=100
    )
    feedback = blocks.TextBlock(
        label=_("Feedback"),
        required=False,
        rows=1,
        help_text=_("What a person learns from having given this answer."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if errors := dict(_find_faults(cleaned)):
            raise blocks.StructBlockValidationError(
                block_errors={field: ValidationError(one) for field, one in errors.items()}
            )
        return cleaned

    class Meta:
        icon = "decimal"
        label = _("Answer")
        label_format = "{value} {low} {high}"


class NumericBlock(QuestionBlock):
    answers = blocks.ListBlock(
        NumericAnswerBlock(), label=_("Accepted numbers"), min_num=1, max_num=20
    )
    units = blocks.ListBlock(UnitBlock(), label=_("Units"), default=[], max_num=10)
    unit_needed = blocks.BooleanBlock(
        label=_("The unit must be written"), required=False, default=False
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = find_unit_faults(cleaned)
        if not any(_gives_all(one) for one in cleaned["answers"]):
            sentence = gettext("At least one answer must give 100 per cent.")
            errors["answers"] = blocks.ListBlockValidationError(non_block_errors=[sentence])
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


@register
class Numeric(QuestionType):
    slug = "numeric"
    label = _("Number")
    icon = "decimal"
    block = NumericBlock
    template = "quiz/types/numeric.html"
    payload_fields = ("text", "unit")

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        return {"units": list(factors(question))}

    def read(
        self, question: Question, draw: Mapping[str, Any], payload: Mapping[str, Any], language: str
    ) -> dict[str, str]:
        return read_entry(question, payload, language)

    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        return mark_entry(question, response, _accepted(question))

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        text = tell_entry(response)
        return [Line(text, right=self.mark(question, draw, response).right)] if text else []

    def solution(self, question: Question, draw: Mapping[str, Any], language: str) -> list[Line]:
        unit = base_unit(question)
        return [
            Line(f"{_write(one, language)} {unit}".rstrip(), right=True)
            for one in question.data["answers"]
            if _gives_all(one)
        ]

    def without_feedback(self, question: Question) -> list[str]:
        language = get_language() or ""
        return typed_without_feedback(
            question.data["answers"],
            tell=lambda one: _write(one, language),
            is_any=lambda one: one.get("value") == ANY,
            for_everybody=question.feedback,
        )


def _accepted(question: Question) -> Iterator[Accepted]:
    for one in question.data["answers"]:
        credit, feedback = limit_score(credit_of(one) / 100), one.get("feedback") or ""
        if one.get("value") == ANY:
            yield Accepted(None, None, 0.0, feedback)
            continue
        value, low, high = (read_canonical(one.get(name)) for name in ("value", "low", "high"))
        if value is not None:
            tolerance = read_canonical(one.get("tolerance")) or Decimal(0)
            kind = one.get("tolerance_kind") or ""
            yield accept_around(value, tolerance, kind, credit=credit, feedback=feedback)
        elif low is not None and high is not None:
            yield Accepted(low, high, credit, feedback)


def _gives_all(answer: Mapping[str, Any]) -> bool:
    return answer.get("value") != ANY and credit_of(answer) >= 100


def _write(answer: Mapping[str, Any], language: str) -> str:
    """An accepted number, or range, as one would say it."""
    value, low, high = (read_canonical(answer.get(name)) for name in ("value", "low", "high"))
    if value is not None:
        return write_number(value, language)
    if low is None or high is None:
        return ""
    ends = {"low": write_number(low, language), "high": write_number(high, language)}
    return gettext("%(low)s to %(high)s") % ends


def _find_faults(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with an answer that was filled in: sentences by field."""
    value, low, high = answer["value"], answer["low"], answer["high"]
    tolerance = read_canonical(answer["tolerance"]) or 0
    if value and (low or high):
        yield "value", gettext("Fill in a number or a range, not both.")
    elif not value and not (low or high):
        yield "value", gettext("Fill in a number, or a range from … to …")
    elif not value and not (low and high):
        yield ("high" if low else "low"), gettext("A range needs both ends.")
    elif low and Decimal(low) > Decimal(high):
        yield "high", gettext("The range ends before it begins: write the larger number here.")
    if value == ANY and answer["credit"]:
        yield "credit", gettext("* alone fits any number: give it 0 per cent.")
    if tolerance < 0:
        yield "tolerance", gettext("Write 0 or more.")
    elif tolerance and (not value or value == ANY):
        yield "tolerance", gettext("Only a single number may be off; clear this field.")
