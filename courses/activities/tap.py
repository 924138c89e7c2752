"""Kinds that a person completes by their own tap: "Sudah saya baca", "Sudah saya dengar"."""

from collections.abc import Mapping
from typing import Any, ClassVar

from courses.activities.contract import ActivityKind, Event, Offline, Result, State

COMPLETED = "completed"


class TappedKind(ActivityKind):
    """Nothing is marked: one tap at the end completes it, and a further tap changes nothing."""

    offline = Offline.SUBMIT
    verbs: ClassVar[Mapping[str, str]] = {COMPLETED: "http://adlnet.gov/expapi/verbs/completed"}

    def submit(self, value: Any, payload: Mapping[str, Any], state: State) -> Result:
        return Result(COMPLETED)

    def fold(self, state: State, event: Event) -> State:
        return State(completed=True, fraction=1.0) if event.verb == COMPLETED else state

    def redact(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {}
