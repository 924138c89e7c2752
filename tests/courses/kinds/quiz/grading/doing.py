"""What trainers do to a room, and how somebody in it then stands."""

import uuid
from dataclasses import dataclass
from typing import Any

from courses.kinds.quiz.attempts import count_sum
from courses.kinds.quiz.grading.allowing import allow_more
from courses.kinds.quiz.grading.applying import Report, apply_regrade
from courses.kinds.quiz.grading.marking import mark_answer
from courses.kinds.quiz.grading.regrading import Plan
from courses.progress.models import Event
from lms.accounts.models import Person
from tests.factories.grading import Room


def apply(room: Room, plan: Plan, **how: Any) -> Report:
    return apply_regrade(plan.fingerprint, room.quiz, by_id=room.trainer.pk, **how)


def mark(room: Room, person: Person, question_id: str, score: float, attempt: int = 1) -> None:
    mark_answer(
        learner_id=person.pk,
        lesson_key=room.lesson_key,
        activity_id=room.activity_id,
        attempt=attempt,
        question_id=question_id,
        score=score,
        comment="Dengan tangan.",
        by_id=room.trainer.pk,
        event_id=uuid.uuid4(),
        pass_mark=room.quiz.rules.pass_mark,
    )


def allow(room: Room, person: Person, attempts: int) -> None:
    allow_more(
        learner_id=person.pk,
        lesson_key=room.lesson_key,
        activity_id=room.activity_id,
        minutes=0,
        attempts=attempts,
        by_id=room.trainer.pk,
        event_id=uuid.uuid4(),
    )


def regrades() -> int:
    return Event.objects.filter(verb="regraded").count()


@dataclass(frozen=True)
class Standing:
    """Somebody's scores as the state has them."""

    answers: dict[tuple[int, str], float | None]
    attempts: dict[int, float]
    counted: float | None
    passed: bool
    lesson_done: bool


def standing(room: Room, person: Person) -> Standing:
    attempts = room.attempts(person)
    return Standing(
        {(one.number, asked.id): asked.score for one in attempts for asked in one.questions},
        {one.number: one.sum for one in attempts},
        count_sum(attempts),
        room.state(person).completed,
        room.lesson_done(person),
    )
