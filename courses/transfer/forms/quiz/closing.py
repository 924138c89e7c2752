"""A stored question as a file holds it: names of files and addresses of lessons instead of the
site's own primary keys, and ids only where reading would not derive the same."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import read_question
from courses.kinds.quiz.types.registry import types
from courses.kinds.quiz.types.schema import Field, Kind, Schema
from courses.transfer.forms.form import Writing
from courses.transfer.keys import part_id


def close_value(raw: Mapping[str, Any], slug: str, writing: Writing) -> dict[str, Any]:
    """The value with names for keys; its files are added to the folder. Raises `TransferError`."""
    return _close(raw, types[slug].all_fields, writing)


def flatten(closed: Any) -> Any:
    """A closed value as people would write it: items of lists with their id among their fields."""
    if isinstance(closed, list):
        return [_flatten_item(one) for one in closed]
    if isinstance(closed, Mapping):
        return {name: flatten(one) for name, one in closed.items()}
    return closed


def _flatten_item(item: Any) -> Any:
    if not (isinstance(item, Mapping) and {"type", "value"} <= item.keys()):
        return item
    value = flatten(item["value"])
    return {"id": item["id"], **value} if isinstance(value, Mapping) else value


def close_entry(
    closed: Mapping[str, Any], slug: str, *, own_id: str, name: str, derived: str
) -> Entry:
    """An entry of a closed value. `derived` is the id that a question of this name would have."""
    question = read_question(slug, closed, own_id, name)
    sound = closed.get("sound")
    if sound:
        said = {key: sound[key] for key in ("seconds", "captions") if sound[key]}
        question = replace(question, sound={"media": sound["file"], **said})
    data = dict(question.data)
    if _is_derived(data, own_id):
        data = _drop_ids(data)
        own_id = "" if own_id == derived else own_id
    question = replace(question, id=own_id, data=data)
    return Entry(question, beside=_files_of(question))


def _close(value: Mapping[str, Any], schema: Schema, writing: Writing) -> dict[str, Any]:
    return {name: _close_field(one, schema[name], writing) for name, one in value.items()}


def _close_field(value: Any, one: Field, writing: Writing) -> Any:
    if one.kind is Kind.GROUP and isinstance(value, Mapping):
        return _close(value, one.items, writing)
    if (one.items or one.of) and isinstance(value, list):
        return [{**item, "value": _close_item(item["value"], one, writing)} for item in value]
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if one.kind is Kind.PICTURE:
        # A picture that may be missing is None here, one that must be there is told.
        return writing.add_picture(value) if value or one.required else None
    if one.kind is Kind.SOUND:
        return _close_sound(value, writing) if value else None
    if one.kind is Kind.PAGE:
        return writing.page_address(value) if value else None
    return value


def _close_item(value: Any, one: Field, writing: Writing) -> Any:
    if one.of:
        return _close_field(value, one.of, writing)
    return _close(value, one.items, writing)


def _close_sound(pk: int, writing: Writing) -> dict[str, Any]:
    names = writing.add_recording(pk)
    return {"file": names.file, "seconds": names.seconds, "captions": names.captions}


def _files_of(question: Question) -> frozenset[str]:
    """The files of the folder that the question's texts show or play."""
    own = [(question.picture or {}).get("image"), (question.sound or {}).get("media")]
    answers = [
        one.get("picture")
        for value in question.data.values()
        if isinstance(value, list)
        for one in value
        if isinstance(one, Mapping)
    ]
    return frozenset(name for name in (*own, *answers) if name)


# --- Ids --------------------------------------------------------------------------------------


def _is_derived(data: Mapping[str, Any], owner: str) -> bool:
    """Whether reading would derive the ids of all parts."""
    return all(
        item.get("id") == part_id(owner, name, number) and _is_derived(item, item["id"])
        for name, value in data.items()
        if isinstance(value, list)
        for number, item in enumerate(value, start=1)
        if isinstance(item, Mapping)
    )


def _drop_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_drop_ids(one) for one in value]
    if isinstance(value, Mapping):
        return {name: "" if name == "id" else _drop_ids(one) for name, one in value.items()}
    return value
