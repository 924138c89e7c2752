"""What a trainer fills in for a calculated question; how its numbers are drawn and tried out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from functools import lru_cache
from itertools import islice, product
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.kinds.quiz.types.blocks import QuestionBlock
from courses.kinds.quiz.types.formulas import FUNCTIONS, NAME, Formula, FormulaError, read_formula
from courses.kinds.quiz.types.number_fields import (
    ANY,
    CodeBlock,
    NumberBlock,
    NumberListBlock,
    show_stored,
    split_list,
)
from courses.kinds.quiz.types.numbers import EXACT, read_canonical, round_number
from courses.kinds.quiz.types.quantities import TOLERANCE_KINDS, UnitBlock, find_unit_faults

#: `{name}` in a text.
PLACEHOLDER = re.compile(rf"\{{\s*({NAME})\s*\}}")
#: Combinations of numbers that are tried out before a question is taken.
_CORNERS = 128
_SAMPLES = 200
#: What can still be typed as an answer.
_LARGEST = Decimal(10) ** 20
_MOST_DECIMALS = 10
_MOST_NUMBERS = 10**12


class VariableBlock(blocks.StructBlock):
    name = CodeBlock(
        label=_("Name"),
        max_length=30,
        help_text=_("Letters, digits and _, as in price. In the question write {price}."),
    )
    kind = blocks.ChoiceBlock(
        label=_("Drawn from"),
        choices=[("range", _("a range")), ("list", _("a list"))],
        default="range",
    )
    low = NumberBlock(label=_("From"), required=False)
    high = NumberBlock(label=_("To"), required=False)
    decimals = blocks.IntegerBlock(
        label=_("Decimals"), default=0, min_value=0, max_value=_MOST_DECIMALS
    )
    values = NumberListBlock(
        label=_("List"),
        required=False,
        max_length=1000,
        help_text=_("At least two numbers with semicolons between them."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if errors := dict(_find_variable_faults(cleaned)):
            raise _errors(errors)
        return cleaned

    class Meta:
        icon = "tag"
        label = _("Variable")
        label_format = "{name}"


class CalculatedAnswerBlock(blocks.StructBlock):
    formula = CodeBlock(
        label=_("Formula"),
        max_length=500,
        help_text=_(
            "With the variables' names, + - * / ^ and brackets, and round(x, 2), floor, ceil, min, "
            "max, abs, sqrt. Decimals have a dot: 1.3. A formula that is * alone gives feedback on "
            "any other number."
        ),
    )
    tolerance = NumberBlock(
        label=_("May be off by"),
        required=False,
        help_text=_("Empty: by what rounding makes of it. 0: exactly."),
    )
    tolerance_kind = blocks.ChoiceBlock(
        label=_("Off by"), choices=TOLERANCE_KINDS, default="absolute"
    )
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
        if errors := dict(_find_answer_faults(cleaned)):
            raise _errors(errors)
        return cleaned

    class Meta:
        icon = "decimal"
        label = _("Answer")
        label_format = "{formula}"


class CalculatedBlock(QuestionBlock):
    variables = blocks.ListBlock(VariableBlock(), label=_("Variables"), min_num=1, max_num=20)
    answers = blocks.ListBlock(CalculatedAnswerBlock(), label=_("Answers"), min_num=1, max_num=10)
    decimals = blocks.IntegerBlock(
        label=_("Round the right answer to so many decimals"),
        required=False,
        min_value=0,
        max_value=_MOST_DECIMALS,
        help_text=_("Empty: it is not rounded."),
    )
    units = blocks.ListBlock(UnitBlock(), label=_("Units"), default=[], max_num=10)
    unit_needed = blocks.BooleanBlock(
        label=_("The unit must be written"), required=False, default=False
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors: dict[str, Any] = find_unit_faults(cleaned)
        names = [one["name"] for one in cleaned["variables"]]
        for place, name in enumerate(names):
            if name in names[:place]:
                twice = _errors({"name": gettext("This name is there twice.")})
                errors["variables"] = blocks.ListBlockValidationError(block_errors={place: twice})
        errors |= dict(_find_text_faults(cleaned, set(names)))
        if "variables" not in errors and (fault := _find_formula_fault(cleaned, set(names))):
            errors["answers"] = fault
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


def draw_values(variables: Sequence[Mapping[str, Any]], chance: Random) -> dict[str, Decimal]:
    """A number for each variable; variables that were not filled in are left out."""
    values = {}
    for one in variables:
        choices = list_values(one)
        if choices and one.get("name"):
            values[one["name"]] = choices[chance.randrange(len(choices))]
    return values


def work_out(formula: str, values: Mapping[str, Decimal], decimals: int | None) -> Decimal:
    """What a formula gives, rounded half up. Raises `FormulaError`."""
    number = _read(formula).work_out(values)
    return number if decimals is None else round_number(number, decimals)


@lru_cache(maxsize=512)
def _read(formula: str) -> Formula:
    return read_formula(formula)


class _Steps(Sequence[Decimal]):
    """The numbers from `low` to `high` with so many decimals, without writing them all down."""

    def __init__(self, low: Decimal, high: Decimal, decimals: int) -> None:
        self._decimals = decimals
        with localcontext(EXACT):
            self._first = int(low.scaleb(decimals).to_integral_value(ROUND_CEILING))
            last = int(high.scaleb(decimals).to_integral_value(ROUND_FLOOR))
        self._length = min(max(0, last - self._first + 1), _MOST_NUMBERS + 1)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, place: Any) -> Any:
        with localcontext(EXACT):
            return Decimal(self._first + range(self._length)[place]).scaleb(-self._decimals)


def list_values(variable: Mapping[str, Any]) -> Sequence[Decimal]:
    """What a variable is drawn from; empty where it was not filled in."""
    if variable.get("kind") == "list":
        numbers = (read_canonical(one) for one in split_list(variable.get("values") or ""))
        return [number for number in numbers if number is not None]
    low, high = read_canonical(variable.get("low")), read_canonical(variable.get("high"))
    if low is None or high is None:
        return []
    return _Steps(low, high, variable.get("decimals") or 0)


def _find_variable_faults(variable: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    name = variable["name"]
    if not re.fullmatch(NAME, name):
        yield "name", gettext("A name is made of the letters a to z, digits and _, without spaces.")
    elif name in FUNCTIONS:
        yield "name", gettext("“%(name)s” is a function; take another name.") % {"name": name}
    if variable["kind"] == "list":
        if len(split_list(variable["values"])) < 2:
            yield "values", gettext("Write at least two numbers with semicolons between them.")
        return
    for end in ("low", "high"):
        if not variable[end]:
            yield end, gettext("A range needs both ends.")
    if variable["low"] and variable["high"]:
        count = len(list_values(variable))
        if not count:
            yield "high", gettext("There is no number with so many decimals in this range.")
        elif count > _MOST_NUMBERS:
            yield "high", gettext("There are too many numbers in this range.")


def _find_answer_faults(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if answer["formula"] == ANY:
        if answer["credit"]:
            yield "credit", gettext("* alone fits any number: give it 0 per cent.")
        return
    try:
        read_formula(answer["formula"])
    except FormulaError as error:
        yield "formula", error.sentence
    if (read_canonical(answer["tolerance"]) or 0) < 0:
        yield "tolerance", gettext("Write 0 or more.")


def _find_text_faults(cleaned: Mapping[str, Any], names: set[str]) -> Iterator[tuple[str, Any]]:
    for name in PLACEHOLDER.findall(cleaned["text"]):
        if name not in names:
            sentence = gettext("There is no variable “%(name)s”.") % {"name": name}
            yield "text", ValidationError(sentence)
    if re.search(r"\{\s*=", cleaned["text"]):
        yield "text", ValidationError(gettext("Only variables may stand in {…}, no formulas."))
    if PLACEHOLDER.search(cleaned["feedback"]):
        yield "feedback", ValidationError(_only_there())
    if any(map(PLACEHOLDER.search, cleaned["hints"])):
        yield "hints", blocks.ListBlockValidationError(non_block_errors=[_only_there()])


def _only_there() -> str:
    return gettext("Numbers can stand in the question and in the answers' feedback only.")


def _find_formula_fault(cleaned: Mapping[str, Any], names: set[str]) -> ValidationError | None:
    """The first answer whose formula has no result, or none that could be typed."""
    rows: dict[int, ValidationError] = {}
    for place, one in enumerate(cleaned["answers"]):
        if one["formula"] == ANY:
            continue
        unknown = sorted(read_formula(one["formula"]).names - names)
        if unknown:
            sentence = gettext("There is no variable “%(name)s”.") % {"name": unknown[0]}
            rows[place] = _errors({"formula": sentence})
        elif fault := _try_out(one, cleaned):
            rows[place] = _errors(dict([fault]))
    if rows:
        return blocks.ListBlockValidationError(block_errors=rows)
    if not any(one["formula"] != ANY and one["credit"] >= 100 for one in cleaned["answers"]):
        sentence = gettext("At least one answer must give 100 per cent.")
        return blocks.ListBlockValidationError(non_block_errors=[sentence])
    return None


def _try_out(answer: Mapping[str, Any], cleaned: Mapping[str, Any]) -> tuple[str, str] | None:
    """The fault, and its field, that the first bad combination of numbers shows."""
    for values in _combinations(cleaned["variables"]):
        field, sentence = "formula", ""
        try:
            number = work_out(answer["formula"], values, cleaned["decimals"])
        except FormulaError as error:
            sentence = error.sentence
        else:
            if abs(number) >= _LARGEST:
                sentence = gettext("The result is too large to be typed.")
            elif answer["tolerance"] == "0" and _endless(number):
                field = "tolerance"
                sentence = gettext("The result has too many decimals to be typed. Let it be off.")
        if sentence:
            shown = ", ".join(f"{name} = {show_stored(str(one))}" for name, one in values.items())
            return field, gettext("%(fault)s (With %(values)s.)") % {
                "fault": sentence,
                "values": shown,
            }
    return None


def _endless(number: Decimal) -> bool:
    return int(number.normalize().as_tuple().exponent) < -_MOST_DECIMALS


def _combinations(variables: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Decimal]]:
    """The ends of all ranges and lists with each other, then numbers drawn by the same chance."""
    names = [one["name"] for one in variables]
    choices = [list_values(one) for one in variables]
    corners = [list(dict.fromkeys((one[0], one[-1]))) for one in choices]
    for values in islice(product(*corners), _CORNERS):
        yield dict(zip(names, values, strict=True))
    total = 1
    for one in choices:
        total *= len(one)
    if total <= _SAMPLES:
        for values in product(*choices):
            yield dict(zip(names, values, strict=True))
        return
    chance = Random(0)  # noqa: S311 - the same numbers at every save
    for _again in range(_SAMPLES):
        yield draw_values(variables, chance)


def _errors(errors: Mapping[str, str]) -> ValidationError:
    return blocks.StructBlockValidationError(
        block_errors={field: ValidationError(sentence) for field, sentence in errors.items()}
    )
