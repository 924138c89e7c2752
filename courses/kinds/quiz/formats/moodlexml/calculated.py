"""Calculated questions: "calculated" and "calculatedsimple".

Moodle draws one row of prepared values; Pijar draws each variable for itself. A variable whose
values all lie on the grid of its range is a range, any other a list of its values. A file that is
written gets a row of values for Moodle, spread evenly over each range. Moodle's relative tolerance
is a share, Pijar's is per cent.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.moodlexml.figures import (
    divide,
    multiply,
    read_decimal,
    write_decimal,
    write_float,
)
from courses.kinds.quiz.formats.moodlexml.formulas import (
    BRACED,
    translate_from_moodle,
    translate_to_moodle,
)
from courses.kinds.quiz.formats.moodlexml.media import Unreadable
from courses.kinds.quiz.formats.moodlexml.nodes import Node
from courses.kinds.quiz.formats.moodlexml.sources import Source
from courses.kinds.quiz.formats.moodlexml.targets import Target
from courses.kinds.quiz.formats.moodlexml.typed import (
    ANY,
    read_figure,
    read_units,
    write_units,
)
from courses.kinds.quiz.types.formulas import NAME, FormulaError, read_formula

Data = dict[str, Any]

_RELATIVE, _ABSOLUTE, _GEOMETRIC = "1", "2", "3"
_DECIMALS = "1"
_MOST_LETTERS = 1000  # of a list of values
_ROWS = 20
_WORKED_OUT = re.compile(r"\{\s*=")
#: The golden ratio's fraction: its multiples spread evenly, whatever their number.
_SPREAD = Decimal("0.61803398875")


def read_calculated(source: Source) -> tuple[str, Data]:
    """The type and data of a "calculated" or "calculatedsimple"."""
    nodes = source.node.all("answer")
    if not nodes:
        raise Unreadable(_("This question has no answer."))
    if _WORKED_OUT.search(source.text("questiontext")):
        raise Unreadable(_("The text works something out ({=…}), which can't be done here. Make it "
                           "a variable, or leave it out."))  # fmt: skip
    definitions = source.node.find("dataset_definitions")
    variables = [
        _read_variable(source, node)
        for node in (definitions.all("dataset_definition") if definitions is not None else ())
    ]
    names = {one["name"] for one in variables}
    answers = [_read_answer(source, node, names) for node in nodes]
    return "calculated", {
        "variables": variables,
        "answers": answers,
        "decimals": _read_decimals(source, nodes),
        **read_units(source),
    }


def write_calculated(target: Target) -> None:
    target.begin("calculated")
    target.text = BRACED.sub(r"{\1}", target.text)
    target.node.add("synchronize", "0")
    target.node.add("single", "0")
    target.node.add("answernumbering", "abc")
    target.node.add("shuffleanswers", "0")
    decimals = target.data["decimals"]
    for answer in target.data["answers"]:
        kind, tolerance = _find_tolerance(answer, decimals)
        node = target.node.add("answer", fraction=write_float(answer["credit"]))
        node.add("text", translate_to_moodle(answer["formula"]))
        node.add("tolerance", tolerance)
        node.add("tolerancetype", kind)
        node.add("correctanswerformat", _DECIMALS)
        node.add("correctanswerlength", "" if decimals is None else str(decimals))
        target.add_text(node, "feedback", answer["feedback"])
    write_units(target)
    holder = target.node.add("dataset_definitions")
    for place, variable in enumerate(target.data["variables"]):
        _write_variable(holder, variable, place)


def _find_tolerance(answer: Data, decimals: int | None) -> tuple[str, str]:
    """Moodle's kind of tolerance, and how much. Without one, what rounding makes of the result."""
    value = read_decimal(answer["tolerance"])
    if value is None and decimals is not None:
        return _ABSOLUTE, write_decimal(Decimal(5).scaleb(-decimals - 1))
    if value is None:
        return _RELATIVE, "0.0001"
    if answer["tolerance_kind"] == "relative":
        return _RELATIVE, write_decimal(divide(value, Decimal(100)))
    return _ABSOLUTE, write_decimal(value)


def _read_answer(source: Source, node: Node, names: set[str]) -> Data:
    text = node.words() or ANY
    if text != ANY:
        try:
            text = translate_from_moodle(text)
            unknown = sorted(read_formula(text).names - names)
        except FormulaError as error:
            raise Unreadable(
                _("The formula “%(formula)s” can't be read. %(why)s")
                % {"formula": text[:60], "why": error.sentence},
                node.line,
            ) from None
        if unknown:
            raise Unreadable(
                _("The formula has {%(name)s}, but the file has no values for it.")
                % {"name": unknown[0]},
                node.line,
            )
    kind = node.value("tolerancetype", _RELATIVE)
    tolerance = read_figure(node.value("tolerance", "0"), node.line)
    if kind == _GEOMETRIC:
        source.warn(_("The geometric tolerance is read as one in per cent."), node.line)
    if text == ANY:
        kind, tolerance = _ABSOLUTE, "0"
    if kind != _ABSOLUTE:
        tolerance = write_decimal(multiply(Decimal(tolerance), Decimal(100)))
    feedback = source.feedback(node)
    if _WORKED_OUT.search(feedback):
        source.warn(_("Feedback works something out ({=…}), which is not done here."), node.line)
    return {
        "id": "",
        "formula": text,
        "tolerance": tolerance,
        "tolerance_kind": "absolute" if kind == _ABSOLUTE else "relative",
        "credit": source.share(node),
        "feedback": feedback,
    }


def _read_decimals(source: Source, nodes: Sequence[Node]) -> int | None:
    """To how many decimals the right answer is rounded: Moodle asks that of each answer."""
    found = {
        (node.value("correctanswerformat", _DECIMALS), node.value("correctanswerlength"))
        for node in nodes
        if node.words() != ANY
    }
    if len(found) != 1:
        if found:
            source.warn(_("The answers are rounded in different ways; here they are not rounded."))
        return None
    ((kind, length),) = found
    if not length:
        return None
    if kind != _DECIMALS:
        source.warn(_("Rounding to significant figures is left out."))
        return None
    if not re.fullmatch(r"[0-9]{1,2}", length) or int(length) > 10:
        source.warn(_("The right answer can't be rounded to “%(length)s” decimals; it is not "
                      "rounded.") % {"length": length[:20]})  # fmt: skip
        return None
    return int(length)


def _read_variable(source: Source, node: Node) -> Data:
    name = node.value("name")
    if not re.fullmatch(NAME, name):
        raise Unreadable(
            _("A variable can't be called “%(name)s”: take letters, digits and _, at most 30, and "
              "begin with a letter.") % {"name": name[:40]},
            node.line,
        )  # fmt: skip
    low, high = (read_decimal(node.value(tag)) for tag in ("minimum", "maximum"))
    decimals = read_decimal(node.value("decimals", "0"))
    items = node.find("dataset_items")
    values = [
        Decimal(read_figure(item.value("value"), item.line))
        for item in (items.all("dataset_item") if items is not None else ())
    ]
    if node.value("distribution", "uniform") != "uniform":
        source.warn(
            _("The values of {%(name)s} are drawn evenly here.") % {"name": name}, node.line
        )
    places = int(decimals) if decimals is not None and 0 <= decimals <= 10 else None
    if low is not None and high is not None and places is not None and low <= high:
        on_grid = (low <= one <= high and _count_decimals(one) <= places for one in values)
        if all(on_grid):
            return _variable(
                name, low=write_decimal(low), high=write_decimal(high), decimals=places
            )
    different = list(dict.fromkeys(map(write_decimal, values)))
    if not different:
        raise Unreadable(
            _("The variable {%(name)s} has neither a range nor values.") % {"name": name}, node.line
        )
    if len(different) == 1:
        (only,) = different
        return _variable(name, low=only, high=only, decimals=_count_decimals(Decimal(only)))
    listed = "; ".join(different)
    if len(listed) > _MOST_LETTERS:
        raise Unreadable(
            _("The variable {%(name)s} has too many values for a list. Give it a range, with a "
              "minimum, a maximum and decimals.") % {"name": name},
            node.line,
        )  # fmt: skip
    return _variable(name, values=listed)


def _variable(
    name: str, *, low: str = "", high: str = "", decimals: int = 0, values: str = ""
) -> Data:
    return {
        "id": "",
        "name": name,
        "kind": "list" if values else "range",
        "low": low,
        "high": high,
        "decimals": decimals,
        "values": values,
    }


def _write_variable(holder: Node, variable: Data, place: int) -> None:
    decimals = variable["decimals"] or 0
    values = _find_values(variable)
    low, high = read_decimal(variable["low"]), read_decimal(variable["high"])
    if variable["kind"] == "list" or low is None or high is None:
        low, high = min(values, default=Decimal(0)), max(values, default=Decimal(0))
        decimals = max((_count_decimals(value) for value in values), default=0)
        rows = (
            [values[row % len(values)] for row in range(max(_ROWS, len(values)))] if values else []
        )
    else:
        rows = _spread(low, high, decimals, place)
    node = holder.add("dataset_definition")
    node.add_words("status", "private")
    node.add_words("name", variable["name"])
    node.add("type", "calculated")
    node.add_words("distribution", "uniform")
    node.add_words("minimum", write_decimal(low))
    node.add_words("maximum", write_decimal(high))
    node.add_words("decimals", str(decimals))
    node.add("itemcount", str(len(rows)))
    items = node.add("dataset_items")
    for number, value in enumerate(rows, 1):
        item = items.add("dataset_item")
        item.add("number", str(number))
        item.add("value", write_decimal(value))
    node.add("number_of_items", str(len(rows)))


def _find_values(variable: Data) -> list[Decimal]:
    found = (read_decimal(one) for one in re.split("[;,]", variable["values"] or ""))
    return [value for value in found if value is not None]


def _count_decimals(value: Decimal) -> int:
    return len(write_decimal(value).partition(".")[2])


def _spread(low: Decimal, high: Decimal, decimals: int, place: int) -> list[Decimal]:
    """Values over a range. Each variable begins somewhere else, so that they do not rise
    together."""
    first = int(low.scaleb(decimals).to_integral_value(ROUND_CEILING))
    last = int(high.scaleb(decimals).to_integral_value(ROUND_FLOOR))
    steps = max(0, last - first)
    shares = (_SPREAD * row * (place + 1) % 1 for row in range(1, _ROWS + 1))
    return [
        Decimal(first + min(steps, int(share * (steps + 1)))).scaleb(-decimals) for share in shares
    ]
