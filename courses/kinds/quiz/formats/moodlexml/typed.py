"""Questions with an answer to type: shortanswer and numerical, and the units of numbers.

Moodle's tolerance is always absolute and it has no ranges: a range is written as its middle and
half its width, a tolerance in per cent as the number that it is. A unit that Moodle wants and that
costs marks is a unit that is needed.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.moodlexml.figures import (
    add,
    divide,
    multiply,
    read_decimal,
    read_flag,
    subtract,
    write_decimal,
    write_float,
)
from courses.kinds.quiz.formats.moodlexml.media import Unreadable
from courses.kinds.quiz.formats.moodlexml.nodes import Node
from courses.kinds.quiz.formats.moodlexml.sources import Source
from courses.kinds.quiz.formats.moodlexml.targets import Target

Data = dict[str, Any]

ANY = "*"
#: Moodle's ways to ask for a unit: in the same line, and not at all.
_TYPED, _NONE = "0", "3"


def read_shortanswer(source: Source) -> tuple[str, Data]:
    """The type and data of a "shortanswer". In Moodle é is never as good as e."""
    return "short_answer", {
        "answers": [
            {
                "id": "",
                "text": node.words(),
                "credit": source.share(node),
                "feedback": source.feedback(node),
            }
            for node in _answers(source)
        ],
        "case_matters": read_flag(source.node.value("usecase"), default=False),
        "accents_matter": True,
    }


def write_short_answer(target: Target) -> None:
    target.begin("shortanswer")
    target.node.add("usecase", "1" if target.data["case_matters"] else "0")
    for answer in target.data["answers"]:
        node = target.node.add(
            "answer", fraction=write_float(answer["credit"]), format="moodle_auto_format"
        )
        node.add("text", answer["text"])
        target.add_text(node, "feedback", answer["feedback"])


def read_numerical(source: Source) -> tuple[str, Data]:
    """The type and data of a "numerical"."""
    answers = []
    for node in _answers(source):
        value = node.words() or ANY
        tolerance = read_figure(node.value("tolerance", "0"), node.line)
        answers.append(
            {
                "id": "",
                "value": ANY if value == ANY else read_figure(value, node.line),
                "tolerance": "0" if value == ANY else tolerance,
                "tolerance_kind": "absolute",
                "low": "",
                "high": "",
                "credit": source.share(node),
                "feedback": source.feedback(node),
            }
        )
    return "numeric", {"answers": answers, **read_units(source)}


def write_numeric(target: Target) -> None:
    target.begin("numerical")
    for answer in target.data["answers"]:
        value, tolerance = _find_middle(answer)
        node = target.node.add(
            "answer", fraction=write_float(answer["credit"]), format="moodle_auto_format"
        )
        node.add("text", value)
        target.add_text(node, "feedback", answer["feedback"])
        node.add("tolerance", tolerance)
    write_units(target)


def read_units(source: Source) -> Data:
    """What can be typed behind a number: `{"units": [...], "unit_needed": bool}`."""
    units = []
    holder = source.node.find("units")
    for node in holder.all("unit") if holder is not None else ():
        name = node.value("unit_name")
        factor = read_figure(node.value("multiplier", "1"), node.line)
        if not name or Decimal(factor) <= 0:
            raise Unreadable(_("A unit needs a name, and a multiplier above 0."), node.line)
        units.append({"id": "", "unit": name, "factor": factor})
    needed = bool(units) and source.node.value("unitgradingtype", "0") != "0"
    if needed and source.number("unitpenalty", 1, 0, 1) < 1:
        source.warn(_("A missing unit costs a part of the mark in Moodle. Here an answer without "
                      "its unit is sent back."))  # fmt: skip
    if source.text("instructions"):
        source.warn(_("The instructions about units are left out."))
    return {"units": units, "unit_needed": needed}


def write_units(target: Target) -> None:
    units = target.data["units"]
    if units:
        holder = target.node.add("units")
        for unit in units:
            node = holder.add("unit")
            node.add("multiplier", unit["factor"])
            node.add("unit_name", unit["unit"])
    needed = bool(units) and target.data["unit_needed"]
    target.node.add("unitgradingtype", "1" if needed else "0")
    target.node.add("unitpenalty", "1" if needed else "0")
    target.node.add("showunits", _TYPED if units else _NONE)
    target.node.add("unitsleft", "0")


def read_figure(text: str, line: int) -> str:
    """A number as Pijar stores it. Raises `Unreadable`."""
    value = read_decimal(text)
    if value is None:
        raise Unreadable(_("“%(text)s” is no number that can be read.") % {"text": text[:40]}, line)
    return write_decimal(value)


def _answers(source: Source) -> list[Node]:
    if nodes := source.node.all("answer"):
        source.part_lines += [node.line for node in nodes]
        return nodes
    raise Unreadable(_("This question has no answer."))


def _find_middle(answer: Data) -> tuple[str, str]:
    """The value and the absolute tolerance that accept the same numbers."""
    value, tolerance = read_decimal(answer["value"]), read_decimal(answer["tolerance"])
    low, high = read_decimal(answer["low"]), read_decimal(answer["high"])
    if low is not None and high is not None:
        half = divide(subtract(high, low), Decimal(2))
        return write_decimal(add(low, half)), write_decimal(half)
    if value is None:
        return answer["value"] or ANY, "0"
    if answer["tolerance_kind"] == "relative" and tolerance is not None:
        tolerance = divide(multiply(abs(value), tolerance), Decimal(100))
    return write_decimal(value), write_decimal(tolerance or Decimal(0))
