"""Marks again by a plan that a trainer has seen: exactly that, or nothing."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.activities.contract import BadPayload, Result, State
from courses.kinds.quiz.attempts import REGRADED
from courses.kinds.quiz.grading.quizzes import KIND, PublishedQuiz
from courses.kinds.quiz.grading.regrading import (
    AttemptChange,
    PersonLine,
    Plan,
    compare,
    event_ids,
    plan_regrade,
)
from courses.progress.ledger import Draft, Status, record_events
from courses.progress.sources import Source

#: How many events are recorded in one transaction; one person's are never parted.
BATCH = 200

CHANGED_MEANWHILE = _("Something changed meanwhile. Look at this person in a new dry run.")


class PlanChanged(Exception):
    """What would change is not what the trainer saw. `plan` is how it is now; nothing is done."""

    sentence = _(
        "The answers or the key have changed since this list was made, so nothing was marked "
        "again. Look at the new list, then apply that."
    )

    def __init__(self, plan: Plan) -> None:
        super().__init__(str(self.sentence))
        self.plan = plan


@dataclass(slots=True)
class Report:
    """What became of a plan: whose scores were changed now, who kept them and sees the corrected
    question; for whom all that had been done before, whose attempts had changed meanwhile and were
    left alone; `left` is how many people are still to come."""

    changed: list[PersonLine] = field(default_factory=list)
    informed: list[PersonLine] = field(default_factory=list)
    repeated: list[PersonLine] = field(default_factory=list)
    missed: list[PersonLine] = field(default_factory=list)
    left: int = 0

    @property
    def newly_passed(self) -> list[PersonLine]:
        return [line for line in self.changed if line.change.newly_passed]


def apply_regrade(
    fingerprint: str,
    quiz: PublishedQuiz,
    *,
    by_id: Any,
    progress: Callable[[int, int], None] | None = None,
    seconds: float | None = None,
) -> Report:
    """Do what the plan with this fingerprint says. Raises `PlanChanged` where it is another now.

    Applied again, or after an interruption, it goes on where it was and does nothing twice. After
    `seconds` it stops and says how many are left. `progress(done, people)` is told of each batch.
    """
    began = time.monotonic()
    plan = plan_regrade(quiz, resuming=fingerprint)
    if plan.fingerprint != fingerprint:
        raise PlanChanged(plan_regrade(quiz))
    whole = plan.writing
    left = [line for line in whole if not line.change.done]
    report = Report(repeated=[line for line in whole if line.change.done], left=len(left))
    for batch in _batches(left):
        _apply(batch, plan, by_id, report)
        report.left -= len(batch)
        if progress:
            progress(len(whole) - report.left, len(whole))
        if seconds is not None and time.monotonic() - began > seconds:
            break
    return report


def _batches(lines: Sequence[PersonLine]) -> Iterator[list[PersonLine]]:
    batch: list[PersonLine] = []
    events = 0
    for line in lines:
        if batch and events + len(line.change.written) > BATCH:
            yield batch
            batch, events = [], 0
        batch.append(line)
        events += len(line.change.written)
    if batch:
        yield batch


def _apply(batch: Sequence[PersonLine], plan: Plan, by_id: Any, report: Report) -> None:
    drafts = [
        _draft(line, attempt, plan, by_id) for line in batch for attempt in line.change.written
    ]
    outcomes = iter(record_events(drafts))
    for line in batch:
        statuses = {next(outcomes).status for _attempt in line.change.written}
        if Status.REJECTED in statuses:
            report.missed.append(line)
        elif Status.ACCEPTED in statuses:
            (report.changed if line.change.attempts else report.informed).append(line)
        else:
            report.repeated.append(line)


def _draft(line: PersonLine, attempt: AttemptChange, plan: Plan, by_id: Any) -> Draft:
    quiz = plan.quiz
    ids = event_ids(plan.fingerprint, line.learner_id, attempt.number)
    return Draft(
        id=ids.id,
        ids=ids,
        learner_id=line.learner_id,
        lesson_key=quiz.lesson_key,
        activity_id=quiz.activity_id,
        kind=KIND,
        payload={"attempt": attempt.number, "plan": plan.fingerprint},
        decide=partial(_decide, line, attempt, plan, by_id),
        source=Source.PROXY,
        recorded_by_id=by_id,
    )


def _decide(
    line: PersonLine, attempt: AttemptChange, plan: Plan, by_id: Any, state: State
) -> Result:
    # Inside the ledger's transaction: what is written is what was shown, or nothing is.
    now = compare(
        state,
        plan.keys,
        learner_id=line.learner_id,
        pass_mark=plan.quiz.rules.pass_mark,
        resuming=plan.fingerprint,
    )
    if not now.same_as(line.change):
        raise BadPayload(CHANGED_MEANWHILE)
    marks = {
        one.question_id: {
            "score": one.after,
            "comment": "",
            "rubric": {},
            "by": "" if by_id is None else str(by_id),
            "digest": one.current.digest,
            "was": one.replaced,
        }
        for one in attempt.marked
    }
    questions = {one.current.digest: one.current.as_json() for one in attempt.marked}
    # Passed by what all attempts come to once every one of them is marked again.
    detail = {
        "attempt": attempt.number,
        "marks": marks,
        "questions": questions,
        "passed": line.change.reaches,
    }
    return Result(REGRADED, score=attempt.after, detail=detail)
