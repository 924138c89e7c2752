"""From events to states: an activity by its kind, a lesson or course by a rule of its own."""

from courses.activities import contract
from courses.activities.registry import kinds

LESSON = "lesson"
COURSE = "course"
#: The verb of an event that says a whole lesson or course is done.
COMPLETED = "completed"


def fold(kind: str, state: contract.State, event: contract.Event) -> contract.State:
    """The state after `event`. Raises `UnknownKind` where the kind's app is not installed."""
    if kind in (LESSON, COURSE):
        return _fold_whole(state, event)
    return kinds[kind].fold(state, event)


def _fold_whole(state: contract.State, event: contract.Event) -> contract.State:
    if event.verb != COMPLETED:
        return state
    return contract.State(completed=True, score=state.score, fraction=1.0, detail=state.detail)
