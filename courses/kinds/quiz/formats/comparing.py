"""Whether two entries ask the same: what a round trip through a file must keep.

Ids and lines may differ, and whatever says the same in another way: white space at the ends of a
text, a credit that is left to the question or written out, a number with further zeros, an empty
field or none.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from courses.kinds.quiz.formats.categories import split_path
from courses.kinds.quiz.formats.credits import share_credits
from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.text import tidy
from courses.kinds.quiz.types.registry import types
from courses.kinds.quiz.types.schema import fill_in

#: Moodle rounds a third of the mark to 33.33333, a person to 33.33.
_CREDIT_TOLERANCE = 0.01
_TOLERANCE = 1e-6
_DECIMALS = frozenset({"value", "tolerance", "low", "high", "factor"})


def find_difference(one: Entry, other: Entry) -> str | None:
    """Where the two differ first (`"data.answers.0.credit"`); None where they are the same."""
    return _differ(_essence(one), _essence(other), "")


def _essence(entry: Entry) -> dict[str, Any]:
    found = entry.question.as_json()
    found["data"] = _spell_out(found["type"], found["data"])
    if found["type"] == "description":
        del found["weight"]  # it has no mark
    return {
        **found,
        "category": split_path(tidy(entry.category)),
        "tags": list(dict.fromkeys(tidy(tag) for tag in entry.tags if tidy(tag))),
        "number": tidy(entry.number),
        "level": entry.level,
        "files": dict(entry.files),
    }


def _spell_out(question_type: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with all its fields, and each answer's credit as a number."""
    if question_type not in types:
        return dict(data)
    found = fill_in(data, types[question_type].schema)
    for gap in found.get("gaps", ()):
        if gap["kind"] == "numeric":
            for one in gap["answers"]:
                one["text"] = _normalise(one["text"], "value")
    answers = found.get("answers", ())
    if answers and "right" in answers[0]:
        shares = share_credits(answers, found.get("marking", ""))
        for answer, share in zip(answers, shares, strict=True):
            answer["credit"] = share
    for answer in answers:
        if _normalise(answer.get("tolerance"), "tolerance") == 0:
            answer.pop("tolerance_kind", None)  # no tolerance is none of either kind
    return found


def _differ(one: Any, other: Any, place: str) -> str | None:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys([*one, *other]):
            if key != "id" and (found := _differ(one.get(key), other.get(key), f"{place}.{key}")):
                return found
        return None
    if _is_list(one) and _is_list(other) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        found_all = (_differ(*pair, f"{place}.{at}") for at, pair in pairs)
        return next((found for found in found_all if found), None)
    return None if _is_alike(one, other, place.rpartition(".")[2]) else place.removeprefix(".")


def _is_alike(one: Any, other: Any, key: str) -> bool:
    if _is_number(one) and _is_number(other):
        return abs(one - other) < (_CREDIT_TOLERANCE if key == "credit" else _TOLERANCE)
    return bool(_normalise(one, key) == _normalise(other, key))


def _normalise(value: Any, key: str) -> Any:
    """Text tidied, decimals as numbers, and None for whatever is empty."""
    if value is None or value is False or (hasattr(value, "__len__") and not len(value)):
        return Decimal(0) if key == "tolerance" else None
    if not isinstance(value, str):
        return value
    try:
        return Decimal(value) if key in _DECIMALS else tidy(value) or None
    except InvalidOperation:
        return tidy(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)
