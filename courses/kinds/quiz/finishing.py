"""Ends attempts whose time is long over, so that no result waits for somebody to come back."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import BadPayload, Result, State
from courses.kinds.quiz.activity import conclude
from courses.kinds.quiz.attempts import Attempt, read_attempts
from courses.kinds.quiz.grading.quizzes import KIND, PublishedQuiz, published_quizzes
from courses.kinds.quiz.rules import GRACE
from courses.kinds.quiz.sitting import Sitting
from courses.progress.ids import derive_ids
from courses.progress.ledger import Draft, Status, record_events
from courses.progress.queries import states_of_kind
from courses.progress.sources import Source

_NAMESPACE = uuid.UUID("7a1f3f52-9c2d-5b0e-8a43-2d6f0b9e4c17")
BATCH = 200
#: How often the progress is told, in states read.
_TELL_EACH = 1000


@dataclass(slots=True)
class Finished:
    """How many states were read, and how many attempts were ended."""

    read: int = 0
    ended: int = 0


def when_over(sitting: Sitting) -> datetime | None:
    """When the open attempt ended, if no answer to it can come any more; None otherwise.

    An answer that a phone kept without signal is taken for some hours after the end.
    """
    if sitting.current is None or sitting.end is None:
        return None
    window = timedelta(hours=sitting.quiz.rules.offline_hours)
    return sitting.end if sitting.now > sitting.end + GRACE + window else None


def finish_attempts(
    *, now: datetime | None = None, progress: Callable[[Finished], None] | None = None
) -> Finished:
    """End every attempt of a published quiz that is over but was never handed in.

    Run twice it does nothing more. `progress` is told now and then.
    """
    now = now or timezone.now()
    quizzes = published_quizzes()
    finished = Finished()
    drafts: list[Draft] = []
    lessons = {lesson_key for lesson_key, _activity_id in quizzes}
    for learner_id, lesson_key, activity_id, state in states_of_kind(KIND, lessons):
        finished.read += 1
        quiz = quizzes.get((lesson_key, activity_id))
        draft = _draft(learner_id, quiz, state, now) if quiz and _may_be_open(state) else None
        if draft:
            drafts.append(draft)
        if progress and finished.read % _TELL_EACH == 0:
            progress(finished)
    for begin in range(0, len(drafts), BATCH):
        outcomes = record_events(drafts[begin : begin + BATCH])
        finished.ended += sum(outcome.status is Status.ACCEPTED for outcome in outcomes)
        if progress:
            progress(finished)
    return finished


def _may_be_open(state: State) -> bool:
    """Cheaper than reading every attempt of everybody."""
    attempts = state.detail.get("attempts", {}).values()
    return any(one["layout"] and not one["finished_at"] for one in attempts)


def _draft(learner_id: Any, quiz: PublishedQuiz, state: State, now: datetime) -> Draft | None:
    attempt = _last(state)
    if attempt is None:
        return None
    end = when_over(Sitting(quiz.content(attempt.language), state, now))
    if end is None:
        return None
    name = f"{learner_id}:{quiz.lesson_key}:{quiz.activity_id}:{attempt.number}"
    ids = derive_ids(_NAMESPACE, name)
    return Draft(
        id=ids.id,
        ids=ids,
        learner_id=learner_id,
        lesson_key=quiz.lesson_key,
        activity_id=quiz.activity_id,
        kind=KIND,
        payload={"attempt": attempt.number, "finish": "1"},
        decide=partial(_decide, quiz, attempt.number, now),
        # The person did nothing now: when they were here last stays what it was.
        occurred_at=end,
        source=Source.DERIVED,
        language=attempt.language,
    )


def _decide(quiz: PublishedQuiz, number: int, now: datetime, state: State) -> Result:
    attempt = _last(state)
    sitting = attempt and Sitting(quiz.content(attempt.language), state, now)
    end = when_over(sitting) if sitting else None
    if not attempt or not sitting or attempt.number != number or end is None:
        raise BadPayload(_("This attempt is not over, or was ended meanwhile."))
    return conclude(sitting, {"attempt": number}, finished=end)


def _last(state: State) -> Attempt | None:
    attempts = read_attempts(state)
    return attempts[-1] if attempts else None
