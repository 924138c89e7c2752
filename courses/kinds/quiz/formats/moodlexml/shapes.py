"""What the data of each built-in type consists of, with the value of what is left out.

The types' own blocks are the schema; these tables are its plain-value side, for data that comes
from a file and never saw a block. A test keeps the two the same.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Value:
    """One value: `fits` says whether something from a file may be it."""

    default: Any
    fits: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Items:
    """A list of dicts, each of this shape and with an "id"."""

    shape: "Shape"


Shape = Mapping[str, Value | Items]


#: What XML can't hold, and some databases neither.
_LOST = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LARGEST = 10**12


def is_number(value: Any) -> bool:
    """Whether it is a number that a question can have: finite, and no bool."""
    is_plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_plain and -_LARGEST <= value <= _LARGEST


def is_text(value: Any) -> bool:
    """Whether it is a text that XML can hold."""
    return isinstance(value, str) and not _LOST.search(value)


def are_texts(value: Any) -> bool:
    """Whether it is a list of such texts."""
    return isinstance(value, list) and all(map(is_text, value))


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and is_number(value)


def _text(default: str = "") -> Value:
    return Value(default, is_text)


def _one_of(*names: str) -> Value:
    return Value(names[0], lambda value: value in names and isinstance(value, str))


_TEXT = _text()
_TEXTS = Value([], are_texts)
_FLAG = Value(False, lambda value: isinstance(value, bool))
_CREDIT = Value(100.0, is_number)
_MAYBE_CREDIT = Value(None, lambda value: value is None or is_number(value))
_MAYBE_WHOLE = Value(None, lambda value: value is None or _is_whole(value))
_TOLERANCE_KIND = _one_of("absolute", "relative")
#: The name of a file beside the question: never taken from anywhere else.
_FILE = Value(None, lambda value: False)

_CHOICE = {"text": _TEXT, "right": _FLAG, "credit": _MAYBE_CREDIT, "feedback": _TEXT}
_UNITS = Items({"unit": _TEXT, "factor": _text("1")})
_RUBRIC = Items(
    {
        "criterion": _TEXT,
        "levels": Items({"text": _TEXT, "points": Value(0.0, is_number)}),
    }
)

SHAPES: Mapping[str, Shape] = {
    "single_choice": {"answers": Items(_CHOICE), "keep_order": _FLAG},
    "multiple_choice": {
        "answers": Items(_CHOICE),
        "marking": _one_of("partial", "penalty", "all_or_nothing"),
        "keep_order": _FLAG,
    },
    "true_false": {"right": _FLAG, "feedback_true": _TEXT, "feedback_false": _TEXT},
    "picture_choice": {
        "answers": Items(
            {"picture": _FILE, "alt": _TEXT, "text": _TEXT, "right": _FLAG, "feedback": _TEXT}
        ),
        "keep_order": _FLAG,
    },
    "short_answer": {
        "answers": Items({"text": _TEXT, "credit": _CREDIT, "feedback": _TEXT}),
        "case_matters": _FLAG,
        "accents_matter": _FLAG,
    },
    "numeric": {
        "answers": Items(
            {
                "value": _TEXT,
                "tolerance": _text("0"),
                "tolerance_kind": _TOLERANCE_KIND,
                "low": _TEXT,
                "high": _TEXT,
                "credit": _CREDIT,
                "feedback": _TEXT,
            }
        ),
        "units": _UNITS,
        "unit_needed": _FLAG,
    },
    "calculated": {
        "variables": Items(
            {
                "name": _TEXT,
                "kind": _one_of("range", "list"),
                "low": _TEXT,
                "high": _TEXT,
                "decimals": Value(0, _is_whole),
                "values": _TEXT,
            }
        ),
        "answers": Items(
            {
                "formula": _TEXT,
                "tolerance": _TEXT,
                "tolerance_kind": _TOLERANCE_KIND,
                "credit": _CREDIT,
                "feedback": _TEXT,
            }
        ),
        "decimals": _MAYBE_WHOLE,
        "units": _UNITS,
        "unit_needed": _FLAG,
    },
    "matching": {
        "pairs": Items({"prompt": _TEXT, "answer": _TEXT}),
        "distractors": _TEXTS,
        "keep_order": _FLAG,
    },
    "ordering": {
        "items": Items({"text": _TEXT}),
        "marking": _one_of("partial", "all_or_nothing"),
    },
    "gaps": {
        "gaps": Items(
            {
                "name": _TEXT,
                "kind": _one_of("choice", "short", "numeric"),
                "answers": Items(
                    {"text": _TEXT, "credit": _CREDIT, "tolerance": _text("0"), "feedback": _TEXT}
                ),
                "weight": Value(1.0, is_number),
                "case_matters": _FLAG,
            }
        )
    },
    "essay": {
        "min_words": _MAYBE_WHOLE,
        "max_words": _MAYBE_WHOLE,
        "lines": Value(8, _is_whole),
        "model_answer": _TEXT,
        "template": _TEXT,
        "rubric": _RUBRIC,
    },
    "file": {
        "accept": Value(["picture"], are_texts),
        "max_megabytes": Value(5, _is_whole),
        "model_answer": _TEXT,
        "rubric": _RUBRIC,
    },
    "description": {},
}


def fill_in(data: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    """The data with all fields of its shape: what is missing, or None where a value must be, is
    as left empty. Fields that the shape doesn't know are dropped."""
    filled: dict[str, Any] = {}
    for name, field in shape.items():
        value = data.get(name)
        if isinstance(field, Items):
            filled[name] = [
                {"id": one.get("id") or "", **fill_in(one, field.shape)} for one in value or []
            ]
        else:
            filled[name] = field.default if value is None else value
    return filled


def fits(data: Mapping[str, Any], shape: Shape) -> bool:
    """Whether data with all its fields has nothing in them that can't be there."""
    return all(_fits(data[name], field) for name, field in shape.items())


def _fits(value: Any, field: Value | Items) -> bool:
    if isinstance(field, Items):
        return all(fits(one, field.shape) for one in value)
    return isinstance(value, str | None) if field is _FILE else field.fits(value)
