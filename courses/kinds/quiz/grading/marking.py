"""A trainer's mark for one answer. It may be given anew: the last one counts, all are kept."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import BadPayload, Result, State
from courses.kinds.quiz.attempts import MARKED, Asked, read_attempts
from courses.kinds.quiz.grading.deciding import find_asked, fold_marks, reaches
from courses.kinds.quiz.grading.quizzes import KIND
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types import rubric as rubrics
from courses.kinds.quiz.types.registry import types
from courses.progress.ledger import Draft, Outcome, record_events
from courses.progress.sources import Source

MAX_COMMENT = 5000


def mark_answer(
    *,
    learner_id: Any,
    lesson_key: uuid.UUID,
    activity_id: str,
    attempt: int,
    question_id: str,
    score: float | None = None,
    rubric: Mapping[str, str] | None = None,
    comment: str = "",
    by_id: Any,
    event_id: uuid.UUID,
    pass_mark: float,
    seen_at: datetime | None = None,
) -> Outcome:
    """Record the mark of one answer of a finished attempt.

    Give `rubric` (`{criterion's id: level's id}`) where the question has one, else `score`, 0..1.
    Any answer may be marked by hand; where its type marks itself, `comment` must say why. A mark
    that somebody gave after `seen_at` (when the trainer opened the answer; None is now) is not
    written over: the outcome is a rejection, as for whatever else can't be taken. `pass_mark` is
    the quiz's, in per cent.
    """
    payload = {
        "attempt": attempt,
        "question": question_id,
        "score": score,
        "rubric": rubric or {},
        "comment": comment,
    }
    now = timezone.now()
    order = _Order(payload, by_id, pass_mark, min(seen_at or now, now))
    draft = Draft(
        id=event_id,
        learner_id=learner_id,
        lesson_key=lesson_key,
        activity_id=activity_id,
        kind=KIND,
        payload=payload,
        decide=partial(_decide, order),
        source=Source.PROXY,
        recorded_by_id=by_id,
    )
    return record_events([draft])[0]


def has_rubric(question: Question) -> bool:
    """Whether the question is marked by levels, and not in per cent."""
    return marked_by_person(question) and rubrics.max_points(rubric_of(question)) > 0


def rubric_of(question: Question) -> rubrics.Rubric:
    return question.data.get("rubric") or ()


def marked_by_person(question: Question) -> bool:
    """Whether only a person can mark its answers."""
    return question.type in types and types[question.type].graded_by_person


@dataclass(frozen=True, slots=True)
class _Order:
    """What a trainer sent, not looked at yet."""

    payload: Mapping[str, Any]
    by_id: Any
    pass_mark: float
    seen_at: datetime


def _decide(order: _Order, state: State) -> Result:
    number, question_id = order.payload["attempt"], order.payload["question"]
    found = find_asked(state, number, question_id)
    if found is None:
        raise BadPayload(_("There is no such question in this attempt."))
    attempt, asked = found
    if not attempt.finished:
        raise BadPayload(_("This attempt is not finished yet. Wait until it is handed in."))
    if asked.answer is None:
        raise BadPayload(_("This question was not answered: there is nothing to mark."))
    if asked.mark and asked.mark.at >= order.seen_at:
        raise BadPayload(_("This answer was marked meanwhile. Look at that mark first."))
    mark = {
        **_read_mark(asked, order.payload),
        "by": str(order.by_id),
        "digest": "",
    }
    detail = {"attempt": number, "marks": {question_id: mark}}
    after = read_attempts(fold_marks(state, detail, timezone.now()))
    detail["passed"] = reaches(after, order.pass_mark)
    return Result(MARKED, score=mark["score"], detail=detail)


def _read_mark(asked: Asked, payload: Mapping[str, Any]) -> dict[str, Any]:
    comment = _read_comment(payload["comment"])
    if not comment and not marked_by_person(asked.question):
        raise BadPayload(_("Write a comment: say why this mark is given by hand."))
    score, chosen = payload["score"], payload["rubric"]
    if not has_rubric(asked.question):
        if chosen:
            raise BadPayload(_("This question has no rubric. Give the mark in per cent."))
        return {"score": _read_score(score), "comment": comment, "rubric": {}}
    if score is not None or not isinstance(chosen, Mapping):
        raise BadPayload(_("Mark this answer by its rubric: choose a level for each criterion."))
    try:
        score = rubrics.score(rubric_of(asked.question), chosen)
    except ValueError as error:
        raise BadPayload(str(error)) from error
    return {"score": score, "comment": comment, "rubric": dict(chosen)}


def _read_score(score: Any) -> float:
    number = isinstance(score, int | float) and not isinstance(score, bool)
    if not number or not 0 <= score <= 1:
        raise BadPayload(_("Give a mark from 0 to 100 per cent."))
    return float(score)


def _read_comment(comment: Any) -> str:
    """PostgreSQL keeps no NUL and no half of a character."""
    if not isinstance(comment, str) or "\0" in comment or not _can_be_written(comment):
        raise BadPayload(_("The comment holds characters that can't be kept. Type it again."))
    if len(comment) > MAX_COMMENT:
        sentence = _("The comment is too long: at most %(limit)d characters.")
        raise BadPayload(sentence % {"limit": MAX_COMMENT})
    return comment.strip()


def _can_be_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
