"""Of two beginnings of one attempt the earliest counts, whichever a server hears of first."""

import uuid
from datetime import timedelta
from itertools import permutations
from typing import Any

from courses.activities.contract import FRESH, Event, State
from courses.kinds.quiz.attempts import STARTED, fold_event, read_attempts
from courses.kinds.quiz.layouts import Quiz, lay_out
from tests.courses.kinds.quiz.sitters import START, Sitter


def begin(minutes: int, *, number: int = 1, event_id: int = 0) -> Event:
    """The start of attempt 1 so many minutes after 8 o'clock, as one server drew it."""
    at = START + timedelta(minutes=minutes)
    sitter = Sitter(questions=6, shuffle_questions=True, minutes=10)
    detail: dict[str, Any] = lay_out(Quiz(sitter.value), number=number, now=at, language="id")
    chosen = uuid.UUID(int=event_id) if event_id else uuid.uuid4()
    return Event(chosen, STARTED, {}, None, {"attempt": number, **detail}, at)


def fold_all(events: Any) -> State:
    state = FRESH
    for event in events:
        state = fold_event(state, event)
    return state


def test_the_earliest_start_wins_in_any_order() -> None:
    events = [begin(0), begin(2), begin(5)]
    earliest = events[0].detail["layout"]
    states = [fold_all(order) for order in permutations(events)]
    assert all(state == states[0] for state in states)
    [attempt] = read_attempts(states[0])
    assert attempt.started_at == START
    assert [one.id for one in attempt.asked] == [one["id"] for one in earliest["asked"]]


def test_of_two_starts_in_the_same_moment_the_lesser_id_wins() -> None:
    one, other = begin(0, event_id=1), begin(0, event_id=2)
    for order in ((one, other), (other, one), (one, other, one)):
        kept = fold_all(order).detail["attempts"]["1"]["layout"]
        assert kept["event"] == str(one.id)
        assert kept["asked"] == one.detail["layout"]["asked"]


def test_a_later_start_moves_no_deadline() -> None:
    state = fold_all([begin(0), begin(9)])
    sitter = Sitter(questions=6, shuffle_questions=True, minutes=10)
    sitter.state = state
    assert read_attempts(sitter.state)[0].started_at == START
