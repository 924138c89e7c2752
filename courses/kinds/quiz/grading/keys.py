"""The right answers as they are now: what answers are marked by when a key was corrected."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from courses.kinds.quiz.attempts import Asked, Attempt
from courses.kinds.quiz.bank.queries import questions_by_key
from courses.kinds.quiz.freezing import freeze
from courses.kinds.quiz.grading.quizzes import PublishedQuiz
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.registry import types


class Keys:
    """Questions as they are now, frozen: the lesson's own in each language, and the bank's.

    A question of the bank is looked up when an attempt that asked it is added by `look_up`, also
    where the quiz does not list it any more; one that is not published has no key.
    """

    def __init__(self, quiz: PublishedQuiz) -> None:
        self._quiz = quiz
        self._own: dict[str, dict[str, Question]] = {
            language: {one.id: one for one in freeze(content.own_questions)}
            for language, content in quiz.by_language.items()
        }
        self._bank: dict[str, Question | None] = {}

    def look_up(self, attempts: Iterable[Attempt]) -> None:
        """Learn what these attempts ask from the bank, in as few statements as that takes."""
        own = {question_id for questions in self._own.values() for question_id in questions}
        asked = {one.id for attempt in attempts for one in attempt.questions}
        wanted = {one: _read_key(one) for one in asked - own - self._bank.keys()}
        found = questions_by_key(key for key in wanted.values() if key)
        live = [
            question.question()
            for question in found.values()
            if question.live and question.stored_type in types
        ]
        self._bank |= dict.fromkeys(wanted)
        self._bank |= {question.id: question for question in freeze(live)}

    def find(self, asked: Asked, language: str) -> Question | None:
        """The question as it is now; None where there is none."""
        own = self._own[self._quiz.language_of(language)]
        return own.get(asked.id) or self._bank.get(asked.id)


def as_asked(current: Question, asked: Asked) -> Question:
    """The question as it is now, but for what it counts and what further tries cost: correcting a
    key changes whether an answer is right, and nothing else."""
    return replace(current, weight=asked.question.weight, penalty=asked.question.penalty)


def _read_key(question_id: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(question_id)
    except ValueError:
        return None


def differs(one: Question, other: Question) -> bool:
    """Whether the two may mark an answer differently."""
    if one.type == other.type and one.data == other.data:
        return False
    return one.type != other.type or _plain(one.data) != _plain(other.data)


def shows_otherwise(one: Question, other: Question) -> bool:
    """Whether somebody who is marked by the one may see another right answer or other feedback, or
    get another mark, than by the other."""
    return differs(one, other) or one.feedback != other.feedback


def _plain(data: Any) -> Any:
    """Without pictures' sizes and files, which may be made anew."""
    if isinstance(data, Mapping):
        if "image" in data and "file" in data:
            return data["image"]
        return {name: _plain(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(one) for one in data]
    return data


def still_fits(asked: Asked, current: Question, response: Any, language: str) -> bool:
    """Whether this answer can be marked by the question as it is now: nothing that was chosen is
    gone, nothing that would have had to be answered has come, and it can still be worked out."""
    before, question_type = asked.question, types[asked.question.type]
    if current.type != before.type:
        return False

    def told(question: Question) -> int:
        return len(question_type.tell(question, asked.draw, response, language))

    def parts(question: Question) -> set[str]:
        return set(question_type.mark(question, asked.draw, response).parts)

    def solved(question: Question) -> bool:
        return bool(question_type.solution(question, asked.draw, language))

    return (
        told(current) == told(before)
        and parts(current) == parts(before)
        and (solved(current) or not solved(before))
    )
