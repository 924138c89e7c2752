"""Calculated questions: "calculated" and "calculatedsimple".

Moodle draws one row of prepared values; Pijar draws each variable for itself. A variable whose
values all lie on the grid of its range is a range, any other a list of its values. A file that is
written gets a row of values for Moodle, spread evenly over each range. Moodle's relative tolerance
is a share, Pijar's is per cent.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Unreadable
from courses.kinds.quiz.formats.figures import ROUNDED, read_decimal, write_decimal, write_float
from courses.kinds.quiz.formats.moodlexml.formulas import (
    BRACED,
    translate_from_moodle,
    translate_to_moodle,
)
from courses.kinds.quiz.formats.moodlexml.nodes import Node
from courses.kinds.quiz.formats.moodlexml.sources import Source
from courses.kinds.quiz.formats.moodlexml.targets import Target
from courses.kinds.quiz.formats.moodlexml.typed import read_figure, read_units, write_units
from courses.kinds.quiz.types.calculated_block import list_values
from courses.kinds.quiz.types.formulas import NAME, FormulaError, read_formula
from courses.kinds.quiz.types.number_fields import ANY
from courses.kinds.quiz.types.numbers import EXACT

Data = dict[str, Any]

_RELATIVE, _ABSOLUTE, _GEOMETRIC = "1", "2", "3"
_DECIMALS = "1"
_MOST_DECIMALS = 10
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
        sentence = _(
            "The text works something out ({=…}), which can't be done here. Make it a variable, or "
            "leave it out."
        )
        raise Unreadable(sentence)
    definitions = source.node.within("dataset_definitions", "dataset_definition")
    variables = [_read_variable(source, node) for node in definitions]
    names = {one["name"] for one in variables}
    return "calculated", {
        "variables": variables,
        "answers": [_read_answer(source, node, names) for node in nodes],
        "decimals": _read_decimals(source, nodes),
        **read_units(source),
    }


def write_calculated(target: Target) -> None:
    target.begin(
        "calculated", synchronize="0", single="0", answernumbering="abc", shuffleanswers="0"
    )
    target.text = BRACED.sub(r"{\1}", target.text)
    decimals = target.data["decimals"]
    for answer in target.data["answers"]:
        kind, tolerance = _find_tolerance(answer, decimals)
        node = target.node.add("answer", fraction=write_float(answer["credit"]))
        node.add_each(
            text=translate_to_moodle(answer["formula"]),
            tolerance=tolerance,
            tolerancetype=kind,
            correctanswerformat=_DECIMALS,
            correctanswerlength="" if decimals is None else str(decimals),
        )
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
        return _RELATIVE, write_decimal(ROUNDED.divide(value, Decimal(100)))
    return _ABSOLUTE, write_decimal(value)


def _read_answer(source: Source, node: Node, names: set[str]) -> Data:
    formula = node.words() or ANY
    if formula != ANY:
        formula = _read_formula(formula, node, names)
    kind = node.value("tolerancetype", _RELATIVE)
    tolerance = read_figure(node.value("tolerance", "0"), node.line)
    if kind == _GEOMETRIC:
        source.warn(_("The geometric tolerance is read as one in per cent."), node.line)
    if formula == ANY:
        kind, tolerance = _ABSOLUTE, "0"
    if kind != _ABSOLUTE:
        tolerance = write_decimal(EXACT.multiply(Decimal(tolerance), Decimal(100)))
    if _WORKED_OUT.search(source.feedback(node)):
        source.warn(_("Feedback works something out ({=…}), which is not done here."), node.line)
    kind = "absolute" if kind == _ABSOLUTE else "relative"
    return source.accept(node, formula=formula, tolerance=tolerance, tolerance_kind=kind)


def _read_formula(text: str, node: Node, names: set[str]) -> str:
    try:
        formula = translate_from_moodle(text)
        unknown = sorted(read_formula(formula).names - names)
    except FormulaError as error:
        sentence = _("The formula “%(formula)s” can't be read. %(why)s")
        raise Unreadable(sentence, node.line, formula=text[:60], why=error.sentence) from None
    if unknown:
        sentence = _("The formula has {%(name)s}, but the file has no values for it.")
        raise Unreadable(sentence, node.line, name=unknown[0])
    return formula


def _read_decimals(source: Source, nodes: Sequence[Node]) -> int | None:
    """To how many decimals the right answer is rounded: Moodle asks that of each answer."""
    found = {
        (node.value("correctanswerformat", _DECIMALS), node.value("correctanswerlength"))
        for node in nodes
        if node.words() != ANY
    }
    if not any(length for _kind, length in found):
        return None
    ((kind, length), *others) = found
    is_known = kind == _DECIMALS and re.fullmatch(r"[0-9]{1,2}", length)
    if others or not is_known or int(length) > _MOST_DECIMALS:
        source.warn(
            _("Moodle rounds the right answers in a way of its own; here they are not rounded.")
        )
        return None
    return int(length)


def _read_variable(source: Source, node: Node) -> Data:
    name = node.value("name")
    if not re.fullmatch(NAME, name):
        sentence = _(
            "A variable can't be called “%(name)s”: take letters, digits and _, at most 30, and "
            "begin with a letter."
        )
        raise Unreadable(sentence, node.line, name=name[:40])
    low, high = (read_decimal(node.value(tag)) for tag in ("minimum", "maximum"))
    decimals = read_decimal(node.value("decimals", "0"))
    values = [
        Decimal(read_figure(item.value("value"), item.line))
        for item in node.within("dataset_items", "dataset_item")
    ]
    if node.value("distribution", "uniform") != "uniform":
        source.warn(_("The values of {%(name)s} are drawn evenly here."), node.line, name=name)
    has_places = decimals is not None and 0 <= decimals <= _MOST_DECIMALS
    if decimals is not None and has_places and low is not None and high is not None and low <= high:
        places = int(decimals)
        if all(low <= one <= high and _count_decimals(one) <= places for one in values):
            return _make_range(name, write_decimal(low), write_decimal(high), places)
    different = list(dict.fromkeys(map(write_decimal, values)))
    if not different:
        sentence = _("The variable {%(name)s} has neither a range nor values.")
        raise Unreadable(sentence, node.line, name=name)
    if len(different) == 1:
        [only] = different
        return _make_range(name, only, only, _count_decimals(Decimal(only)))
    listed = "; ".join(different)
    if len(listed) > _MOST_LETTERS:
        sentence = _(
            "The variable {%(name)s} has too many values for a list. Give it a range, with a "
            "minimum, a maximum and decimals."
        )
        raise Unreadable(sentence, node.line, name=name)
    return {"name": name, "kind": "list", "values": listed}


def _make_range(name: str, low: str, high: str, decimals: int) -> Data:
    return {"name": name, "kind": "range", "low": low, "high": high, "decimals": decimals}


def _write_variable(holder: Node, variable: Mapping[str, Any], place: int) -> None:
    values = list_values(variable)
    low, high = read_decimal(variable["low"]), read_decimal(variable["high"])
    if variable["kind"] == "range" and low is not None and high is not None:
        decimals = variable["decimals"]
        # Each variable begins somewhere else, so that they do not rise together.
        shares = [_SPREAD * row * (place + 1) % 1 for row in range(1, _ROWS + 1)]
        rows = [values[int(share * len(values))] for share in shares if values]
    else:
        low, high = min(values, default=Decimal(0)), max(values, default=Decimal(0))
        decimals = max((_count_decimals(value) for value in values), default=0)
        count = max(_ROWS, len(values)) if values else 0
        rows = [values[row % len(values)] for row in range(count)]
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
        items.add("dataset_item").add_each(number=str(number), value=write_decimal(value))
    node.add("number_of_items", str(len(rows)))


def _count_decimals(value: Decimal) -> int:
    return len(write_decimal(value).partition(".")[2])
