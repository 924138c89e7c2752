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
from typing import Any

from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.moodlexml.media import make_safe_name
from courses.kinds.quiz.questions import Question, TextFormat
from courses.kinds.quiz.types.registry import types
from courses.kinds.quiz.types.schema import Field, Kind, Schema, are_texts, fill_in, fits_field

TAG = "pijar"
_TEXT, _NUMBER = Field("", Kind.TEXT, ""), Field("", Kind.NUMBER, 0.0)
#: What every question has and the element may say.
_OWN: Schema = {
    "id": _TEXT,
    "text": _TEXT,
    "name": _TEXT,
    "feedback": _TEXT,
    "weight": _NUMBER,
    "penalty": _NUMBER,
    "hints": Field("", Kind.TEXTS, []),
    "sound": Field(
        "", Kind.GROUP, {}, items={"seconds": Field("", Kind.WHOLE, 0), "captions": _TEXT}
    ),
    "read_again": _TEXT,
}
_AROUND = {"format", "beside", "level"}


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
    if not isinstance(stored, dict) or not stored.keys() <= {*_OWN, *_AROUND, "data"}:
        raise Damaged
    beside = stored.get("beside", [])
    # A name is no path.
    are_names = are_texts(beside) and all(make_safe_name(name) == name for name in beside)
    knows_format = stored.get("format", "plain") in [one.value for one in TextFormat]
    if not are_names or not knows_format or stored.get("level", 1) not in (1, 2, 3):
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
    return _compare(_describe(wanted), _describe(read), _schema_of(wanted))


def complete(read: Question, content: Mapping[str, Any]) -> Question:
    """The question with what the element says. Raises `Damaged` where that does not fit."""
    said = {name: value for name, value in content.items() if name not in _AROUND}
    merged = _merge(_describe(read), said, _schema_of(read))
    if "sound" in said:
        if not read.sound:
            raise Damaged
        known = {name: value for name, value in merged["sound"].items() if value}
        read = replace(read, sound={**read.sound, **known})
    if said.get("read_again"):
        read = replace(read, read_again={"page": merged["read_again"]})
    own = {name: merged[name] for name in ("id", "text", "name", "feedback", "data")}
    weight, penalty = float(merged["weight"]), float(merged["penalty"])
    return replace(read, **own, weight=weight, penalty=penalty, hints=tuple(merged["hints"]))


def _schema_of(question: Question) -> Schema:
    data = Field("", Kind.GROUP, {}, items=types[question.type].schema)
    return {**_OWN, "data": data}


def _describe(question: Question) -> dict[str, Any]:
    """A question as JSON. A page's primary key is no address to read again, and of a sound only
    its length and captions are not in the file itself."""
    page = (question.read_again or {}).get("page")
    address = page if isinstance(page, str) else ""
    return fill_in({**question.as_json(), "read_again": address}, _schema_of(question))


def _compare(wanted: Mapping[str, Any], read: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """What differs. A picture never does: it is a file that Moodle's elements name."""
    found: dict[str, Any] = {}
    for name, one in schema.items():
        mine, other = wanted[name], read[name]
        if mine == other or one.kind is Kind.PICTURE or (name == "id" and not mine):
            continue
        if one.kind is Kind.GROUP:
            found[name] = _compare(mine, other, one.items)
        elif one.kind is not Kind.ITEMS:
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
        if one.kind is Kind.GROUP:
            merged[name] = _merge(merged[name], value, one.items)
        elif one.kind is Kind.ITEMS:
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
