"""What numeric and calculated questions share: units, reading an entry, comparing it exactly.

A response is `{"number": "8500", "text": what was typed, "unit": ""}`: the number as it was meant,
in the unit beside it. A unit's factor is how many of it make one of the unit with factor 1.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from courses.activities.contract import BadPayload
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.contract import Mark
from courses.kinds.quiz.types.number_fields import CodeBlock, NumberBlock
from courses.kinds.quiz.types.numbers import (
    EXACT,
    NumberError,
    read_canonical,
    read_quantity,
    write_canonical,
)

TOLERANCE_KINDS = [
    ("absolute", gettext_lazy("in the same unit as the value")),
    ("relative", gettext_lazy("in per cent of the value")),
]


class UnitBlock(blocks.StructBlock):
    unit = CodeBlock(label=gettext_lazy("Unit"), max_length=20)
    factor = NumberBlock(
        label=gettext_lazy("How many make one"),
        default="1",
        help_text=gettext_lazy(
            "1 for the unit of your answers; 1000 for g where your answers are in kg."
        ),
    )

    class Meta:
        icon = "tag"
        label = gettext_lazy("Unit")
        label_format = "{unit}"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The numbers from `low` to `high`, both counting, and what they earn (`credit` 0..1). Without
    limits: every number that nothing else accepts."""

    low: Decimal | None
    high: Decimal | None
    credit: float
    feedback: str = ""

    def holds(self, number: Decimal, factor: Decimal = Decimal(1)) -> bool:
        """Whether it accepts a number in the unit with this factor."""
        if self.low is None or self.high is None:
            return True
        with localcontext(EXACT):
            # The limits are scaled, as dividing the number might round it.
            return self.low * factor <= number <= self.high * factor


def accept_around(
    value: Decimal, tolerance: Decimal, kind: str, *, credit: float, feedback: str = ""
) -> Accepted:
    """The numbers that are at most `tolerance` away; "relative" is per cent of the value."""
    with localcontext(EXACT):
        away = abs(value) * tolerance / 100 if kind == "relative" else tolerance
        return Accepted(value - away, value + away, credit, feedback)


def factors(question: Question) -> dict[str, Decimal]:
    """The units that the question takes."""
    found: dict[str, Decimal] = {}
    for one in question.data.get("units") or []:
        factor = read_canonical(one.get("factor"))
        if one.get("unit") and factor:
            found[one["unit"]] = factor
    return found


def base_unit(question: Question) -> str:
    """The unit of the question's own numbers, "" where it has none."""
    return next((unit for unit, factor in factors(question).items() if factor == 1), "")


def read_entry(question: Question, payload: Mapping[str, Any], language: str) -> dict[str, str]:
    """The response in a payload's "text" and "unit". Raises `BadPayload`."""
    if not isinstance(payload, Mapping):
        raise BadPayload(_("Write a number."))
    text, chosen = payload.get("text"), payload.get("unit") or ""
    units = tuple(factors(question))
    if not isinstance(text, str) or not text.strip():
        raise BadPayload(_("Write a number."))
    if not isinstance(chosen, str) or (chosen and chosen not in units):
        raise BadPayload(_("Choose one of these units: %(units)s.") % {"units": ", ".join(units)})
    try:
        quantity = read_quantity(text, language, units=units)
    except NumberError as error:
        raise BadPayload(error.sentence) from None
    if chosen and quantity.unit and chosen != quantity.unit:
        sentence = _("You wrote “%(written)s” and chose “%(chosen)s”. Keep only one of them.")
        raise BadPayload(sentence % {"written": quantity.unit, "chosen": chosen})
    unit = quantity.unit or chosen
    if not unit and units and question.data.get("unit_needed"):
        raise BadPayload(_("Write the unit too: %(units)s.") % {"units": ", ".join(units)})
    return {"number": write_canonical(quantity.number), "text": text.strip(), "unit": unit}


def mark_entry(question: Question, response: Any, accepted: Iterable[Accepted]) -> Mark:
    """The mark for a response; 0 for anything else."""
    if not isinstance(response, Mapping):
        return Mark(0.0)
    number, unit = read_canonical(response.get("number")), response.get("unit") or ""
    factor = Decimal(1) if unit == "" else _factor(question, unit)
    if number is None or factor is None:
        return Mark(0.0)
    found = pick_accepted(number, accepted, factor)
    if found is None:
        return Mark(0.0)
    return Mark(found.credit, (found.feedback,) if found.feedback else ())


def pick_accepted(
    number: Decimal, accepted: Iterable[Accepted], factor: Decimal = Decimal(1)
) -> Accepted | None:
    """What a number in the unit with this factor earns: the best credit, the first of equals."""
    best: Accepted | None = None
    others: Accepted | None = None
    for one in accepted:
        if one.low is None:
            others = others or one
        elif one.holds(number, factor) and (best is None or one.credit > best.credit):
            best = one
    return best or others


def tell_entry(response: Any) -> str:
    """What was typed, with the unit that was chosen beside it; "" for anything else."""
    if not isinstance(response, Mapping) or not isinstance(response.get("text"), str):
        return ""
    text, unit = response["text"], response.get("unit")
    if not isinstance(unit, str) or unit.casefold() in text.casefold():
        return text
    return f"{text} {unit}"


def find_unit_faults(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What is wrong with a block's "units" and "unit_needed": errors by field."""
    rows: dict[int, ValidationError] = {}
    seen: set[str] = set()
    for place, one in enumerate(cleaned["units"]):
        name = "".join(one["unit"].casefold().split())
        factor = read_canonical(one["factor"])
        if name and (name[0].isdecimal() or name[0] in "+-.,"):
            rows[place] = _row_error("unit", _("A unit can't begin with a digit or a sign."))
        elif one["unit"] in seen:
            rows[place] = _row_error("unit", _("This unit is there twice."))
        elif factor is not None and factor <= 0:
            rows[place] = _row_error("factor", _("Write a number above 0."))
        seen.add(one["unit"])
    if rows:
        return {"units": blocks.ListBlockValidationError(block_errors=rows)}
    if cleaned["units"] and not any(one["factor"] == "1" for one in cleaned["units"]):
        sentence = _("One unit needs the factor 1: the unit in which you wrote the answers.")
        return {"units": blocks.ListBlockValidationError(non_block_errors=[sentence])}
    if cleaned["unit_needed"] and not cleaned["units"]:
        return {"unit_needed": ValidationError(_("Write down the units that may be used."))}
    return {}


def _row_error(field: str, sentence: str) -> ValidationError:
    return blocks.StructBlockValidationError(block_errors={field: ValidationError(sentence)})


def _factor(question: Question, unit: object) -> Decimal | None:
    return factors(question).get(unit) if isinstance(unit, str) else None
