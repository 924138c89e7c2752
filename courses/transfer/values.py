"""An activity's value as files tell it, with what only a site can fill in left open.

A value is what Wagtail stores for the block (dicts, lists, texts, numbers), except that a picture
is a `PictureFile`, a recording a `RecordingFile` and rich text a `RichText` until `fill_in`
replaces them. Items of lists and streams are `{"type", "value"}`, with an "id" where the files
write one; `settle_ids` gives the others theirs.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from courses.transfer.folder import AnyFile, FolderFile
from courses.transfer.keys import part_id
from courses.transfer.problems import Place
from courses.transfer.richtext.html import Html, mean_the_same, write_html
from courses.transfer.richtext.model import Block


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture in the folder; `digest` is Wagtail's hash of it. Two are the same if it is."""

    file: AnyFile = field(compare=False)
    digest: str


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """Sound or video in the folder. Two are the same if bytes and captions are; `seconds` is 0
    where nobody says the length, and an item with the same bytes will do then."""

    file: AnyFile = field(compare=False)
    digest: str
    seconds: int = field(compare=False)
    media_type: str
    captions: FolderFile | None = field(default=None, compare=False)
    captions_digest: str = ""


@dataclass(frozen=True, slots=True)
class PageAddress:
    """A page by its address, as links name it: `lesson:slug` or `page:/path/`."""

    address: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Something of the site, apart from pages, that a form names and finds itself; `place` is where
    it is named."""

    what: str
    name: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class RichText:
    blocks: tuple[Block, ...]


@dataclass(slots=True)
class Targets:
    """What the open places of values become: ids of stored images, recordings and pages, and of
    what forms refer to. A reference that is not there becomes None."""

    pictures: dict[str, int] = field(default_factory=dict)
    recordings: dict[RecordingFile, int] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    references: dict[Reference, int] = field(default_factory=dict)


def fill_in(value: Any, targets: Targets) -> Any:
    """The value with every open place filled in; rich text becomes `Html`."""
    if isinstance(value, PictureFile):
        return targets.pictures[value.digest]
    if isinstance(value, RecordingFile):
        return targets.recordings[value]
    if isinstance(value, PageAddress):
        return targets.pages.get(value.address)
    if isinstance(value, Reference):
        return targets.references.get(value)
    if isinstance(value, RichText):
        return write_html(value.blocks, lambda address: targets.pages.get(address, 0))
    if isinstance(value, Mapping):
        return {name: fill_in(one, targets) for name, one in value.items()}
    if isinstance(value, list):
        return [fill_in(one, targets) for one in value]
    return value


def files_in(value: Any) -> Iterator[PictureFile | RecordingFile]:
    """Every picture and recording of a value."""
    if isinstance(value, PictureFile | RecordingFile):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from files_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from files_in(one)


def references_in(
    value: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Reference]]:
    """Every reference of a value, with the path to it as errors of blocks name it."""
    if isinstance(value, Reference):
        yield path, value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from references_in(one, (*path, name))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            is_item = isinstance(one, Mapping) and {"type", "value"} <= one.keys()
            yield from references_in(one["value"] if is_item else one, (*path, at))


def settle_ids(new: Any, stored: Any, owner: str, field_name: str = "") -> Any:
    """The filled-in value with an id for each item that has none, and with stored texts kept where
    the new ones mean the same: HTML, and lines that end as a browser ends them.

    An item takes the id of the stored item that it equals, or else of the one that it seems to be
    an edit of: the same label, or the same place after the item before it. Whatever is left gets
    an id derived from `owner`, the id of the item or activity around it, and its position.
    """
    if isinstance(new, Html):
        return stored if isinstance(stored, str) and mean_the_same(new, stored) else str(new)
    if isinstance(new, str):
        return stored if isinstance(stored, str) and _has_same_lines(new, stored) else new
    if isinstance(new, Mapping):
        kept = stored if isinstance(stored, Mapping) else {}
        return {name: settle_ids(one, kept.get(name), owner, name) for name, one in new.items()}
    if _are_items(new):
        return _settle_items(new, stored if _are_items(stored) else [], owner, field_name)
    return new


def strip_ids(value: Any) -> Any:
    """A stored value without the ids of its items, as if from a file that writes none."""
    if _are_items(value):
        return [{"type": one["type"], "value": strip_ids(one["value"])} for one in value]
    if isinstance(value, Mapping):
        return {name: strip_ids(one) for name, one in value.items()}
    return value


def item_ids(value: Any) -> list[str]:
    """The ids of all items of a stored value, each followed by those within it."""
    if _are_items(value):
        return [
            one_id
            for item in value
            for one_id in [str(item.get("id", "")), *item_ids(item["value"])]
        ]
    if isinstance(value, Mapping):
        return [one_id for one in value.values() for one_id in item_ids(one)]
    return []


def give_ids(value: Any, ids: Iterator[str]) -> Any:
    """The value with ids from `ids` in the order of `item_ids`. Raises `StopIteration` if short."""
    if _are_items(value):
        return [
            {"type": one["type"], "id": next(ids), "value": give_ids(one["value"], ids)}
            for one in value
        ]
    if isinstance(value, Mapping):
        return {name: give_ids(one, ids) for name, one in value.items()}
    return value


def _has_same_lines(new: str, stored: str) -> bool:
    return new == stored.replace("\r\n", "\n")


def _are_items(value: Any) -> bool:
    """Whether this is a list or stream as Wagtail stores them."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, Mapping) and {"type", "value"} <= one.keys() for one in value)
    )


def _settle_items(
    items: Sequence[Mapping[str, Any]],
    stored: Sequence[Mapping[str, Any]],
    owner: str,
    field_name: str,
) -> list[dict[str, Any]]:
    twins = _match(items, stored)
    taken = {str(item["id"]) for item in items if item.get("id")}
    taken |= {str(stored[at].get("id")) for at in twins.values()}
    settled = []
    number = len(items)
    for position, item in enumerate(items):
        twin = stored[twins[position]] if position in twins else {}
        own = str(item.get("id") or twin.get("id") or part_id(owner, field_name, position + 1))
        while not item.get("id") and not twin.get("id") and own in taken:
            number += 1
            own = part_id(owner, field_name, number)
        taken.add(own)
        value = settle_ids(item["value"], twin.get("value"), own, str(item["type"]))
        settled.append({"type": item["type"], "value": value, "id": own})
    return settled


def _match(
    items: Sequence[Mapping[str, Any]], stored: Sequence[Mapping[str, Any]]
) -> dict[int, int]:
    """Which stored item each new one is, by their positions; the surest matches first."""
    twins: dict[int, int] = {}

    def pair(position: int, candidates: Sequence[int]) -> None:
        free = [at for at in candidates if at not in twins.values()]
        if position not in twins and free:
            twins[position] = free[0]

    for position, item in enumerate(items):
        if item.get("id"):
            same = [at for at, one in enumerate(stored) if one.get("id") == item["id"]]
            pair(position, same)
    loose = [at for at, item in enumerate(items) if not item.get("id")]
    written = {item.get("id") for item in items if item.get("id")}
    open_to = [at for at, one in enumerate(stored) if one.get("id") not in written]
    for position in loose:
        pair(position, [at for at in open_to if _equals(items[position], stored[at])])
    for position in loose:
        label = _label(items[position])
        pair(position, [at for at in open_to if label and _label(stored[at]) == label])
    for position in loose:
        after = twins.get(position - 1, -1) + 1 if position else 0
        if position and position - 1 not in twins:
            continue
        pair(
            position,
            [at for at in open_to if at == after and stored[at]["type"] == items[position]["type"]],
        )
    return twins


def _equals(item: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    if item["type"] != stored["type"]:
        return False
    settled = settle_ids(item["value"], stored["value"], str(uuid.UUID(int=0)))
    return bool(strip_ids(settled) == strip_ids(stored["value"]))


def _label(item: Mapping[str, Any]) -> tuple[str, str] | None:
    """What a person would know an item by: its title or text, if it is plain."""
    value = item["value"]
    if isinstance(value, Mapping):
        for name in ("title", "text"):
            if isinstance(value.get(name), str) and not isinstance(value[name], Html):
                return str(item["type"]), value[name]
    return None
