"""Lets demo people study, through the same door as everybody: no progress is made up."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from courses.activities.contract import FRESH, State
from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.catalog.models import LessonPage
from courses.kinds.podcast.recordings import find_recording
from courses.kinds.quiz.layouts import Quiz
from courses.kinds.quiz.rules import Role
from courses.kinds.quiz.sitting import Sitting
from courses.progress.queries import lesson_states
from courses.progress.sources import Source
from lms.demo.solving import solve


def study(
    person: Any, lessons: Sequence[LessonPage], *, course_key: uuid.UUID, until: datetime
) -> None:
    """Join the course and do `lessons` one a day, the last one on the day `until`."""
    enrol(person.pk, course_key=course_key, at=until - timedelta(days=len(lessons)))
    for days_before, lesson in zip(range(len(lessons) - 1, -1, -1), lessons, strict=True):
        at = until - timedelta(days=days_before)
        for block in lesson.body:
            answer_until_done(person, lesson, block, at=at)


def answer_until_done(person: Any, lesson: LessonPage, block: Any, *, at: datetime) -> None:
    """Do one activity: tap what is tapped, answer what is asked. In a pre-test some answers are
    wrong, other ones for each person; everywhere else all are right."""
    for number in range(100):
        state = lesson_states(person.pk, lesson.translation_key).get(block.id, FRESH)
        if state.completed:
            return
        moment = at + timedelta(seconds=20 * number)
        answer = Answer(
            id=uuid.uuid4(),
            lesson_key=lesson.translation_key,
            activity_id=block.id,
            payload=_payload(person, block, state, moment),
            occurred_at=moment,
        )
        take_answers(person, [answer], source=Source.WEB)


def _payload(person: Any, block: Any, state: State, moment: datetime) -> dict[str, Any]:
    match block.block_type:
        case "quiz":
            return _answer_quiz(person, Sitting(Quiz(block.value), state, moment))
        case "podcast":
            recording = find_recording(block.value)
            if recording is None or not recording.seconds:
                return {"said": True}
            return {"heard": [[0, recording.seconds]], "position": recording.seconds}
        case _:
            return {}


def _answer_quiz(person: Any, sitting: Sitting) -> dict[str, Any]:
    quiz, current = sitting.quiz, sitting.current
    attempt = {"attempt": sitting.number}
    if current:
        asked = sitting.next_question
        if asked is None:
            return {**attempt, "finish": "1"}
        place = [one.id for one in current.questions].index(asked.id)
        question, draw = asked.question, asked.draw
    elif quiz.first:
        place, question, draw = 0, quiz.first, {}
    else:
        return {**attempt, "start": "1"}
    right = quiz.rules.role is not Role.BEFORE or (place + person.pk) % 3 > 0
    return {**attempt, "question": question.id, **solve(question, draw, right=right)}
