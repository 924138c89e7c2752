"""More time and attempts for one person."""

import uuid
from typing import Any

import pytest

from courses.kinds.quiz.attempts import Allowance, read_allowance
from courses.kinds.quiz.grading.allowing import (
    MAX_ATTEMPTS,
    MAX_MINUTES,
    allow_more,
    allowed_people,
)
from courses.progress.ledger import Outcome, Status
from courses.progress.models import Event
from courses.progress.sources import Source
from lms.accounts.models import Person
from tests.factories.grading import Room, choice

pytestmark = pytest.mark.django_db


def allow(room: Room, person: Person, *, event_id: uuid.UUID | None = None, **more: Any) -> Outcome:
    return allow_more(
        **{
            "learner_id": person.pk,
            "lesson_key": room.lesson_key,
            "activity_id": room.activity_id,
            "minutes": 0,
            "attempts": 0,
            "by_id": room.trainer.pk,
            "event_id": event_id or uuid.uuid4(),
            **more,
        }
    )


def test_one_more_attempt_for_one_person_alone() -> None:
    room = Room(choice("q1"), tries=1)
    people = [room.welcome(), room.welcome()]
    for person in people:
        room.sit(person, ("q1", "wrong"))
    assert allow(room, people[0], attempts=1).status is Status.ACCEPTED
    payload = {"attempt": 2, "question": "q1", "choice": "q1-right"}
    assert room.send(people[0], payload).status is Status.ACCEPTED
    assert room.send(people[1], payload).status is Status.REJECTED
    event = Event.objects.get(verb="authorized")
    assert (event.source, event.recorded_by_id) == (Source.PROXY.value, room.trainer.pk)
    assert event.detail == {"minutes": 0, "attempts": 1, "by": str(room.trainer.pk)}


def test_the_last_word_counts_and_can_take_it_back() -> None:
    room = Room(choice("q1"), minutes=10)
    person = room.welcome()
    for minutes in (15, 5, 0):
        allow(room, person, minutes=minutes)
        assert read_allowance(room.state(person)) == Allowance(minutes, 0)


def test_before_somebody_has_begun_and_the_same_tap_twice() -> None:
    room = Room(choice("q1"), minutes=10)
    person = room.welcome()
    event_id = uuid.uuid4()
    assert allow(room, person, minutes=5, event_id=event_id).status is Status.ACCEPTED
    assert allow(room, person, minutes=5, event_id=event_id).status is Status.DUPLICATE
    assert not room.state(person).completed
    assert room.attempts(person) == []


@pytest.mark.parametrize(
    "more",
    [
        {"minutes": -1},
        {"minutes": MAX_MINUTES + 1},
        {"minutes": 1.5},
        {"minutes": "5"},
        {"minutes": True},
        {"minutes": None},
        {"attempts": -1},
        {"attempts": MAX_ATTEMPTS + 1},
        {"attempts": 10**30},
    ],
)
def test_what_is_out_of_bounds_is_refused(more: dict[str, Any]) -> None:
    room = Room(choice("q1"))
    person = room.welcome()
    outcome = allow(room, person, **more)
    assert outcome.status is Status.REJECTED
    assert outcome.reason
    assert not Event.objects.filter(verb="authorized").exists()


def test_who_is_allowed_more_is_listed_by_name() -> None:
    room = Room(choice("q1"))
    people = [room.welcome(name=name) for name in ("Citra", "Ani", "Budi")]
    for person in people:
        room.sit(person, ("q1", "wrong"))
        allow(room, person, minutes=5)
    allow(room, people[2])
    assert [one.person.name for one in allowed_people(room.quiz)] == ["Ani", "Citra"]
