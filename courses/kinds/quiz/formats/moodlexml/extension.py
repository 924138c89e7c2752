"""`<pijar>`: what a question has that Moodle's elements have no place for.

It holds JSON of nothing but the difference between the question that was written and the one that
Moodle's elements alone would be read as: `{"weight": 2.0, "data": {"answers": {"0": {...}}}}`.
Items of a list are named by their place where both lists are equally long; else the list is there
whole. Moodle passes over the element, and where it is missing the question is what Moodle says.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn

from courses.kinds.quiz.formats.moodlexml.shapes import (
    SHAPES,
    Items,
    Shape,
    Value,
    are_texts,
    fill_in,
    is_number,
    is_text,
)
from courses.kinds.quiz.questions import Question, TextFormat

TAG = "pijar"
_TEXTS = ("text", "name", "feedback")
_NUMBERS = ("weight", "penalty")
_FIELDS = {*_TEXTS, *_NUMBERS, "hints", "format", "data"}


class Damaged(Exception):
    """The element does not hold what it must."""


def find_difference(wanted: Question, read: Question) -> dict[str, Any]:
    """What `complete` must know to make `wanted` of `read`, apart from the format."""
    found: dict[str, Any] = {
        name: getattr(wanted, name)
        for name in (*_TEXTS, *_NUMBERS)
        if getattr(wanted, name) != getattr(read, name)
    }
    if tuple(wanted.hints) != tuple(read.hints):
        found["hints"] = list(wanted.hints)
    shape = SHAPES[wanted.type]
    if data := _compare(fill_in(wanted.data, shape), fill_in(read.data, shape), shape):
        found["data"] = data
    return found


def load(text: str) -> dict[str, Any]:
    """The element's content. Raises `Damaged`."""
    try:
        stored = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Damaged from None
    if not isinstance(stored, dict) or not stored.keys() <= _FIELDS:
        raise Damaged
    if "format" in stored and stored["format"] not in {one.value for one in TextFormat}:
        raise Damaged
    return stored


def dump(content: Mapping[str, Any]) -> str:
    """The element's content as text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def complete(read: Question, content: Mapping[str, Any]) -> Question:
    """The question with what the element says. Raises `Damaged` where that does not fit."""
    changes: dict[str, Any] = {}
    for name in content.keys() - {"format", "data"}:
        value = content[name]
        if name in _TEXTS and is_text(value):
            changes[name] = value
        elif name in _NUMBERS and is_number(value):
            changes[name] = float(value)
        elif name == "hints" and are_texts(value):
            changes[name] = tuple(value)
        else:
            raise Damaged
    if "data" in content:
        changes["data"] = _merge(read.data, content["data"], SHAPES[read.type])
    return replace(read, **changes)


def _compare(wanted: Mapping[str, Any], read: Mapping[str, Any], shape: Shape) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in shape.items():
        mine, other = wanted[name], read[name]
        if isinstance(field, Value):
            if mine != other and field.fits(mine):
                found[name] = mine
        elif len(mine) == len(other):
            items = {
                str(place): difference
                for place, (one, two) in enumerate(zip(mine, other, strict=True))
                if (difference := _compare(one, two, field.shape))
            }
            if items:
                found[name] = items
        else:
            found[name] = [_without_ids(one) for one in mine]
    return found


def _merge(read: Mapping[str, Any], changes: Any, shape: Shape) -> dict[str, Any]:
    if not isinstance(changes, dict) or not changes.keys() <= shape.keys():
        raise Damaged
    merged = dict(read)
    for name, value in changes.items():
        field = shape[name]
        if isinstance(field, Items):
            merged[name] = _merge_items(read.get(name) or [], value, field.shape)
        elif field.fits(value):
            merged[name] = value
        else:
            raise Damaged
    return merged


def _merge_items(read: list[Any], changes: Any, shape: Shape) -> list[dict[str, Any]]:
    if isinstance(changes, list):
        return [{"id": "", **fill_in(_merge({}, one, shape), shape)} for one in changes]
    if not isinstance(changes, dict):
        raise Damaged
    merged = list(read)
    for place, change in changes.items():
        if not re.fullmatch("[0-9]{1,5}", place) or int(place) >= len(merged):
            raise Damaged
        merged[int(place)] = _merge(merged[int(place)], change, shape)
    return merged


def _without_ids(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of a list, and of the lists in it, as `_merge` takes it whole."""
    plain: dict[str, Any] = {}
    for name, value in item.items():
        if name in ("id", "picture"):
            continue
        is_items = isinstance(value, list) and all(isinstance(one, dict) for one in value)
        plain[name] = [_without_ids(one) for one in value] if is_items else value
    return plain


def _refuse(_constant: str) -> NoReturn:
    raise Damaged
