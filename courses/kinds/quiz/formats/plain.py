"""Formats of plain text, GIFT and Aiken: their files, and why they can't carry a question.

A question is written and read again, and what comes back different is named by the label that its
type has for it.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.activities.contract import Text
from courses.kinds.quiz.formats.comparing import find_difference
from courses.kinds.quiz.formats.entries import Entry, Finding, QuestionFormat, Unwritable
from courses.kinds.quiz.formats.text import read_file
from courses.kinds.quiz.types.registry import types
from courses.kinds.quiz.types.schema import Field, Schema, fill_in, list_parts

Read = Callable[[str], Iterator[Entry | Finding]]
Write = Callable[[Entry, str], str]

#: What stands beside a question, and its title.
_AROUND = {
    "name": gettext_lazy("the title"),
    "files": gettext_lazy("embedded files"),
    "category": gettext_lazy("the name of the category"),
    "tags": gettext_lazy("the tags"),
    "number": gettext_lazy("the number of the question"),
    "level": gettext_lazy("the level"),
}


def name_type(slug: str) -> str:
    """The type as a sentence names it."""
    return str(types[slug].label if slug in types else slug)


def plain_format(
    slug: str,
    label: str,
    extensions: tuple[str, ...],
    read: Read,
    write: Write,
    *,
    omit: Callable[[Entry], Entry] | None = None,
    omits: Text = "",
) -> QuestionFormat:
    """A format of plain text. `read` reads a text; `write` gives the text of an entry that stands
    in a file after those of a category, or raises `Unwritable`.

    `omit` gives an entry without what every file leaves out of it, ids among others.
    """

    def read_entries(source: bytes) -> Iterator[Entry | Finding]:
        return read_file(source, label, read)

    def refuse(entry: Entry) -> str | None:
        kept = omit(entry) if omit else entry
        return _find_refusal(kept, label, read, write, with_ids=omit is None)

    def write_entries(entries: Iterable[Entry]) -> Iterator[str]:
        category, separator = "", ""
        for entry in entries:
            if refusal := refuse(entry):
                raise ValueError(refusal)
            yield separator + write(entry, category)
            category, separator = entry.category, "\n"

    return QuestionFormat(slug, label, extensions, read_entries, refuse, write_entries, omits)


def _find_refusal(
    entry: Entry, format_name: str, read: Read, write: Write, *, with_ids: bool
) -> str | None:
    """A sentence on the first thing that the format would lose; None where it keeps all."""
    try:
        text = write(entry, "")
    except Unwritable as refused:
        return str(refused)
    found = list(read_file(text.encode(errors="replace"), format_name, read))
    for one in found:
        if isinstance(one, Finding) and one.error:
            return one.sentence
    entries = [one for one in found if isinstance(one, Entry)]
    if [one.question.type for one in entries] != [entry.question.type]:
        return _("%(format)s would read another question: this one has too few answers, or texts "
                 "that look like something else.") % {"format": format_name}  # fmt: skip
    lost = _find_unknown(entry) or _name(find_difference(entry, entries[0]), entry)
    if with_ids and not lost and _ids(entries[0]) != _ids(entry):
        lost = _("an id that is no single word")
    return can_not_keep(format_name, lost) if lost else None


def can_not_keep(format_name: str, what: str) -> str:
    """The sentence on one property of the question."""
    return _("%(format)s can't keep %(what)s.") % {"format": format_name, "what": what}


def _ids(entry: Entry) -> list[str]:
    question = entry.question
    parts = list_parts(question.data, types[question.type].schema)
    return [question.id, *(part.get("id") or "" for _path, part in parts)]


def _find_unknown(entry: Entry) -> str:
    """A filled field that the type doesn't know."""
    data, schema = entry.question.data, types[entry.question.type].schema
    unknown = (name for name, value in data.items() if name not in schema and value)
    return next((f"“{name}”" for name in unknown), "")


def _name(path: str | None, entry: Entry) -> str:
    """What stands at a path that `find_difference` gave, as people call it."""
    if path is None:
        return ""
    first, *rest = path.split(".")
    if first in _AROUND:
        return str(_AROUND[first])
    if first != "data":
        return _label(types[entry.question.type].all_fields[first], getattr(entry.question, first))
    schema: Schema = types[entry.question.type].schema
    value: Any = fill_in(entry.question.data, schema)
    for step in rest:
        if step.isdigit():
            value = value[int(step)]
        else:
            field, value = schema[step], value[step]
            schema = field.items
    return _label(field, value)


def _label(field: Field, value: Any) -> str:
    """A field's label; of a choice with what was chosen."""
    chosen = field.choices.get(value) if isinstance(value, str) else None
    return f"“{field.label}: {chosen}”" if chosen else f"“{field.label}”"
