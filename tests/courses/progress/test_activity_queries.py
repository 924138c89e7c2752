"""What others may read of one activity."""

import uuid
from typing import Any

import pytest

from courses.activities.contract import Result, State
from courses.activities.registry import kinds
from courses.progress.ledger import Draft, record_events
from courses.progress.queries import (
    activity_events,
    activity_state,
    activity_states,
    waiting_states,
)
from courses.progress.replay import replay_states
from tests.factories.accounts import PersonFactory

LESSON = uuid.uuid4()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pledge kind with answers that somebody has to look at, until they were."""

    def fold(state: State, event: Any) -> State:
        seen = state.completed or event.verb == "seen"
        return State(completed=seen, fraction=1.0, waiting=not seen)

    monkeypatch.setattr(
        type(kinds["pledge"]), "fold", lambda self, state, event: fold(state, event)
    )


def record(person: Any, verb: str = "pledged", by: Any = None) -> None:
    draft = Draft(
        id=uuid.uuid4(),
        learner_id=person.pk,
        lesson_key=LESSON,
        activity_id="a1",
        kind="pledge",
        decide=lambda state: Result(verb),
        recorded_by_id=(by or person).pk,
    )
    record_events([draft])


@pytest.mark.django_db(transaction=True)
def test_what_waits_is_found_the_longest_waiting_first(waits: None) -> None:
    first, second, done = (PersonFactory(participant=True) for _one in range(3))
    for person in (first, second, done):
        record(person)
    record(done, "seen")
    found = [(learner, activity) for learner, _key, activity, *_rest in waiting_states("pledge")]
    assert found == [(first.pk, "a1"), (second.pk, "a1")]
    assert list(waiting_states("quiz")) == []
    assert replay_states(repair=False).differences == []


@pytest.mark.django_db(transaction=True)
def test_an_activity_is_read_with_all_its_people_and_events(waits: None) -> None:
    learner, trainer = PersonFactory(participant=True), PersonFactory(trainer=True)
    record(learner)
    record(learner, "seen", by=trainer)
    record(PersonFactory(participant=True))
    states = {who: state.waiting for who, state, *_times in activity_states(LESSON, "a1")}
    assert states[learner.pk] is False
    assert len(states) == 2
    assert activity_state(learner.pk, LESSON, "a1").completed
    assert activity_state(trainer.pk, LESSON, "a1") == State()
    events = list(activity_events(learner.pk, LESSON, "a1"))
    assert [(one.fact.verb, one.recorded_by_id) for one in events] == [
        ("pledged", learner.pk),
        ("seen", trainer.pk),
    ]
