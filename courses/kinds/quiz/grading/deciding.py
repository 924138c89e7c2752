"""What becomes of somebody's attempts by marks that are about to be recorded."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from courses.activities.contract import Event, State
from courses.kinds.quiz.attempts import (
    MARKED,
    Asked,
    Attempt,
    count_sum,
    fold_event,
    read_attempts,
)


def fold_marks(state: State, detail: Mapping[str, Any], at: datetime) -> State:
    """The state after an event with this detail, as it will be folded."""
    return fold_event(state, Event(uuid.UUID(int=0), MARKED, {}, None, detail, at))


def reaches(attempts: Sequence[Attempt], pass_mark: float) -> bool:
    """Whether what is certain of the score that counts is enough; `pass_mark` is in per cent."""
    return (count_sum(attempts) or 0.0) * 100 >= pass_mark - 1e-9


def find_asked(state: State, attempt: Any, question_id: str) -> tuple[Attempt, Asked] | None:
    """One of somebody's attempts, and a question that it asks."""
    for one in read_attempts(state):
        if one.number == attempt and (asked := one.find(question_id)):
            return one, asked
    return None
