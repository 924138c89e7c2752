"""One attempt as a trainer reads it: each question with its answer, the right one and the mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.kinds.quiz.attempts import Asked, Attempt
from courses.kinds.quiz.statistics.figures import in_per_cent
from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.registry import types


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One question of an attempt. `known` is False where its type is not installed any more: then
    nothing tells its answer. `can_be_marked` says whether there is a page to mark it by hand."""

    id: str
    text: str
    format: str
    picture: Mapping[str, Any] | None
    known: bool
    answered: bool
    answer: Sequence[Line]
    solution: Sequence[Line]
    waits: bool
    score: str
    comment: str
    can_be_marked: bool


def attempt_lines(attempt: Attempt) -> list[AskedLine]:
    """The questions in the order in which they were asked; no query."""
    return [_line(asked, attempt) for asked in attempt.questions]


def _line(asked: Asked, attempt: Attempt) -> AskedLine:
    question, language = asked.question, attempt.language
    known = question.type in types
    text, answer, solution = question.text, list[Line](), list[Line]()
    if known:
        question_type = types[question.type]
        text = question_type.text(question, asked.draw, language)
        solution = question_type.solution(asked.marked_as, asked.draw, language)
        if asked.answer:
            answer = question_type.tell(
                asked.marked_as, asked.draw, asked.answer.response, language
            )
    score = asked.score
    if score is None and attempt.finished and not asked.answered:
        score = 0.0
    return AskedLine(
        id=asked.id,
        text=text,
        format=question.format,
        picture=question.picture,
        known=known,
        answered=asked.answered,
        answer=answer,
        solution=solution,
        waits=asked.waits,
        score=in_per_cent(None if score is None else 100 * score),
        comment=asked.mark.comment if asked.mark else "",
        can_be_marked=attempt.finished and asked.answered,
    )
