"""A lesson with one quiz and people who sit it, for tests of marking."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.base import ContentFile

from courses.activities.contract import State
from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.catalog.models import LessonPage
from courses.kinds.quiz.attempts import Attempt, read_attempts
from courses.kinds.quiz.grading.quizzes import PublishedQuiz, find_quiz
from courses.progress.ledger import Outcome, Status
from courses.progress.queries import activity_state, lesson_states
from courses.progress.sources import Source
from lms.accounts.models import Person
from media.models import SentFile
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, quiz_block
from tests.factories.quiz import stored_question

ESSAY_TEXT = "Saya hitung HPP dulu.\n\n<b>Lalu</b> harga jual & untung."


def item(item_id: str, value: Any) -> dict[str, Any]:
    return {"type": "item", "id": item_id, "value": value}


def choice(
    name: str, right: str = "right", *, ids: Iterable[str] = ("right", "wrong"), **fields: Any
) -> dict[str, Any]:
    """A single choice called `name`; its answers are "name-right", "name-wrong"."""
    answers = [
        item(
            f"{name}-{one}",
            {"text": f"Jawaban {one}", "right": one == right, "credit": None, "feedback": ""},
        )
        for one in ids
    ]
    text = f"Pertanyaan {name}?"
    return stored_question(
        "single_choice", block_id=name, **{"text": text, "answers": answers, **fields}
    )


def rubric() -> list[dict[str, Any]]:
    """Two criteria, 2 and 3 points at most: 5 in all."""
    return [
        item(
            "clear",
            {
                "criterion": "Jelas",
                "levels": [
                    item("c0", {"text": "Belum", "points": 0.0}),
                    item("c1", {"text": "Sebagian", "points": 1.0}),
                    item("c2", {"text": "Ya", "points": 2.0}),
                ],
            },
        ),
        item(
            "real",
            {
                "criterion": "Nyata",
                "levels": [
                    item("r0", {"text": "Belum", "points": 0.0}),
                    item("r3", {"text": "Ya", "points": 3.0}),
                ],
            },
        ),
    ]


def essay(name: str = "essay", *, by_rubric: bool = False, **fields: Any) -> dict[str, Any]:
    return stored_question(
        "essay",
        block_id=name,
        **{
            "text": f"Apa langkahmu, {name}?",
            "rubric": rubric() if by_rubric else [],
            "model_answer": "Contoh: hitung HPP.",
            **fields,
        },
    )


class Room:
    """A published lesson that holds one quiz alone, and the people in it."""

    def __init__(self, *questions: Mapping[str, Any], **rules: Any) -> None:
        block = quiz_block(0, **rules)
        block["value"]["questions"] = list(questions)
        self.lesson: LessonPage = LessonPageFactory(body=[block])
        self.course_key = self.lesson.get_parent().specific.translation_key
        self.trainer = PersonFactory(trainer=True)

    @property
    def lesson_key(self) -> uuid.UUID:
        return self.lesson.translation_key

    @property
    def activity_id(self) -> str:
        return str(self.lesson.body[0].id)

    @property
    def quiz(self) -> PublishedQuiz:
        return find_quiz(self.lesson_key, self.activity_id)

    def edit(self, *questions: Mapping[str, Any], **rules: Any) -> None:
        """Publish the quiz with other questions."""
        [raw] = self.lesson.body.raw_data
        value = {**raw["value"], **rules, "questions": list(questions)}
        self.lesson.body = [{**raw, "value": value}]
        self.lesson.save_revision().publish()
        self.lesson.refresh_from_db()

    def welcome(self, **fields: Any) -> Person:
        person: Person = PersonFactory(participant=True, **fields)
        enrol(person.pk, course_key=self.course_key)
        return person

    def send(
        self, person: Person, payload: Mapping[str, Any], *, language: str | None = None
    ) -> Outcome:
        answer = Answer(uuid.uuid4(), self.lesson_key, self.activity_id, payload, language=language)
        [outcome] = take_answers(person, [answer], source=Source.WEB)
        return outcome

    def sit(
        self,
        person: Person,
        *answers: tuple[str, Any],
        attempt: int = 1,
        start: bool = False,
        language: str | None = None,
    ) -> Outcome | None:
        """Answers question by question: ("q1", "wrong") or ("essay", "a text")."""
        outcome = None
        if start:
            outcome = self.send(person, {"attempt": attempt, "start": "1"})
            assert outcome.status is Status.ACCEPTED, outcome
        for question, given in answers:
            payload = {"attempt": attempt, "question": question}
            if isinstance(given, Mapping):
                payload |= given
            elif question.startswith("essay"):
                payload["text"] = given
            else:
                payload["choice"] = f"{question}-{given}"
            outcome = self.send(person, payload, language=language)
            assert outcome.status is Status.ACCEPTED, outcome
        return outcome

    def state(self, person: Person) -> State:
        return activity_state(person.pk, self.lesson_key, self.activity_id)

    def attempts(self, person: Person) -> list[Attempt]:
        return read_attempts(self.state(person))

    def lesson_done(self, person: Person) -> bool:
        whole = lesson_states(person.pk, self.lesson_key).get("")
        return bool(whole and whole.completed)

    def send_file(self, person: Person, question: str, *, sender: Person | None = None) -> SentFile:
        """Answers a file question with a file of `sender`, who should be that person."""
        sent = make_sent_file(sender or person)
        described = {"file": str(sent.pk), "name": sent.name, "size": sent.size, "type": sent.type}
        self.sit(person, (question, {"file": described}))
        return sent


def make_sent_file(
    sender: Person, content: bytes = b"%PDF-1.4 isi", name: str = "lembar.pdf"
) -> SentFile:
    sent = SentFile(
        sender=sender, event_id=uuid.uuid4(), name=name, type="application/pdf", size=len(content)
    )
    sent.file.save(name, ContentFile(content))
    sent.save()
    return sent
