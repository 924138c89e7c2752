"""Several trainers, or one impatient one, at the same moment."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from courses.kinds.quiz.grading.applying import apply_regrade
from courses.kinds.quiz.grading.marking import mark_answer
from courses.kinds.quiz.grading.regrading import plan_regrade
from courses.progress.models import Event
from tests.factories.grading import ESSAY_TEXT, Room, choice, essay

TAPS = 8

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(action: Callable[[], str]) -> Counter[str]:
    """What the action gave in each of some threads that begin it together."""
    gate = threading.Barrier(TAPS)

    def run(_number: int) -> str:
        gate.wait()
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(TAPS) as pool:
        return Counter(pool.map(run, range(TAPS)))


def test_of_marks_that_are_given_unseen_of_each_other_one_stands() -> None:
    room = Room(essay())
    person = room.welcome()
    room.sit(person, ("essay", ESSAY_TEXT))
    opened, key, activity_id = timezone.now(), room.lesson_key, room.activity_id

    def mark() -> str:
        outcome = mark_answer(
            learner_id=person.pk,
            lesson_key=key,
            activity_id=activity_id,
            attempt=1,
            question_id="essay",
            score=0.5,
            by_id=room.trainer.pk,
            event_id=uuid.uuid4(),
            pass_mark=60,
            seen_at=opened,
        )
        return outcome.status.value

    assert at_once(mark) == {"accepted": 1, "rejected": TAPS - 1}
    assert Event.objects.filter(verb="scored").count() == 1


def test_a_plan_that_is_applied_many_times_at_once_is_applied_once() -> None:
    room = Room(choice("q1"), pass_mark=100)
    people = [room.welcome() for _each in range(5)]
    for person in people:
        room.sit(person, ("q1", "wrong"))
        room.sit(person, ("q1", "wrong"), attempt=2)
    room.edit(choice("q1", right="wrong"))
    quiz, by_id = room.quiz, room.trainer.pk
    fingerprint = plan_regrade(quiz).fingerprint

    def apply() -> str:
        report = apply_regrade(fingerprint, quiz, by_id=by_id)
        assert not report.missed
        return f"{len(report.changed)} of {len(report.changed) + len(report.repeated)}"

    assert at_once(apply) == {"5 of 5": 1, "0 of 5": TAPS - 1}
    assert Event.objects.filter(verb="regraded").count() == 10
    assert all(room.lesson_done(person) for person in people)
    call_command("replay_progress", check=True)
