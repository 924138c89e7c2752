"""What the data of a type consists of: its block, as plain values that never saw an editor.

Formats and course folders read it to know a question's fields, what is left out of them, which
hold texts, which lists have items with ids, and where the site's own keys stand.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.activities.contract import Text
from courses.kinds.quiz.types.blocks import QuestionBlock
from courses.kinds.quiz.types.number_fields import CodeBlock


class Kind(Enum):
    """What a field holds."""

    TEXT = auto()
    NUMBER = auto()
    WHOLE = auto()
    FLAG = auto()
    CHOICE = auto()
    #: A list of choices.
    CHOICES = auto()
    #: A list of texts, and one of other values.
    TEXTS = auto()
    LIST = auto()
    #: A list of dicts, each with an "id", and a single dict.
    ITEMS = auto()
    GROUP = auto()
    PICTURE = auto()
    SOUND = auto()
    PAGE = auto()
    #: Of another app's block; any value.
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `default` is the value of one that is left out; `choices` are the values that can
    be chosen, with their labels; `items` are the fields of each item."""

    label: Text
    kind: Kind
    default: Any = None
    required: bool = True
    choices: Mapping[str, Text] = field(default_factory=dict)
    items: "Schema" = field(default_factory=dict)
    of: "Field | None" = None


Schema = Mapping[str, Field]

_KINDS: tuple[tuple[type[blocks.Block], Kind], ...] = (
    (blocks.BooleanBlock, Kind.FLAG),
    (blocks.MultipleChoiceBlock, Kind.CHOICES),
    (blocks.ChoiceBlock, Kind.CHOICE),
    (blocks.IntegerBlock, Kind.WHOLE),
    (blocks.FloatBlock, Kind.NUMBER),
    (ImageChooserBlock, Kind.PICTURE),
    (SnippetChooserBlock, Kind.SOUND),
    (blocks.PageChooserBlock, Kind.PAGE),
    (blocks.CharBlock, Kind.TEXT),
    (blocks.TextBlock, Kind.TEXT),
    (CodeBlock, Kind.TEXT),
)
_ID = Field("id", Kind.TEXT, "")
_EMPTY = {Kind.TEXT: "", Kind.FLAG: False, Kind.NUMBER: 0.0, Kind.WHOLE: 0}
#: What XML can't hold, and some databases neither.
_LOST = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LARGEST = 10**12


def schema_of(block: type[blocks.StructBlock]) -> Schema:
    """The fields of a type's block, apart from those that every question has."""
    every = QuestionBlock.base_blocks
    return {name: one for name, one in question_schema(block).items() if name not in every}


def question_schema(block: type[blocks.StructBlock] = QuestionBlock) -> Schema:
    """All fields of a question: of those of every type, or of those of a block."""
    return {name: _field(one) for name, one in block().child_blocks.items()}


def _field(block: blocks.Block) -> Field:
    if isinstance(block, blocks.ListBlock):
        of = _field(block.child_block)
        if of.kind is Kind.GROUP:
            return Field(block.label, Kind.ITEMS, [], items={"id": _ID, **of.items})
        kind = Kind.TEXTS if of.kind is Kind.TEXT else Kind.LIST
        return Field(block.label, kind, [], of=of)
    if isinstance(block, blocks.StructBlock):
        items = {name: _field(one) for name, one in block.child_blocks.items()}
        return Field(block.label, Kind.GROUP, {}, items=items)
    kind = next((kind for one, kind in _KINDS if isinstance(block, one)), Kind.OTHER)
    if kind is Kind.SOUND and block.target_model._meta.label != "media.MediaItem":
        kind = Kind.OTHER
    choices = {}
    if kind in (Kind.CHOICE, Kind.CHOICES):
        choices = {value: label for value, label in block.field.choices if value}
    default = block.get_default()
    if kind is Kind.NUMBER and default is not None:
        default = float(default)
    if default is None and (block.required or kind in (Kind.TEXT, Kind.FLAG)):
        default = _EMPTY.get(kind)
    return Field(block.label, kind, default, block.required, choices)


def fill_in(data: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """The data with all fields of its schema: what is missing, or None where a value must be, is
    as left empty. Fields that the schema doesn't know are dropped."""
    filled: dict[str, Any] = {}
    for name, one in schema.items():
        value = data.get(name)
        if one.kind is Kind.ITEMS:
            filled[name] = [fill_in(item, one.items) for item in value or []]
        elif one.kind is Kind.GROUP:
            filled[name] = fill_in(value or {}, one.items)
        else:
            filled[name] = one.default if value is None else value
    return filled


def fits(data: Mapping[str, Any], schema: Schema) -> bool:
    """Whether data with all its fields has nothing in them that can't be there."""
    return all(fits_field(data[name], one) for name, one in schema.items())


def fits_field(value: Any, one: Field) -> bool:
    """Whether a value, from anywhere, may stand in a field."""
    match one.kind:
        case Kind.TEXT:
            return is_text(value)
        case Kind.NUMBER:
            return is_number(value) or (value is None and not one.required)
        case Kind.WHOLE:
            is_whole = isinstance(value, int) and is_number(value)
            return is_whole or (value is None and not one.required)
        case Kind.FLAG:
            return isinstance(value, bool)
        case Kind.CHOICE:
            return isinstance(value, str) and value in one.choices
        case Kind.CHOICES:
            return are_texts(value) and {*value} <= one.choices.keys()
        case Kind.TEXTS:
            return are_texts(value)
        case Kind.ITEMS:
            return all(fits(item, one.items) for item in value)
        case Kind.GROUP:
            return fits(value, one.items)
        case Kind.PICTURE:
            return isinstance(value, str | int | None)
    return True


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


def list_parts(
    data: Mapping[str, Any], schema: Schema, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The items of the first list and of the lists in them, with their paths: of a text with gaps
    each gap before its answers."""
    name = next((name for name, one in schema.items() if one.kind is Kind.ITEMS), None)
    if name is None:
        return
    for at, part in enumerate(data.get(name) or ()):
        yield (*path, name, at), part
        yield from list_parts(part, schema[name].items, (*path, name, at))
