"""The question bank in a course's folder: files of questions in `bank/`, by category.

An import puts them into the site's bank; an export writes what the course's quizzes take from it.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import override

from courses.kinds.quiz.bank.importing import BATCH, import_entries
from courses.kinds.quiz.bank.matching import (
    name_of,
    read_key,
    read_path,
    stored_value,
    title_of,
    write_path,
)
from courses.kinds.quiz.bank.models import (
    BankQuestion,
    BankQuestionQuerySet,
    Category,
    Level,
    TaggedQuestion,
)
from courses.kinds.quiz.bank.picking import DRAW, FROM_BANK
from courses.kinds.quiz.bank.queries import categories_of
from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.types.blocks import read_question
from courses.kinds.quiz.types.registry import types
from courses.transfer.forms.form import Reading, Shelved, Writing
from courses.transfer.forms.quiz.closing import close_entry, close_value
from courses.transfer.forms.quiz.listing import CATEGORY, QUESTION
from courses.transfer.forms.quiz.opening import open_entry
from courses.transfer.forms.quiz.sources import (
    MAX_SOURCE,
    explain_refusal,
    read_source,
    write_source,
)
from courses.transfer.keys import bank_question_key
from courses.transfer.problems import Place, Problems
from courses.transfer.values import Reference, Targets, fill_in, settle_ids


@dataclass(frozen=True, slots=True)
class Brought:
    """A question of a file: the entry with the value that it will have and its key; `path` is the
    bank's name of its category."""

    entry: Entry
    place: Place
    value: Mapping[str, Any]
    key: uuid.UUID
    path: str


@dataclass(frozen=True, slots=True)
class BankFiles:
    """The questions of all files, in the files' order; `broken` where a problem was told."""

    questions: Sequence[Brought]
    broken: bool

    @property
    def values(self) -> Sequence[Any]:
        return [one.value for one in self.questions]


class QuestionBank:
    """The shelf of the kind "quiz"."""

    folder = "bank"

    def read(self, reading: Reading) -> BankFiles:
        told = len(reading.problems.found)
        questions = [
            brought
            for name in reading.folder.names_below(self.folder)
            for brought in _read_file(name, reading)
        ]
        _refuse_twins(questions, reading.problems)
        return BankFiles(questions, len(reading.problems.found) > told)

    def store(self, content: BankFiles, targets: Targets, problems: Problems) -> Shelved:
        created = changed = 0
        if not content.broken:
            for name, group in groupby(content.questions, key=lambda one: one.place.file):
                with override("en"):
                    report = import_entries(_complete(list(group), targets))
                for one in report.findings:
                    tell = problems.add if one.error else problems.warn
                    tell(Place(name, one.line), one.sentence)
                created, changed = created + report.created, changed + report.updated
        return Shelved("the question bank", "questions", created, changed)

    def find(self, references: Iterable[Reference], targets: Targets, problems: Problems) -> None:
        wanted = list(references)
        paths = {one.name for one in wanted if one.what == CATEGORY}
        categories = dict(Category.objects.filter(path__in=paths).values_list("path", "pk"))
        questions = _find_questions({one.name for one in wanted if one.what == QUESTION})
        for one in wanted:
            if one.what == CATEGORY:
                found = [categories[one.name]] if one.name in categories else []
            else:
                found = questions.get(one.name, [])
            if len(found) == 1:
                targets.references[one] = found[0]
            else:
                problems.add(one.place, _explain(one, found))

    def write(self, activities: Iterable[tuple[str, Any]], writing: Writing) -> None:
        items = [
            item for kind, value in activities if kind == "quiz" for item in value["questions"]
        ]
        questions = _list_used(items)
        tags = _list_tags(questions)
        for path, group in groupby(questions, key=lambda one: one.category.path):
            entries = [_write_entry(one, tags.get(one.pk, ()), writing) for one in group]
            for one in entries:
                if sentence := explain_refusal(one):
                    told = f"The bank's question {one.question.name!r}: {sentence}"
                    raise writing.refuse(told)
            ending, text = write_source(entries)
            if len(text.encode()) > MAX_SOURCE:
                raise writing.refuse(f"The category {path!r} fills more than 20 MB; divide it.")
            name = slugify(path.replace("/", "-")) or "category"
            writing.add_text(f"{self.folder}/{name}{ending}", text)


# --- Reading ----------------------------------------------------------------------------------


def _read_file(name: str, reading: Reading) -> Iterator[Brought]:
    source = read_source(name, reading, gift_limit=MAX_SOURCE)
    for entry in source.entries:
        place = source.place_of(entry)
        try:
            path = read_path(entry.category)
        except ValidationError as error:
            reading.problems.add(place, " ".join(error.messages))
            continue
        if not path:
            sentence = (
                "Say the category first: a line `$CATEGORY: Keuangan/Utang` in GIFT, a question of "
                "the type “category” in Moodle XML."
            )
            reading.problems.add(place, sentence)
            continue
        title = name_of(entry) or title_of(entry)
        key = read_key(entry.question.id) or bank_question_key(path, title)
        value = open_entry(entry, place, reading).value
        yield Brought(entry, place, value, key, path)


def _refuse_twins(questions: Iterable[Brought], problems: Problems) -> None:
    """Two questions with one key would be one question of the bank."""
    places: dict[uuid.UUID, Place] = {}
    for one in questions:
        first = places.setdefault(one.key, one.place)
        if first != one.place:
            same = "id; delete one" if one.entry.question.id else "title; give each its own"
            problems.add(one.place, f"The question at {first} has the same {same}.")


# --- Storing ----------------------------------------------------------------------------------


def _complete(brought: Sequence[Brought], targets: Targets) -> Iterator[Entry]:
    """The entries with the site's own keys in them, and with an id for each of their parts."""
    for start in range(0, len(brought), BATCH):
        batch = brought[start : start + BATCH]
        by_key, by_place = _find_known(batch)
        for one in batch:
            known = by_key.get(one.key) or by_place.get((one.path, one.entry.number))
            yield _complete_one(one, known, targets)


def _complete_one(one: Brought, known: BankQuestion | None, targets: Targets) -> Entry:
    entry, slug = one.entry, one.entry.question.type
    before = stored_value(known, slug) if known else None
    value = settle_ids(fill_in(one.value, targets), before, str(known.key if known else one.key))
    question = read_question(slug, value, str(one.key), entry.question.name)
    # What a folder doesn't say is as in a new question.
    level = entry.level or Level.MIDDLE.value
    return replace(entry, question=question, files={}, beside=frozenset(), level=level)


def _find_known(
    brought: Sequence[Brought],
) -> tuple[dict[uuid.UUID, BankQuestion], dict[tuple[str, str], BankQuestion]]:
    """The bank's questions of these keys, and those at these categories and numbers."""
    keys = {one.key for one in brought}
    numbers = {one.entry.number for one in brought if one.entry.number}
    found = BankQuestion.objects.filter(
        Q(key__in=keys) | Q(number__in=numbers, category__path__in={one.path for one in brought})
    ).select_related("category")
    by_key = {one.key: one for one in found}
    return by_key, {(one.category.path, one.number): one for one in found if one.number}


def _find_questions(names: Collection[str]) -> dict[str, list[int]]:
    """The bank's questions that each name may mean: by key, else by number, else by name."""
    keys = {name: key for name in names if (key := read_key(name))}
    rows = BankQuestion.objects.filter(
        Q(key__in=keys.values()) | Q(number__in=names) | Q(name__in=names)
    ).values_list("pk", "key", "number", "name")
    found: dict[str, list[int]] = {}
    for name in names:
        by_key = [pk for pk, key, _number, _name in rows if key == keys.get(name)]
        by_number = [pk for pk, _key, number, _name in rows if number == name]
        by_name = [pk for pk, _key, _number, own in rows if own == name]
        found[name] = by_key or by_number or by_name
    return found


def _explain(reference: Reference, found: Sequence[int]) -> str:
    name = reference.name
    if reference.what == CATEGORY:
        return f"The question bank has no category {name!r}; bring it along in `bank/`."
    if found:
        return f"{len(found)} questions of the bank are called {name!r}; write the key of one."
    return f"The question bank has no question {name!r}; bring it along in `bank/`."


# --- Writing ----------------------------------------------------------------------------------


def _list_used(items: Iterable[Mapping[str, Any]]) -> BankQuestionQuerySet:
    """The published questions that these items of quizzes may ask, by category."""
    listed: set[int] = set()
    drawn: set[int] = set()
    for item in items:
        value = item["value"]
        if item["type"] == FROM_BANK and value["question"]:
            listed.add(value["question"])
        elif item["type"] == DRAW and value["category"]:
            path = Category.objects.get(pk=value["category"]).path
            below = categories_of(path, with_below=bool(value["with_below"]))
            drawn.update(below.values_list("pk", flat=True))
    found = BankQuestion.objects.filter(live=True, type__in=[one.slug for one in types])
    used = found.filter(Q(pk__in=listed) | Q(category__in=drawn)).select_related("category")
    return used.order_by("category__path", "pk")


def _list_tags(questions: BankQuestionQuerySet) -> dict[int, list[str]]:
    rows = TaggedQuestion.objects.filter(content_object__in=questions.values("pk"))
    found: dict[int, list[str]] = {}
    for pk, name in rows.order_by("tag__name").values_list("content_object", "tag__name"):
        found.setdefault(pk, []).append(name)
    return found


def _write_entry(question: BankQuestion, tags: Sequence[str], writing: Writing) -> Entry:
    raw = question.content.raw_data[0]["value"]
    stored = stored_value(question, question.type)
    closed = close_value(stored or raw, question.type, writing)
    path = question.category.path
    entry = close_entry(
        closed,
        question.type,
        own_id=str(question.key),
        name=question.name,
        derived=str(bank_question_key(path, question.name)),
    )
    return replace(
        entry,
        category=write_path(path),
        tags=tuple(tags),
        number=question.number,
        level=None if question.level == Level.MIDDLE else question.level,
    )
