"""A quiz: its settings in the lesson, its questions in a GIFT file beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import override

from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.gift import GIFT
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import read_question, write_question
from courses.kinds.quiz.types.registry import types
from courses.transfer.forms.form import Places, Reading, ReadValue, Writing, Written
from courses.transfer.keys import part_id, question_id
from courses.transfer.problems import Place
from courses.transfer.sections import Section

_SETTINGS = ["title", "source", "pass_mark", "tries"]


class QuizForm:
    """`title:`, `source:` (the GIFT file), `pass_mark:` and `tries:`."""

    def read(self, section: Section, reading: Reading) -> ReadValue:
        settings = section.settings
        settings.refuse_unknown(_SETTINGS)
        value: dict[str, Any] = {"title": settings.text("title"), "questions": []}
        places: Places = {(): section.place}
        for name in ("title", "pass_mark", "tries"):
            places[name,] = settings.place_of(name)
        places["questions",] = settings.place_of("source")
        for name in ("pass_mark", "tries"):
            if (number := settings.number(name)) is not None:
                value[name] = number
        if section.body.strip():
            sentence = "A quiz has no text of its own; its questions are in the GIFT file."
            reading.problems.add(section.body_place, sentence)
        if source := settings.text("source", required=True):
            entries = _read_file(source, settings.place_of("source"), reading)
            value["questions"] = _read_questions(entries, source, reading, places)
        unread = {()} if settings.broken else set() if value["questions"] else {("questions",)}
        return ReadValue(value, places, frozenset(unread))

    def write(self, value: Mapping[str, Any], writing: Writing) -> Written:
        entries = [
            _write_entry(item, number, writing.activity_id)
            for number, item in enumerate(value["questions"], start=1)
        ]
        settings = {
            "title": value["title"],
            "source": writing.add_text(".gift", "".join(GIFT.write(entries))),
            "pass_mark": value["pass_mark"],
            "tries": value["tries"],
        }
        return Written(settings)


def _read_file(name: str, place: Place, reading: Reading) -> list[Entry]:
    text = reading.folder.read_text(name, place)
    if text is None:
        return []
    entries: list[Entry] = []
    with override("en"):
        found = list(GIFT.read(text.encode()))
    for one in found:
        if isinstance(one, Entry):
            entries.append(one)
        elif isinstance(one, Finding) and one.error:
            reading.problems.add(Place(name, one.line), one.sentence)
    return entries


def _read_questions(
    entries: list[Entry], file: str, reading: Reading, places: Places
) -> list[dict[str, Any]]:
    items = []
    lines_by_id: dict[str, int] = {}
    for number, entry in enumerate(entries):
        question = entry.question
        own_id = question.id or question_id(reading.activity_id, question.name or question.text)
        first = lines_by_id.setdefault(own_id, entry.line)
        if first != entry.line:
            sentence = f"The question of line {first} has the same title; give each its own."
            if question.id:
                sentence = (
                    f"The question of line {first} has the same id; delete one `// id:` comment."
                )
            reading.problems.add(Place(file, entry.line), sentence)
        places["questions", number] = Place(file, entry.line)
        parts = list(_part_paths(question.data))
        if len(parts) == len(entry.part_lines):
            for path, line in zip(parts, entry.part_lines, strict=True):
                places["questions", number, *path] = Place(file, line)
        items.append({"type": question.type, "value": _value_of(question), "id": own_id})
    return items


def _part_paths(data: Mapping[str, Any]) -> Iterator[tuple[str | int, ...]]:
    """Where the question's lists have items, each before those within it."""
    for name, value in data.items():
        if isinstance(value, list):
            for at, item in enumerate(value):
                if isinstance(item, Mapping):
                    yield (name, at)
                    yield from ((name, at, *rest) for rest in _part_paths(item))


def _value_of(question: Question) -> dict[str, Any]:
    """The stored value, with ids where the file gives some."""
    given = {
        str(one["id"]) for one in _items_of(question.data) if one.get("id")
    }
    return {
        name: _without_ids(one, given)
        for name, one in write_question(question, types[question.type].block()).items()
    }


def _items_of(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if "id" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _items_of(one)


def _without_ids(value: Any, given: set[str]) -> Any:
    if not isinstance(value, list):
        return value
    items = []
    for one in value:
        if not (isinstance(one, Mapping) and {"type", "value"} <= one.keys()):
            items.append(one)
            continue
        inner = one["value"]
        if isinstance(inner, Mapping):
            inner = {name: _without_ids(part, given) for name, part in inner.items()}
        item = {"type": one["type"], "value": inner}
        items.append({**item, "id": one["id"]} if one.get("id") in given else item)
    return items


def _write_entry(item: Mapping[str, Any], number: int, activity_id: str) -> Entry:
    """Ids are written only where reading would not derive the same."""
    title, own_id = f"q{number}", str(item["id"])
    question = read_question(item["type"], item["value"], own_id, title)
    data, keeps = _without_derived(question.data, own_id)
    if not keeps and own_id == question_id(activity_id, title):
        own_id = ""
    return Entry(replace(question, id=own_id, data=data))


def _without_derived(data: Mapping[str, Any], owner: str) -> tuple[dict[str, Any], bool]:
    """The data without its ids where all of them would be derived the same, and whether any
    stayed."""
    if _is_derived(data, owner):
        return {name: _drop_ids(value) for name, value in data.items()}, False
    return dict(data), True


def _is_derived(data: Mapping[str, Any], owner: str) -> bool:
    return all(
        item.get("id") == part_id(owner, name, at) and _is_derived(item, item["id"])
        for name, value in data.items()
        if isinstance(value, list)
        for at, item in enumerate(value, start=1)
        if isinstance(item, Mapping)
    )


def _drop_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_drop_ids(one) for one in value]
    if isinstance(value, Mapping):
        return {name: "" if name == "id" else _drop_ids(one) for name, one in value.items()}
    return value
