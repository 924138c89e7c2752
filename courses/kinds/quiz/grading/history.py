"""What became of one answer, from the ledger: given, marked, marked again."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from courses.kinds.quiz.attempts import MARKED, REGRADED
from courses.kinds.quiz.people import name_people
from courses.progress.queries import Recorded, activity_events


class What(Enum):
    ANSWERED = "answered"
    MARKED = "marked"
    REGRADED = "regraded"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `by` names the trainer, "" for the person's own answer; `score` is
    0..1, None where it waits for a mark; `response` is what was answered, of the try `number`."""

    what: What
    at: datetime
    by: str = ""
    score: float | None = None
    comment: str = ""
    rubric: Mapping[str, str] | None = None
    response: Any = None
    number: int = 0


def history_of_answer(
    learner_id: Any, lesson_key: uuid.UUID, activity_id: str, *, attempt: int, question_id: str
) -> list[Entry]:
    """In the order in which it was recorded. Two statements at most."""
    recorded = [
        one
        for one in activity_events(learner_id, lesson_key, activity_id)
        if one.fact.detail.get("attempt") == attempt
    ]
    names = _names(recorded)
    return [entry for one in recorded for entry in _entries(one, question_id, names)]


def _names(recorded: Sequence[Recorded]) -> Mapping[Any, str]:
    ids = {one.recorded_by_id for one in recorded if one.fact.verb in (MARKED, REGRADED)}
    ids.discard(None)
    return {pk: person.name for pk, person in name_people(ids).items()} if ids else {}


def _entries(one: Recorded, question_id: str, names: Mapping[Any, str]) -> Iterator[Entry]:
    detail, at = one.fact.detail, one.fact.occurred_at
    if detail.get("question") == question_id and "response" in detail:
        yield Entry(
            What.ANSWERED,
            at,
            score=detail["score"],
            response=detail["response"],
            number=detail["try"],
        )
    if mark := detail.get("marks", {}).get(question_id):
        yield Entry(
            What.REGRADED if one.fact.verb == REGRADED else What.MARKED,
            at,
            by=names.get(one.recorded_by_id, ""),
            score=mark["score"],
            comment=mark["comment"],
            rubric=mark["rubric"],
        )
