"""A stored question as a file holds it: names of files and addresses of lessons instead of the
site's own primary keys, and ids only where reading would not derive the same."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wagtail.blocks import Block, ListBlock, PageChooserBlock, StructBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.kinds.quiz.bank.checking import block_of
from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import read_question
from courses.transfer.forms.form import Writing
from courses.transfer.keys import part_id
from media.models import MediaItem


def close_value(raw: Mapping[str, Any], slug: str, writing: Writing) -> dict[str, Any]:
    """The value with names for keys; its files are added to the folder. Raises `TransferError`."""
    closed: dict[str, Any] = _close(raw, block_of(slug), writing)
    return closed


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


def _close(value: Any, block: Block, writing: Writing) -> Any:
    if isinstance(block, StructBlock) and isinstance(value, Mapping):
        return {name: _close(one, block.child_blocks[name], writing) for name, one in value.items()}
    if isinstance(block, ListBlock) and isinstance(value, list):
        return [{**one, "value": _close(one["value"], block.child_block, writing)} for one in value]
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(block, ImageChooserBlock):
        # A picture that may be missing is None here, one that must be there is told.
        return writing.add_picture(value) if value or block.required else None
    if isinstance(block, SnippetChooserBlock) and block.target_model is MediaItem:
        return _close_sound(value, writing) if value else None
    if isinstance(block, PageChooserBlock):
        return writing.page_address(value) if value else None
    return value


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
