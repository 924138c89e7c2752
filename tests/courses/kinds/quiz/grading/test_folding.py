"""Marks, marks by a corrected key and allowances fold alike in whatever order they come."""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.activities.contract import FRESH, Event, State
from courses.kinds.quiz.attempts import ALLOWED, MARKED, REGRADED, fold_event, read_attempts
from courses.kinds.quiz.questions import Question
from tests.courses.kinds.quiz.sitters import START, Sitter
from tests.factories.catalog import quiz_block
from tests.factories.grading import ESSAY_TEXT, choice, essay

CORRECTED = Question(id="q1", type="single_choice", text="Baru?", data={"answers": []})


def sit_twice() -> list[Event]:
    """What a person did: two attempts of a choice and an essay."""
    block = quiz_block(0, counts="last")
    block["value"]["questions"] = [choice("q1"), essay()]
    sitter = Sitter(block["value"])
    for attempt in (1, 2):
        sitter.choose(attempt, "q1", right=attempt == 2)
        sitter.wait(minutes=1)
        sitter.send({"attempt": attempt, "question": "essay", "text": ESSAY_TEXT})
        sitter.wait(minutes=1)
    return sitter.events


PERSONS_OWN = sit_twice()

scores = st.sampled_from([0.0, 0.25, 1.0])
#: Few moments, so that some events share one.
moments = st.integers(0, 3).map(lambda hours: START + timedelta(hours=hours))


def mark(score: float, digest: str) -> dict[str, Any]:
    return {"score": score, "comment": "", "rubric": {}, "by": "7", "digest": digest}


@st.composite
def staff_events(draw: Any) -> Event:
    verb = draw(st.sampled_from([MARKED, REGRADED, ALLOWED]))
    detail: dict[str, Any]
    if verb == ALLOWED:
        detail = {"minutes": draw(st.integers(0, 9)), "attempts": draw(st.integers(0, 9))}
    else:
        digest = CORRECTED.digest if verb == REGRADED else ""
        questions = draw(st.sets(st.sampled_from(["q1", "essay"]), min_size=1))
        detail = {
            "attempt": draw(st.integers(1, 2)),
            "marks": {one: mark(draw(scores), digest) for one in questions},
            "questions": {CORRECTED.digest: CORRECTED.as_json()} if digest else {},
            "passed": draw(st.booleans()),
        }
    event_id = uuid.UUID(int=draw(st.integers(1, 2**32)))
    return Event(event_id, verb, {}, None, detail, draw(moments))


def fold_all(events: Iterable[Event]) -> State:
    state = FRESH
    for event in events:
        after = fold_event(state, event)
        assert after.completed or not state.completed
        state = after
    return state


@settings(max_examples=150)
@given(staff=st.lists(staff_events(), max_size=6, unique_by=lambda event: event.id), data=st.data())
def test_any_order_and_any_repetition_give_the_same_state(staff: list[Event], data: Any) -> None:
    events = [*PERSONS_OWN, *staff]
    repeated = data.draw(st.lists(st.sampled_from(events), max_size=5))
    shuffled = data.draw(st.permutations([*events, *repeated]))
    assert fold_all(shuffled) == fold_all(events)


@given(staff=st.lists(staff_events(), max_size=4, unique_by=lambda event: event.id))
def test_scores_stay_within_their_bounds_and_nothing_is_lost(staff: list[Event]) -> None:
    state = fold_all([*PERSONS_OWN, *staff])
    assert state.score is None or 0 <= state.score <= 1
    assert 0 <= state.fraction <= 1
    attempts = read_attempts(state)
    assert [[one.answer is not None for one in attempt.asked] for attempt in attempts] == [
        [True, True],
        [True, True],
    ]
    # Two attempts with an essay each: what waits is what nobody has marked.
    marked = {
        (event.detail["attempt"], "essay")
        for event in staff
        if "essay" in event.detail.get("marks", {})
    }
    assert state.waiting is (len(marked) < 2)


def test_the_last_mark_counts() -> None:
    def marked(hours: int, score: float) -> Event:
        detail = {"attempt": 2, "marks": {"essay": mark(score, "")}}
        at = START + timedelta(hours=hours)
        return Event(uuid.uuid4(), MARKED, {}, None, detail, at)

    state = fold_all([*PERSONS_OWN, marked(2, 0.25), marked(1, 1.0)])
    assert read_attempts(state)[1].questions[1].score == 0.25
