"""Which question of the bank an entry of a file is, and what it is called there."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from courses.kinds.quiz.bank.checking import block_of
from courses.kinds.quiz.bank.models import MAX_NAME, BankQuestion, TaggedQuestion
from courses.kinds.quiz.bank.paths import tidy_path
from courses.kinds.quiz.bank.queries import questions_by_key
from courses.kinds.quiz.formats.categories import join_path, split_path
from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.texts import plain_words
from courses.kinds.quiz.types.registry import types

_NAME_FROM_TEXT = 80
#: Stands for a slash within a category's name: in the bank's paths a slash is always a step.
SLASH = "\N{DIVISION SLASH}"


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with where it is to be: the category's path, and the key that it has or None."""

    entry: Entry
    path: str
    key: uuid.UUID | None

    def place_in_bank(self, question: BankQuestion | None) -> tuple[str, str]:
        """The path and the number that it will have in the bank, "" for none. `question` is the
        one of its key: what the file does not name stays as it is there."""
        if question is None:
            return self.path, self.entry.number
        path = self.path if self.entry.category else question.category.path
        return path, self.entry.number or question.number


@dataclass(slots=True)
class Known:
    """What the bank has of some entries: questions by key and by place (path and number), their
    tags by primary key, and the pairs of path and name that are taken."""

    by_key: Mapping[uuid.UUID, BankQuestion]
    by_place: Mapping[tuple[str, str], BankQuestion]
    names: Collection[tuple[str, str]]
    tags: dict[int, set[str]] = field(default_factory=dict)


def find_known(batch: Collection[Placed]) -> Known:
    """In at most four statements."""
    by_key = questions_by_key({one.key for one in batch if one.key})
    places = {one.place_in_bank(by_key.get(one.key) if one.key else None) for one in batch}
    known = Known(
        by_key,
        _by_place({(path, number) for path, number in places if number}),
        _taken({name_of(one.entry) for one in batch if name_of(one.entry)}),
    )
    found = {one.pk for one in (*known.by_key.values(), *known.by_place.values())}
    if found:
        rows = TaggedQuestion.objects.filter(content_object__in=found)
        for pk, name in rows.values_list("content_object", "tag__name"):
            known.tags.setdefault(pk, set()).add(name)
    return known


def _by_place(places: Collection[tuple[str, str]]) -> dict[tuple[str, str], BankQuestion]:
    if not places:
        return {}
    found = BankQuestion.objects.filter(
        category__path__in={path for path, _number in places},
        number__in={number for _path, number in places},
    ).select_related("category")
    return {(one.category.path, one.number): one for one in found}


def _taken(names: Iterable[str]) -> set[tuple[str, str]]:
    found = BankQuestion.objects.filter(name__in=names)
    return set(found.values_list("category__path", "name"))


# --- Names and places -------------------------------------------------------------------------


def name_of(entry: Entry) -> str:
    """The name in the file, as long as the bank takes it."""
    return " ".join(entry.question.name.split())[:MAX_NAME]


def title_of(entry: Entry) -> str:
    """What to call it where it may have no name: its first words then."""
    if name := name_of(entry):
        return name
    words = plain_words(entry.question.text, entry.question.format)
    return Truncator(words).chars(_NAME_FROM_TEXT)


def read_key(text: str) -> uuid.UUID | None:
    """The key in an id of a file; None where it is no key of a bank."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def read_path(path: str) -> str:
    """The bank's path for that of a file, where a doubled slash is one within a name; "" for none.

    Raises `ValidationError`.
    """
    names = [name.replace("/", SLASH) for name in split_path(path)]
    return tidy_path("/".join(names)) if names else ""


def write_path(path: str) -> str:
    """The path that `read_path` reads as this one."""
    return join_path([name.replace(SLASH, "/") for name in path.split("/")])


# --- What is stored ---------------------------------------------------------------------------


def stored_value(question: BankQuestion, slug: str) -> Mapping[str, Any] | None:
    """The question's value as it would be stored today; None where it is of another type."""
    if question.type != slug or slug not in types:
        return None
    block = block_of(slug)
    value = block.to_python(question.content.raw_data[0]["value"])
    with suppress(ValidationError):
        # As the editor would leave it: fields that came later have their values.
        value = block.clean(value)
    stored: Mapping[str, Any] = block.get_prep_value(value)
    return stored
