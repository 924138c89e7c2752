"""A course with a quiz, and people who sit it."""

import uuid
from typing import Any

import pytest
from django.test import Client

from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.catalog.models import CoursePage, LessonPage
from courses.progress.ledger import Status
from courses.progress.sources import Source
from tests.factories.accounts import PersonFactory, client_of
from tests.factories.catalog import LessonPageFactory, make_course, quiz_block

PASSWORD = "lms.accounts.backends.StaffPasswordBackend"


@pytest.fixture
def course(db: None) -> CoursePage:
    return make_course(0, title="Keuangan")


@pytest.fixture
def lesson(course: CoursePage) -> LessonPage:
    return make_quiz_lesson(course, questions=3)


@pytest.fixture
def client(db: None) -> Client:
    return client_of(trainer=True)


def make_quiz_lesson(course: CoursePage, title: str = "Menabung", **quiz: Any) -> LessonPage:
    lesson: LessonPage = LessonPageFactory(parent=course, title=title, body=[quiz_block(**quiz)])
    return lesson


def make_learner(course: CoursePage, **fields: Any) -> Any:
    person = PersonFactory(**{"participant": True, **fields})
    enrol(person.pk, course_key=course.translation_key)
    return person


def sit(person: Any, lesson: LessonPage, *rights: bool, attempt: int = 1) -> None:
    """Answer q1, q2 … of the quiz that the lesson begins with."""
    for number, right in enumerate(rights, start=1):
        choice = f"q{number}-{'right' if right else 'wrong'}"
        send(person, lesson, {"attempt": attempt, "question": f"q{number}", "choice": choice})


def send(person: Any, lesson: LessonPage, payload: dict[str, Any]) -> None:
    answer = Answer(uuid.uuid4(), lesson.translation_key, lesson.body[0].id, payload)
    [outcome] = take_answers(person, [answer], source=Source.WEB)
    assert outcome.status is Status.ACCEPTED, outcome.reason
