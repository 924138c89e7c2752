"""What somebody may know of what they have done: a result that is not released stays a secret."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from courses.activities.blocks import MISSING
from courses.activities.contract import State
from courses.activities.registry import kinds


def told_from(body: Iterable[Any]) -> datetime | None:
    """When the last result of a lesson's activities is released; None where none is kept back."""
    times = (
        kinds[block.block_type].told_from(block.value)
        for block in body
        if block.block_type != MISSING
    )
    return max(filter(None, times), default=None)


def is_told(moment: datetime | None, *, now: datetime) -> bool:
    """Whether at `now` a result is no secret any more that is released at `moment`."""
    return moment is None or moment < now


def told_state(kind: str, value: Any, state: State, *, now: datetime) -> State:
    """A person's state in an activity as they may know it."""
    if not state.completed or is_told(kinds[kind].told_from(value), now=now):
        return state
    return replace(state, completed=False, score=None)
