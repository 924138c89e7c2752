"""Questions with an answer to type: shortanswer and numerical, and the units of numbers.

Moodle's tolerance is always absolute and it has no ranges: a range is written as its middle and
half its width, a tolerance in per cent as the number that it is. A unit that Moodle wants and that
costs marks is a unit that is needed.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Unreadable
from courses.kinds.quiz.formats.figures import ROUNDED, find_middle, read_decimal, write_decimal
from courses.kinds.quiz.formats.moodlexml.nodes import Node
from courses.kinds.quiz.formats.moodlexml.sources import Source
from courses.kinds.quiz.formats.moodlexml.targets import Target
from courses.kinds.quiz.types.number_fields import ANY
from courses.kinds.quiz.types.numbers import EXACT

Data = dict[str, Any]

#: Moodle's ways to ask for a unit: in the same line, and not at all.
_TYPED, _NONE = "0", "3"


def read_shortanswer(source: Source) -> tuple[str, Data]:
    """The type and data of a "shortanswer". In Moodle é is never as good as e."""
    return "short_answer", {
        "answers": [source.accept(node, text=node.words()) for node in _answers(source)],
        "case_matters": source.flag("usecase", default=False),
        "accents_matter": True,
    }


def write_short_answer(target: Target) -> None:
    target.begin("shortanswer", usecase=str(int(target.data["case_matters"])))
    for one in target.data["answers"]:
        target.add_answer(one["text"], one["credit"], one["feedback"], format="moodle_auto_format")


def read_numerical(source: Source) -> tuple[str, Data]:
    """The type and data of a "numerical"."""
    answers = []
    for node in _answers(source):
        value = node.words() or ANY
        tolerance = read_figure(node.value("tolerance", "0"), node.line)
        if value == ANY:
            answers.append(source.accept(node, value=ANY))
        else:
            value = read_figure(value, node.line)
            answers.append(source.accept(node, value=value, tolerance=tolerance))
    return "numeric", {"answers": answers, **read_units(source)}


def write_numeric(target: Target) -> None:
    target.begin("numerical")
    for one in target.data["answers"]:
        value, tolerance = _find_middle(one)
        node = target.add_answer(value, one["credit"], one["feedback"], format="moodle_auto_format")
        node.add("tolerance", tolerance)
    write_units(target)


def read_units(source: Source) -> Data:
    """What can be typed behind a number: `{"units": [...], "unit_needed": bool}`."""
    units = []
    for node in source.node.within("units", "unit"):
        name = node.value("unit_name")
        factor = read_figure(node.value("multiplier", "1"), node.line)
        if not name or Decimal(factor) <= 0:
            raise Unreadable(_("A unit needs a name, and a multiplier above 0."), node.line)
        units.append({"unit": name, "factor": factor})
    needed = bool(units) and source.node.value("unitgradingtype", "0") != "0"
    if needed and source.number("unitpenalty", 1, 0, 1) < 1:
        sentence = _(
            "A missing unit costs a part of the mark in Moodle. Here an answer without its unit is "
            "sent back."
        )
        source.warn(sentence)
    if source.text("instructions"):
        source.warn(_("The instructions about units are left out."))
    return {"units": units, "unit_needed": needed}


def write_units(target: Target) -> None:
    units = target.data["units"]
    if units:
        holder = target.node.add("units")
        for unit in units:
            holder.add("unit").add_each(multiplier=unit["factor"], unit_name=unit["unit"])
    needed = str(int(bool(units) and target.data["unit_needed"]))
    target.node.add_each(
        unitgradingtype=needed,
        unitpenalty=needed,
        showunits=_TYPED if units else _NONE,
        unitsleft="0",
    )


def read_figure(text: str, line: int) -> str:
    """A number as Pijar stores it. Raises `Unreadable`."""
    value = read_decimal(text)
    if value is None:
        raise Unreadable(_("“%(text)s” is no number that can be read."), line, text=text[:40])
    return write_decimal(value)


def _answers(source: Source) -> list[Node]:
    if nodes := source.take_answers():
        return nodes
    raise Unreadable(_("This question has no answer."))


def _find_middle(answer: Data) -> tuple[str, str]:
    """The value and the absolute tolerance that accept the same numbers."""
    value, tolerance = read_decimal(answer["value"]), read_decimal(answer["tolerance"])
    low, high = read_decimal(answer["low"]), read_decimal(answer["high"])
    if low is not None and high is not None:
        return find_middle(low, high)
    if value is None:
        return answer["value"] or ANY, "0"
    if answer["tolerance_kind"] == "relative" and tolerance is not None:
        tolerance = ROUNDED.divide(EXACT.multiply(abs(value), tolerance), Decimal(100))
    return write_decimal(value), write_decimal(tolerance or Decimal(0))
