"""Fifty people's worth of impatience: the same tap from many tabs at the same moment."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.catalog.models import LessonPage
from courses.kinds.quiz.attempts import Attempt, read_attempts
from courses.progress.models import Event
from courses.progress.queries import activity_state
from courses.progress.sources import Source
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, quiz_block

TAPS = 50

pytestmark = pytest.mark.django_db(transaction=True)


class Desk:
    """One person who has joined the course of a lesson with a quiz of three questions."""

    def __init__(self, **rules: Any) -> None:
        self.lesson: LessonPage = LessonPageFactory(body=[quiz_block(3, **rules)])
        self.person = PersonFactory(participant=True)
        enrol(self.person.pk, course_key=self.lesson.get_parent().specific.translation_key)

    def send(self, payload: Mapping[str, Any], event_id: uuid.UUID | None = None) -> str:
        one = Answer(
            event_id or uuid.uuid4(), self.lesson.translation_key, self.lesson.body[0].id, payload
        )
        [outcome] = take_answers(self.person, [one], source=Source.WEB)
        return outcome.status.value

    def send_at_once(self, payload: Mapping[str, Any], *, same_id: bool = False) -> Counter[str]:
        one_id = uuid.uuid4()
        return at_once(lambda: self.send(payload, one_id if same_id else None))

    @property
    def attempts(self) -> list[Attempt]:
        return read_attempts(
            activity_state(self.person.pk, self.lesson.translation_key, self.lesson.body[0].id)
        )


def at_once(action: Callable[[], str]) -> Counter[str]:
    """What the action gave in each of fifty threads that begin it together."""
    gate = threading.Barrier(TAPS)

    def run(_number: int) -> str:
        gate.wait()
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(TAPS) as pool:
        return Counter(pool.map(run, range(TAPS)))


def test_fifty_starts_make_one_attempt() -> None:
    desk = Desk(shuffle_questions=True)
    statuses = desk.send_at_once({"attempt": 1, "start": "1"})
    assert statuses == {"accepted": 1, "rejected": TAPS - 1}
    assert [attempt.number for attempt in desk.attempts] == [1]


def test_a_start_that_is_sent_fifty_times_is_a_success_each_time() -> None:
    desk = Desk(shuffle_questions=True)
    statuses = desk.send_at_once({"attempt": 1, "start": "1"}, same_id=True)
    assert statuses == {"accepted": 1, "duplicate": TAPS - 1}


def test_fifty_submits_of_one_attempt_make_one_result() -> None:
    desk = Desk(behaviour="deferred")
    for number in (1, 2, 3):
        desk.send({"attempt": 1, "question": f"q{number}", "choice": f"q{number}-right"})
    statuses = desk.send_at_once({"attempt": 1, "finish": "1"})
    assert statuses == {"accepted": 1, "rejected": TAPS - 1}
    [attempt] = desk.attempts
    assert (attempt.finished, attempt.score) == (True, 1.0)
    assert Event.objects.filter(kind="quiz", verb="passed").count() == 1
    assert Event.objects.filter(kind="lesson").count() == 1


def test_fifty_last_answers_make_one_result() -> None:
    desk = Desk()
    for number in (1, 2):
        desk.send({"attempt": 1, "question": f"q{number}", "choice": f"q{number}-right"})
    statuses = desk.send_at_once({"attempt": 1, "question": "q3", "choice": "q3-wrong"})
    assert statuses == {"accepted": 1, "rejected": TAPS - 1}
    [attempt] = desk.attempts
    assert attempt.score == pytest.approx(2 / 3)
