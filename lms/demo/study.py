"""Lets demo people study, through the same door as everybody: no progress is made up."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from courses.activities.contract import FRESH
from courses.activities.registry import kinds
from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.catalog.models import LessonPage
from courses.kinds.quiz.layouts import Quiz
from courses.progress.queries import lesson_states
from courses.progress.sources import Source


def study(
    person: Any, lessons: Sequence[LessonPage], *, course_key: uuid.UUID, until: datetime
) -> None:
    """Join the course and do `lessons` one a day, the last one on the day `until`."""
    enrol(person.pk, course_key=course_key)
    for days_before, lesson in zip(range(len(lessons) - 1, -1, -1), lessons, strict=True):
        at = until - timedelta(days=days_before)
        for block in lesson.body:
            answer_until_done(person, lesson, block, at=at)


def answer_until_done(person: Any, lesson: LessonPage, block: Any, *, at: datetime) -> None:
    """Do one activity: tap what is tapped, answer what is asked, rightly."""
    for number in range(100):
        state = lesson_states(person.pk, lesson.translation_key).get(block.id, FRESH)
        if state.completed:
            return
        context = kinds[block.block_type].context(block.value, state)
        answer = Answer(
            id=uuid.uuid4(),
            lesson_key=lesson.translation_key,
            activity_id=block.id,
            payload=_right_payload(block, context),
            occurred_at=at + timedelta(seconds=20 * number),
        )
        take_answers(person, [answer], source=Source.WEB)


def _right_payload(block: Any, context: Mapping[str, Any]) -> dict[str, Any]:
    asked = context.get("asked") or context.get("retry")
    if asked is None:
        return {}
    questions = {one.id: one for one in Quiz(block.value).own_questions}
    [right] = [one for one in questions[asked.question.id].data["answers"] if one["right"]]
    return {"attempt": asked.attempt, "question": asked.question.id, "choice": right["id"]}
