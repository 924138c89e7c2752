"""`<pijar>`: what a question has that Moodle's elements have no place for.

It holds JSON of nothing but the difference between the question that was written and the one that
Moodle's elements alone would be read as: `{"weight": 2.0, "data": {"answers": {"0": {...}}}}`.
Items of a list are named by their place where both lists are equally long; else the list is there
whole. Ids of the question and of its items are there as well, and what only a course's folder
says: which files lie `beside`, how long a sound is, which lesson to read again. Moodle passes over
the element, and where it is missing the question is what Moodle says.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.moodlexml.media import make_safe_name
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
#: What belongs to the entry: the question's own elements are read with it in hand.
_AROUND = {"format", "beside", "level"}
_FIELDS = {*_TEXTS, *_NUMBERS, *_AROUND, "id", "hints", "sound", "read_again", "data"}


class Damaged(Exception):
    """The element does not hold what it must."""


@dataclass(frozen=True, slots=True)
class Around:
    """What must be known before the question's elements are read: the format of its texts (None
    for what they say themselves), the files that are not in the XML, and its level."""

    format: str | None = None
    beside: frozenset[str] = frozenset()
    level: int | None = None


def find_difference(wanted: Question, read: Question) -> dict[str, Any]:
    """What `complete` must know to make `wanted` of `read`, apart from what `Around` holds."""
    found: dict[str, Any] = {
        name: getattr(wanted, name)
        for name in (*_TEXTS, *_NUMBERS)
        if getattr(wanted, name) != getattr(read, name)
    }
    if tuple(wanted.hints) != tuple(read.hints):
        found["hints"] = list(wanted.hints)
    if wanted.id and wanted.id != read.id:
        found["id"] = wanted.id
    if length := _compare_sounds(wanted.sound or {}, read.sound or {}):
        found["sound"] = length
    if (address := _address(wanted)) and address != _address(read):
        found["read_again"] = address
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
    beside = stored.get("beside", [])
    if not are_texts(beside) or any(make_safe_name(name) != name for name in beside):
        raise Damaged  # a name is no path
    if stored.get("level", 1) not in (1, 2, 3):
        raise Damaged
    return stored


def look_around(content: Mapping[str, Any]) -> Around:
    """What of a loaded element belongs to the entry."""
    beside = frozenset(content.get("beside", ()))
    return Around(content.get("format"), beside, content.get("level"))


def describe_surroundings(entry: Entry) -> dict[str, Any]:
    """What `look_around` must find to know of the entry what its elements don't say."""
    found: dict[str, Any] = {}
    if entry.beside:
        found["beside"] = sorted(entry.beside)
    if entry.level is not None:
        found["level"] = entry.level
    return found


def dump(content: Mapping[str, Any]) -> str:
    """The element's content as text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def complete(read: Question, content: Mapping[str, Any]) -> Question:
    """The question with what the element says. Raises `Damaged` where that does not fit."""
    changes: dict[str, Any] = {}
    for name in content.keys() - {*_AROUND, "data"}:
        value = content[name]
        if name in (*_TEXTS, "id") and is_text(value):
            changes[name] = value
        elif name in _NUMBERS and is_number(value):
            changes[name] = float(value)
        elif name == "hints" and are_texts(value):
            changes[name] = tuple(value)
        elif name == "read_again" and is_text(value):
            changes[name] = {"page": value}
        elif name == "sound" and read.sound and _is_length(value):
            changes[name] = {**read.sound, **value}
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
                if (difference := _compare_items(one, two, field.shape))
            }
            if items:
                found[name] = items
        else:
            found[name] = [_spell_out(one) for one in mine]
    return found


def _compare_items(
    wanted: Mapping[str, Any], read: Mapping[str, Any], shape: Shape
) -> dict[str, Any]:
    own = {"id": wanted["id"]} if wanted["id"] and wanted["id"] != read["id"] else {}
    return {**own, **_compare(wanted, read, shape)}


def _compare_sounds(wanted: Mapping[str, Any], read: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: wanted[name]
        for name in ("seconds", "captions")
        if wanted.get(name) and wanted[name] != read.get(name)
    }


def _is_length(value: Any) -> bool:
    if not isinstance(value, dict) or not value.keys() <= {"seconds", "captions"}:
        return False
    seconds = value.get("seconds", 0)
    is_whole = isinstance(seconds, int) and not isinstance(seconds, bool)
    return is_whole and 0 <= seconds < 10**6 and is_text(value.get("captions", ""))


def _address(question: Question) -> str:
    """The address of the lesson to read again; a page's primary key is none."""
    page = (question.read_again or {}).get("page")
    return page if isinstance(page, str) else ""


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
        return [{**fill_in(item := _merge_item({}, one, shape), shape), "id": item["id"]}
                for one in changes]  # fmt: skip
    if not isinstance(changes, dict):
        raise Damaged
    merged = list(read)
    for place, change in changes.items():
        if not re.fullmatch("[0-9]{1,5}", place) or int(place) >= len(merged):
            raise Damaged
        merged[int(place)] = _merge_item(merged[int(place)], change, shape)
    return merged


def _merge_item(read: Mapping[str, Any], changes: Any, shape: Shape) -> dict[str, Any]:
    if not isinstance(changes, dict):
        raise Damaged
    own = changes.get("id", read.get("id") or "")
    if not is_text(own):
        raise Damaged
    others = {name: value for name, value in changes.items() if name != "id"}
    return {**_merge(read, others, shape), "id": own}


def _spell_out(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of a list, and of the lists in it, as `_merge_item` takes it whole."""
    plain: dict[str, Any] = {}
    for name, value in item.items():
        if name == "picture" or (name == "id" and not value):
            continue
        is_items = isinstance(value, list) and all(isinstance(one, dict) for one in value)
        plain[name] = [_spell_out(one) for one in value] if is_items else value
    return plain


def _refuse(_constant: str) -> NoReturn:
    raise Damaged
