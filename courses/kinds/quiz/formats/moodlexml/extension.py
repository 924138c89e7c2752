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
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.moodlexml.media import make_safe_name
from courses.kinds.quiz.questions import Question, TextFormat
from courses.kinds.quiz.types.registry import types
from courses.kinds.quiz.types.schema import (
    Kind,
    Schema,
    are_texts,
    fill_in,
    fits_field,
    is_number,
    is_text,
)

TAG = "pijar"
#: Of a question's own fields, those that are left out where they are empty.
_MAYBE = {"id", "sound", "read_again"}


class Damaged(Exception):
    """The element does not hold what it must."""


@dataclass(frozen=True, slots=True)
class Around:
    """What must be known before the question's elements are read: the format of its texts (None
    for what they say themselves), the files that are not in the XML, and its level."""

    format: str | None = None
    beside: frozenset[str] = frozenset()
    level: int | None = None


def load(text: str) -> dict[str, Any]:
    """The element's content. Raises `Damaged`."""
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError):
        raise Damaged from None
    if not isinstance(stored, dict):
        raise Damaged
    for name, value in stored.items():
        if name not in _CHECKS or not _CHECKS[name](value):
            raise Damaged
    return stored


def dump(content: Mapping[str, Any]) -> str:
    """The element's content as text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def look_around(content: Mapping[str, Any]) -> Around:
    """What of a loaded element belongs to the entry."""
    beside = frozenset(content.get("beside", ()))
    return Around(content.get("format"), beside, content.get("level"))


def describe_surroundings(entry: Entry) -> dict[str, Any]:
    """What `look_around` must find to know of the entry what its elements don't say."""
    found = {"beside": sorted(entry.beside), "level": entry.level}
    return {name: value for name, value in found.items() if value}


def find_difference(wanted: Question, read: Question) -> dict[str, Any]:
    """What `complete` must know to make `wanted` of `read`, apart from what `Around` holds."""
    schema, other = types[wanted.type].schema, _own_fields(read)
    found = {
        name: value
        for name, value in _own_fields(wanted).items()
        if value != other[name] and (value or name not in _MAYBE)
    }
    if data := _compare(fill_in(wanted.data, schema), fill_in(read.data, schema), schema):
        found["data"] = data
    return found


def complete(read: Question, content: Mapping[str, Any]) -> Question:
    """The question with what the element says. Raises `Damaged` where that does not fit."""
    own = _own_fields(read)
    changes = {name: value for name, value in content.items() if name in own}
    for name in changes.keys() & {"weight", "penalty"}:
        changes[name] = float(changes[name])
    if "hints" in changes:
        changes["hints"] = tuple(changes["hints"])
    if "read_again" in changes:
        changes["read_again"] = {"page": changes["read_again"]}
    if "sound" in changes:
        if not read.sound:
            raise Damaged
        changes["sound"] = {**read.sound, **changes["sound"]}
    if "data" in content:
        changes["data"] = _merge(read.data, content["data"], types[read.type].schema)
    return replace(read, **changes)


def _own_fields(question: Question) -> dict[str, Any]:
    """What every question has, as JSON. A page's primary key is no address to read again, and of
    a sound only its length and captions are not in the file itself."""
    sound, page = question.sound or {}, (question.read_again or {}).get("page")
    return {
        "id": question.id,
        "text": question.text,
        "name": question.name,
        "feedback": question.feedback,
        "weight": question.weight,
        "penalty": question.penalty,
        "hints": list(question.hints),
        "sound": {name: sound[name] for name in ("seconds", "captions") if sound.get(name)},
        "read_again": page if isinstance(page, str) else "",
    }


def _compare(wanted: Mapping[str, Any], read: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """What differs. A picture never does: it is a file that Moodle's elements name."""
    found: dict[str, Any] = {}
    for name, one in schema.items():
        mine, other = wanted[name], read[name]
        if mine == other or one.kind is Kind.PICTURE or (name == "id" and not mine):
            continue
        if one.kind is not Kind.ITEMS:
            found[name] = mine
        elif len(mine) != len(other):
            found[name] = [_spell_out(item, one.items) for item in mine]
        else:
            pairs = enumerate(zip(mine, other, strict=True))
            items = {str(at): _compare(*pair, one.items) for at, pair in pairs}
            found[name] = {at: changes for at, changes in items.items() if changes}
    return {name: value for name, value in found.items() if value != {}}


def _spell_out(item: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """A whole item, and those of the lists in it."""
    found = {}
    for name, one in schema.items():
        if one.kind is Kind.ITEMS:
            found[name] = [_spell_out(inner, one.items) for inner in item[name]]
        elif one.kind is not Kind.PICTURE and (item[name] or name != "id"):
            found[name] = item[name]
    return found


def _merge(read: Mapping[str, Any], changes: Any, schema: Schema) -> dict[str, Any]:
    if not isinstance(changes, dict):
        raise Damaged
    merged = dict(read)
    for name, value in changes.items():
        one = schema.get(name)
        if one is None or one.kind is Kind.PICTURE:
            raise Damaged
        if one.kind is Kind.ITEMS:
            merged[name] = _merge_items(merged[name], value, one.items)
        elif fits_field(value, one):
            merged[name] = value
        else:
            raise Damaged
    return merged


def _merge_items(read: list[Any], changes: Any, schema: Schema) -> list[dict[str, Any]]:
    if isinstance(changes, list):
        empty = fill_in({}, schema)
        return [_merge(empty, one, schema) for one in changes]
    if not isinstance(changes, dict):
        raise Damaged
    merged = list(read)
    for place, change in changes.items():
        if not re.fullmatch("[0-9]{1,5}", place) or int(place) >= len(merged):
            raise Damaged
        merged[int(place)] = _merge(merged[int(place)], change, schema)
    return merged


def _is_length(value: Any) -> bool:
    if not isinstance(value, dict) or not value.keys() <= {"seconds", "captions"}:
        return False
    seconds = value.get("seconds", 0)
    is_whole = isinstance(seconds, int) and is_number(seconds)
    return is_whole and 0 <= seconds < 10**6 and is_text(value.get("captions", ""))


def _are_names(value: Any) -> bool:
    """Whether these are names of files: a name is no path."""
    return are_texts(value) and all(make_safe_name(name) == name for name in value)


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "id": is_text,
    "text": is_text,
    "name": is_text,
    "feedback": is_text,
    "read_again": is_text,
    "weight": is_number,
    "penalty": is_number,
    "hints": are_texts,
    "sound": _is_length,
    "format": lambda value: value in [one.value for one in TextFormat],
    "beside": _are_names,
    "level": lambda value: value in (1, 2, 3),
    "data": lambda value: isinstance(value, dict),
}
