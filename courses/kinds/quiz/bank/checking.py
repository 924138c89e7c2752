"""A question of a file against the rules of the editor, and made into what the bank stores."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import (
    Block,
    ListBlock,
    ListBlockValidationError,
    StreamBlockValidationError,
    StructBlock,
    StructBlockValidationError,
)

from courses.kinds.quiz.bank.attachments import Attachments, Unfit, sound_without_length
from courses.kinds.quiz.bank.models import BankQuestion
from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.types.blocks import write_question
from courses.kinds.quiz.types.registry import types


def store_value(
    entry: Entry, attachments: Attachments, *, before: Mapping[str, Any] | None = None
) -> tuple[Any, dict[str, Any], list[str]]:
    """An entry's question as its block's value and as that is stored, and sentences to warn of.
    Raises `Unfit`.

    `before` is the value that the question of the bank has now. Where the file names no ids, the
    answers keep theirs, and so does what to read again where the file names no page. A number in
    place of a file's name is the primary key of what a caller has stored itself.
    """
    question = entry.question
    if question.type not in types:
        raise Unfit(
            _("There is no question type “%(type)s” on this site.") % {"type": question.type}
        )
    block = block_of(question.type)
    raw = write_question(question, block)
    warnings = list(_attach(entry, raw, attachments))
    if not isinstance(raw.get("read_again"), int):
        raw["read_again"] = before.get("read_again") if before else None
    given = set(_ids(question.data))
    try:
        value = block.clean(block.to_python(raw))
    except ValidationError as error:
        raise Unfit(" ".join(_sentences(error, block))) from None
    stored: dict[str, Any] = block.get_prep_value(value)
    if before is not None:
        _keep_ids(stored, before, given)
        value = block.to_python(stored)
    return value, stored, warnings


def block_of(slug: str) -> StructBlock:
    """The block of an installed type, as the bank's field has it."""
    block: StructBlock = BankQuestion._meta.get_field("content").stream_block.child_blocks[slug]
    return block


# --- Files ------------------------------------------------------------------------------------


def _attach(entry: Entry, raw: dict[str, Any], attachments: Attachments) -> Iterator[str]:
    """Puts primary keys where the entry has names of files; yields what to warn of."""
    if raw.get("picture"):
        raw["picture"] = _picture(entry, raw["picture"], attachments)
    name = raw.get("sound")
    if name and not isinstance(name, int):
        raw["sound"], new = attachments.store_sound(name, _bytes(entry, name))
        if new:
            yield sound_without_length(name)
    for value in raw.values():
        for item in value if isinstance(value, list) else ():
            inner = item.get("value") if isinstance(item, Mapping) else None
            if isinstance(inner, dict) and inner.get("picture"):
                inner["picture"] = _picture(entry, inner["picture"], attachments)


def _picture(entry: Entry, name: Any, attachments: Attachments) -> int:
    if isinstance(name, int):
        return name
    return attachments.store_picture(str(name), _bytes(entry, name))


def _bytes(entry: Entry, name: Any) -> bytes:
    try:
        return entry.files[name]
    except KeyError:
        sentence = _("The file “%(name)s” is not there.") % {"name": name}
        raise Unfit(sentence) from None


# --- Ids --------------------------------------------------------------------------------------


def _ids(value: Any) -> Iterator[str]:
    """The ids that a file gives to items of lists."""
    if isinstance(value, Mapping):
        if value.get("id"):
            yield value["id"]
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _ids(one)


def _keep_ids(new: Any, before: Any, given: set[str]) -> None:
    """Items of lists that the file gave no id take the one that they had: that of an equal item,
    else that of the item in the same place."""
    if isinstance(new, dict) and isinstance(before, Mapping):
        for name, value in new.items():
            _keep_ids(value, before.get(name), given)
    elif isinstance(new, list) and isinstance(before, list):
        for item, old in _pair(new, before, given):
            if item.get("id") not in given:
                item["id"] = old.get("id") or item["id"]
            _keep_ids(item.get("value"), old.get("value"), given)


def _pair(
    new: list[Any], before: list[Any], given: set[str]
) -> Iterator[tuple[dict[str, Any], Mapping[str, Any]]]:
    """Each new item with the old one that it continues."""
    left = [old for old in before if isinstance(old, Mapping)]
    rest: list[tuple[int, dict[str, Any]]] = []
    for place, item in enumerate(one for one in new if isinstance(one, dict)):
        by_id = item.get("id") in given
        found = next(
            (
                old
                for old in left
                if (by_id and old.get("id") == item["id"])
                or (not by_id and _content(old) == _content(item))
            ),
            None,
        )
        if found is not None:
            left.remove(found)
            yield item, found
        elif not by_id:
            rest.append((place, item))
    for place, item in rest:
        if place < len(before) and before[place] in left:
            left.remove(before[place])
            yield item, before[place]


def _content(value: Any) -> Any:
    """A value without any ids."""
    if isinstance(value, Mapping):
        is_item = "type" in value and "value" in value
        return {
            name: _content(one) for name, one in value.items() if not (is_item and name == "id")
        }
    return [_content(one) for one in value] if isinstance(value, list) else value


# --- Sentences --------------------------------------------------------------------------------


def _sentences(error: ValidationError, block: Block | None) -> Iterator[str]:
    """What a block's rules say, each sentence behind the label of its field."""
    if isinstance(error, StructBlockValidationError):
        for name, one in error.block_errors.items():
            child = block.child_blocks.get(name) if isinstance(block, StructBlock) else None
            yield from _labelled(str(child.label) if child else name, one, child)
        yield from _plain(error.non_block_errors)
    elif isinstance(error, ListBlockValidationError):
        child = block.child_block if isinstance(block, ListBlock) else None
        for place, one in _numbered(error.block_errors):
            yield from _labelled(f"{child.label if child else ''} {place + 1}".strip(), one, child)
        yield from _plain(error.non_block_errors)
    elif isinstance(error, StreamBlockValidationError):
        for one in error.block_errors.values():
            yield from _sentences(one, None)
        yield from _plain(error.non_block_errors)
    else:
        yield from error.messages


def _labelled(label: str, error: ValidationError, block: Block | None) -> Iterator[str]:
    for sentence in _sentences(error, block):
        yield f"{label}: {sentence}"


def _numbered(errors: Any) -> Iterable[tuple[int, ValidationError]]:
    pairs = errors.items() if isinstance(errors, Mapping) else enumerate(errors)
    return [(place, one) for place, one in pairs if one]


def _plain(errors: Any) -> Iterator[str]:
    for one in errors.as_data():
        yield from one.messages
