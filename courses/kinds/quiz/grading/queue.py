"""The answers that wait for a trainer's mark."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.kinds.quiz.attempts import Asked, Attempt, read_attempts
from courses.kinds.quiz.grading.quizzes import KIND, PublishedQuiz, QuizKey, published_quizzes
from courses.kinds.quiz.people import name_people
from courses.kinds.quiz.texts import plain_words
from courses.kinds.quiz.types.registry import types
from courses.progress.queries import waiting_states

Place = tuple[datetime, str, str, str, int, str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One answer that waits: whose, to what, and `since` when."""

    quiz: PublishedQuiz
    learner_id: Any
    name: str
    code: str
    attempt: Attempt
    asked: Asked

    @property
    def since(self) -> datetime:
        return _since(self.attempt)

    @property
    def question(self) -> str:
        return question_words(self.asked, self.attempt.language)

    @property
    def place(self) -> Place:
        return place_of(self.quiz, self.learner_id, self.attempt, self.asked)


def place_of(quiz: PublishedQuiz, learner_id: Any, attempt: Attempt, asked: Asked) -> Place:
    """Where an answer stands, or stood, in the queue; no two share a place."""
    return (
        _since(attempt),
        str(quiz.lesson_key),
        quiz.activity_id,
        str(learner_id),
        attempt.number,
        asked.id,
    )


def _since(attempt: Attempt) -> datetime:
    return attempt.finished_at or attempt.started_at


def waiting_answers(only: QuizKey | None = None) -> list[Waiting]:
    """All answers that wait, or those to one quiz, the longest first. Three statements.

    What belongs to a lesson that is not published is left out; it is back when the lesson is.
    """
    quizzes = published_quizzes(only[0] if only else None)
    found: list[tuple[PublishedQuiz, Any, Attempt, Asked]] = []
    for learner_id, lesson_key, activity_id, state, _last_at in waiting_states(KIND):
        key = (lesson_key, activity_id)
        if key in quizzes and only in (None, key):
            found += [
                (quizzes[key], learner_id, attempt, asked)
                for attempt, asked in _waiting(read_attempts(state))
            ]
    people = name_people({learner_id for _quiz, learner_id, *_answer in found})
    lines = [
        Waiting(
            quiz,
            learner_id,
            people[learner_id].name,
            people[learner_id].code,
            attempt,
            asked,
        )
        for quiz, learner_id, attempt, asked in found
    ]
    return sorted(lines, key=lambda line: line.place)


def _waiting(attempts: list[Attempt]) -> Iterator[tuple[Attempt, Asked]]:
    for attempt in attempts:
        if attempt.finished:
            yield from ((attempt, asked) for asked in attempt.questions if asked.waits)


def question_words(asked: Asked, language: str) -> str:
    """The question as it was asked, in plain words on one line."""
    question = asked.question
    text = question.text
    if question.type in types:
        text = types[question.type].text(question, asked.draw, language)
    return plain_words(text, question.format)
