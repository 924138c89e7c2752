"""A quiz: its rules in the lesson, its questions in a file beside it or drawn from the bank."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from courses.kinds.quiz.bank.picking import DRAW, FROM_BANK
from courses.kinds.quiz.formats.entries import Entry
from courses.transfer.forms.form import Places, Reading, ReadValue, Writing, Written
from courses.transfer.forms.quiz.closing import close_entry, close_value, flatten
from courses.transfer.forms.quiz.listing import (
    SOURCE,
    FromSource,
    Listed,
    read_rows,
    write_draw,
    write_from_bank,
)
from courses.transfer.forms.quiz.opening import Path, open_entry
from courses.transfer.forms.quiz.rules import read_rules, rule_fields, write_rules
from courses.transfer.forms.quiz.sources import (
    SourceFile,
    explain_refusal,
    read_source,
    write_source,
)
from courses.transfer.keys import part_id, question_id
from courses.transfer.problems import Place
from courses.transfer.sections import Section
from courses.transfer.settings import Settings

_QUESTIONS = "questions"


class QuizForm:
    """`title:`, `source:` (the file of questions), the rules, and maybe `questions:`."""

    def read(self, section: Section, reading: Reading) -> ReadValue:
        settings = section.settings
        known = ["title", SOURCE, *rule_fields(), _QUESTIONS]
        settings.refuse_unknown(known)
        if section.body.strip():
            sentence = "A quiz has no text of its own; its questions are in the file of `source:`."
            reading.problems.add(section.body_place, sentence)
        value: dict[str, Any] = {"title": settings.text("title"), **read_rules(settings)}
        places: Places = {(name,): settings.place_of(name) for name in known}
        listed = _Questions(settings, reading)
        listed.read()
        value[_QUESTIONS] = listed.items
        places |= {
            (): section.place,
            (_QUESTIONS,): settings.place_of(_QUESTIONS if _QUESTIONS in settings else SOURCE),
            **listed.places,
        }
        unread = {()} if settings.broken else listed.unread
        return ReadValue(value, places, frozenset(unread))

    def write(self, value: Mapping[str, Any], writing: Writing) -> Written:
        rows, entries = _write_rows(value[_QUESTIONS], writing)
        settings: dict[str, Any] = {"title": value["title"]}
        if entries:
            settings[SOURCE] = writing.add_text(*write_source(entries))
        settings |= write_rules(value)
        if rows != [SOURCE]:
            settings[_QUESTIONS] = rows
        return Written(settings)


# --- Reading ----------------------------------------------------------------------------------


class _Questions:
    """The quiz's list while it is read: its items, where they stand, what of them is unread."""

    def __init__(self, settings: Settings, reading: Reading) -> None:
        self.items: list[dict[str, Any]] = []
        self.places: Places = {}
        self.unread: set[Path] = set()
        self._settings = settings
        self._reading = reading
        self._source = SourceFile("")
        self._lines_by_id: dict[str, int] = {}

    def read(self) -> None:
        settings, problems = self._settings, self._reading.problems
        told = len(problems.found)
        has_rows = _QUESTIONS in settings
        name = settings.text(SOURCE, required=not has_rows)
        if name:
            self._source = read_source(name, self._reading, settings.place_of(SOURCE))
        waiting = iter(self._source.entries)
        if has_rows:
            for row in list(read_rows(settings, self._reading)):
                self._add_row(row, waiting, has_source=bool(name))
            self._refuse_left(list(waiting))
        else:
            for entry in waiting:
                self._add_entry(entry)
        self._warn_of_losses()
        if not self.items and len(problems.found) > told:
            self.unread.add((_QUESTIONS,))

    def _warn_of_losses(self) -> None:
        for entry in self._source.entries:
            if entry.category or entry.tags or entry.number or entry.level:
                sentence = (
                    "A quiz's own questions have no category, tags, number and level; these are "
                    "left out."
                )
                self._reading.problems.warn(self._source.place_of(entry), sentence)
                return

    def _add_row(
        self, row: FromSource | Listed, waiting: Iterator[Entry], *, has_source: bool
    ) -> None:
        if isinstance(row, Listed):
            self._add_item(row.item, row.place, row.unread)
            return
        if not has_source:
            sentence = "There is no file to take questions from; name it: `source: 02-kuis.gift`."
            self._reading.problems.add(row.place, sentence)
            return
        taken = 0
        for entry in waiting:
            self._add_entry(entry)
            taken += 1
            if taken == row.count:
                return
        if row.count is not None and not self._source.broken:
            sentence = f"Only {taken} questions of {self._source.name!r} are left here."
            self._reading.problems.add(row.place, sentence)

    def _refuse_left(self, left: Sequence[Entry]) -> None:
        if left and not self._source.broken:
            sentence = (
                f"The list leaves out {len(left)} questions of {self._source.name!r}; add a row "
                "`- source` where they come."
            )
            self._reading.problems.add(self._settings.place_of(_QUESTIONS), sentence)

    def _add_entry(self, entry: Entry) -> None:
        question, place = entry.question, self._source.place_of(entry)
        own_id = question.id or question_id(
            self._reading.activity_id, question.name or question.text
        )
        first = self._lines_by_id.setdefault(own_id, entry.line)
        if first != entry.line:
            same = "id; delete one" if question.id else "title; give each its own"
            sentence = f"The question of line {first} has the same {same}."
            self._reading.problems.add(place, sentence)
        opened = open_entry(entry, place, self._reading)
        self._add_parts(opened.places)
        item = {"type": question.type, "value": opened.value, "id": own_id}
        self._add_item(item, place, opened.unread)

    def _add_parts(self, places: Mapping[Path, Place]) -> None:
        at = len(self.items)
        self.places |= {(_QUESTIONS, at, *path): place for path, place in places.items()}

    def _add_item(self, item: dict[str, Any], place: Place, unread: set[Path]) -> None:
        at = len(self.items)
        self.places[_QUESTIONS, at] = place
        self.unread |= {(_QUESTIONS, at, *path) for path in unread}
        self.items.append(item)


# --- Writing ----------------------------------------------------------------------------------


def _write_rows(
    items: Sequence[Mapping[str, Any]], writing: Writing
) -> tuple[list[Any], list[Entry]]:
    """The rows of the list, and the questions that go into the file."""
    rows: list[Any] = []
    entries: list[Entry] = []
    for position, item in enumerate(items, start=1):
        row = _write_row(item, len(entries) + 1, writing)
        if isinstance(row, Entry):
            entries.append(row)
            if rows and isinstance(rows[-1], dict) and list(rows[-1]) == [SOURCE]:
                rows[-1][SOURCE] += 1
            else:
                rows.append({SOURCE: 1})
            continue
        if item["id"] != part_id(writing.activity_id, _QUESTIONS, position):
            row["id"] = str(item["id"])
        rows.append(row)
    for at in reversed(range(len(rows))):
        if SOURCE in rows[at]:
            rows[at] = SOURCE
            break
    return rows, entries


def _write_row(item: Mapping[str, Any], number: int, writing: Writing) -> Entry | dict[str, Any]:
    """An entry where a file can carry the question; a row of the list for everything else."""
    slug, value = item["type"], item["value"]
    if slug == DRAW:
        return write_draw(value, writing)
    if slug == FROM_BANK:
        return write_from_bank(value, writing)
    closed = close_value(value, slug, writing)
    name = f"q{number}"
    derived = question_id(writing.activity_id, name)
    entry = close_entry(closed, slug, own_id=str(item["id"]), name=name, derived=derived)
    return {slug: flatten(closed)} if explain_refusal(entry) else entry
