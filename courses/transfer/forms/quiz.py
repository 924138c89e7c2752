"""A quiz: its settings in the lesson, its questions in a GIFT file beside it."""

from collections.abc import Mapping
from typing import Any

from courses.transfer.forms.form import Places, Reading, ReadValue, Writing, Written
from courses.transfer.gift import GiftAnswer, GiftError, GiftQuestion, read_gift, write_gift
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
            questions = _read_file(source, settings.place_of("source"), reading)
            value["questions"] = _read_questions(questions, source, reading, places)
        unread = {()} if settings.broken else set() if value["questions"] else {("questions",)}
        return ReadValue(value, places, frozenset(unread))

    def write(self, value: Mapping[str, Any], writing: Writing) -> Written:
        questions = [
            _write_question(item, number, writing.activity_id)
            for number, item in enumerate(value["questions"], start=1)
        ]
        settings = {
            "title": value["title"],
            "source": writing.add_text(".gift", write_gift(questions)),
            "pass_mark": value["pass_mark"],
            "tries": value["tries"],
        }
        return Written(settings)


def _read_file(name: str, place: Place, reading: Reading) -> list[GiftQuestion]:
    text = reading.folder.read_text(name, place)
    if text is None:
        return []
    try:
        return read_gift(text)
    except GiftError as error:
        for line, sentence in error.problems:
            reading.problems.add(Place(name, line), sentence)
    return []


def _read_questions(
    questions: list[GiftQuestion], file: str, reading: Reading, places: Places
) -> list[dict[str, Any]]:
    items = []
    lines_by_id: dict[str, int] = {}
    for number, question in enumerate(questions):
        own_id = question.id or question_id(reading.activity_id, question.title)
        first = lines_by_id.setdefault(own_id, question.line)
        if first != question.line:
            sentence = f"The question of line {first} has the same id; delete one `// id:` comment."
            reading.problems.add(Place(file, question.line), sentence)
        places["questions", number] = Place(file, question.line)
        for at, answer in enumerate(question.answers):
            places["questions", number, "answers", at] = Place(file, answer.line)
        answers = [_answer_item(answer) for answer in question.answers]
        value = {"text": question.text, "answers": answers}
        items.append({"type": "item", "value": value, "id": own_id})
    return items


def _answer_item(answer: GiftAnswer) -> dict[str, Any]:
    value = {"text": answer.text, "right": answer.right, "feedback": answer.feedback}
    item = {"type": "item", "value": value}
    return {**item, "id": answer.id} if answer.id else item


def _write_question(item: Mapping[str, Any], number: int, activity_id: str) -> GiftQuestion:
    """Ids are written only where reading would not derive the same."""
    title, own_id = f"q{number}", str(item["id"])
    stored = item["value"]["answers"]
    ids = [str(answer["id"]) for answer in stored]
    derived = [part_id(own_id, "answers", at) for at in range(1, len(stored) + 1)]
    keep_answers = ids != derived
    answers = tuple(
        GiftAnswer(
            text=answer["value"]["text"],
            right=answer["value"]["right"],
            feedback=answer["value"]["feedback"],
            id=own if keep_answers else "",
        )
        for own, answer in zip(ids, stored, strict=True)
    )
    if not keep_answers and own_id == question_id(activity_id, title):
        own_id = ""
    return GiftQuestion(title, item["value"]["text"], answers, own_id)
