"""A trainer's mark: what it does, and what it refuses."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from courses.kinds.quiz.grading.marking import MAX_COMMENT, mark_answer
from courses.progress.ledger import Outcome, Status
from courses.progress.models import Event
from courses.progress.sources import Source
from lms.accounts.models import Person
from tests.factories.grading import ESSAY_TEXT, Room, choice, essay


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The sentences are compared as they are in the source."""
    with override("en"):
        yield


pytestmark = pytest.mark.django_db


def mark(room: Room, person: Person, question_id: str = "essay", **given: Any) -> Outcome:
    return mark_answer(
        **{
            "learner_id": person.pk,
            "lesson_key": room.lesson_key,
            "activity_id": room.activity_id,
            "attempt": 1,
            "question_id": question_id,
            "by_id": room.trainer.pk,
            "event_id": uuid.uuid4(),
            "pass_mark": room.quiz.rules.pass_mark,
            **given,
        }
    )


def a_room(**fields: Any) -> tuple[Room, Person]:
    """Somebody has answered a choice right and an essay that waits."""
    room = Room(choice("q1"), essay(**fields))
    person = room.welcome()
    room.sit(person, ("q1", "right"), ("essay", ESSAY_TEXT))
    return room, person


def test_a_mark_in_per_cent_ends_the_wait_and_passes_the_quiz_and_its_lesson() -> None:
    room, person = a_room()
    assert (room.state(person).waiting, room.state(person).score) == (True, None)
    assert not room.lesson_done(person)
    outcome = mark(room, person, score=0.4, comment=" Lebih rinci. ")
    assert outcome.status is Status.ACCEPTED
    state = room.state(person)
    assert (state.waiting, state.completed) == (False, True)
    assert state.score == pytest.approx(0.7)
    [attempt] = room.attempts(person)
    [_q1, asked] = attempt.questions
    assert asked.mark is not None
    assert (asked.mark.score, asked.mark.comment, asked.mark.by_person) == (
        0.4,
        "Lebih rinci.",
        True,
    )
    assert room.lesson_done(person)


def test_who_marked_and_how_stands_in_the_event() -> None:
    room, person = a_room()
    mark(room, person, score=0.4, comment="Bagus")
    event = Event.objects.get(verb="scored")
    assert (event.source, event.recorded_by_id) == (Source.PROXY.value, room.trainer.pk)
    assert event.score == 0.4
    assert event.detail == {
        "attempt": 1,
        "marks": {
            "essay": {
                "score": 0.4,
                "comment": "Bagus",
                "rubric": {},
                "by": str(room.trainer.pk),
                "digest": "",
            }
        },
        "passed": True,
    }


@pytest.mark.parametrize(
    ("score", "pass_mark", "passed"), [(0.2, 60, True), (0.19, 60, False), (0.0, 50, True)]
)
def test_the_pass_mark_is_reached_exactly(score: float, pass_mark: int, passed: bool) -> None:
    room, person = a_room()
    # Before the mark the half that is certain is not enough for 60, but it is for 50.
    mark(room, person, score=score, pass_mark=pass_mark)
    assert room.state(person).completed is passed


@pytest.mark.parametrize(
    ("chosen", "score"),
    [
        ({"clear": "c2", "real": "r3"}, 1.0),
        ({"clear": "c1", "real": "r0"}, 0.2),
        ({"clear": "c0", "real": "r3"}, 0.6),
        ({"clear": "c0", "real": "r0"}, 0.0),
    ],
)
def test_a_rubric_gives_the_share_of_its_points(chosen: dict[str, str], score: float) -> None:
    room, person = a_room(by_rubric=True)
    assert mark(room, person, rubric=chosen).status is Status.ACCEPTED
    [_q1, asked] = room.attempts(person)[0].questions
    assert asked.score == pytest.approx(score)
    assert asked.mark is not None
    assert asked.mark.rubric == chosen


def test_a_later_mark_counts_and_a_pass_is_not_taken_back() -> None:
    room, person = a_room()
    mark(room, person, score=1.0)
    mark(room, person, score=0.0, comment="Disalin dari internet.")
    state = room.state(person)
    assert state.score == pytest.approx(0.5)
    assert state.completed
    assert Event.objects.filter(verb="scored").count() == 2


def test_the_same_tap_twice_makes_one_mark() -> None:
    room, person = a_room()
    event_id = uuid.uuid4()
    assert mark(room, person, score=0.5, event_id=event_id).status is Status.ACCEPTED
    assert mark(room, person, score=0.5, event_id=event_id).status is Status.DUPLICATE
    assert mark(room, person, score=0.6, event_id=event_id).status is Status.REJECTED
    assert Event.objects.filter(verb="scored").count() == 1


def test_a_mark_that_somebody_gave_since_is_not_written_over_unseen() -> None:
    room, person = a_room()
    opened = timezone.now()
    assert mark(room, person, score=0.9).status is Status.ACCEPTED
    with override("en"):
        outcome = mark(room, person, score=0.1, seen_at=opened)
    assert outcome.status is Status.REJECTED
    assert "marked meanwhile" in str(outcome.reason)
    assert mark(room, person, score=0.1, seen_at=timezone.now()).status is Status.ACCEPTED


def test_what_a_machine_marked_can_be_marked_by_hand_with_a_reason() -> None:
    room = Room(choice("q1"))
    person = room.welcome()
    room.sit(person, ("q1", "wrong"))
    with override("en"):
        refused = mark(room, person, "q1", score=1.0, comment="  ")
    assert "Write a comment" in str(refused.reason)
    assert mark(room, person, "q1", score=1.0, comment="Soal rancu.").status is Status.ACCEPTED
    assert room.state(person).completed


BY_RUBRIC = {"by_rubric": True}


@pytest.mark.parametrize(
    ("fields", "given", "sentence"),
    [
        ({}, {"score": -0.01}, "0 to 100"),
        ({}, {"score": 1.01}, "0 to 100"),
        ({}, {"score": float("nan")}, "0 to 100"),
        ({}, {"score": float("inf")}, "0 to 100"),
        ({}, {"score": 10**400}, "0 to 100"),
        ({}, {"score": True}, "0 to 100"),
        ({}, {"score": "1"}, "0 to 100"),
        ({}, {"score": None}, "0 to 100"),
        ({}, {"rubric": {"clear": "c2"}}, "no rubric"),
        ({}, {"score": 0.5, "attempt": 2}, "no such question"),
        ({}, {"score": 0.5, "attempt": "1"}, "no such question"),
        ({}, {"score": 0.5, "question_id": "q9"}, "no such question"),
        ({}, {"score": 0.5, "comment": "a\0b"}, "can't be kept"),
        ({}, {"score": 0.5, "comment": "\ud800"}, "can't be kept"),
        ({}, {"score": 0.5, "comment": None}, "can't be kept"),
        ({}, {"score": 0.5, "comment": "x" * (MAX_COMMENT + 1)}, "too long"),
        (BY_RUBRIC, {"score": 0.5}, "by its rubric"),
        (BY_RUBRIC, {"rubric": ["c2"]}, "by its rubric"),
        (BY_RUBRIC, {}, "Choose a level for “Jelas”"),
        (BY_RUBRIC, {"rubric": {"clear": "c2"}}, "Choose a level for “Nyata”"),
        (BY_RUBRIC, {"rubric": {"clear": "c2", "real": "c2"}}, "not in the rubric any more"),
        (BY_RUBRIC, {"rubric": {"clear": ["c2"], "real": "r3"}}, "not in the rubric any more"),
        (BY_RUBRIC, {"rubric": {"clear": "c2", "real": "r3", "x": "y"}}, "rubric was changed"),
    ],
)
def test_a_mark_that_cannot_be_taken_says_why_and_writes_nothing(
    fields: dict[str, Any], given: dict[str, Any], sentence: str
) -> None:
    room, person = a_room(**fields)
    with override("en"):
        outcome = mark(room, person, **given)
    assert outcome.status is Status.REJECTED
    assert sentence in str(outcome.reason)
    assert room.state(person).waiting
    assert not Event.objects.filter(verb="scored").exists()


def test_only_a_finished_try_and_an_answered_question_are_marked() -> None:
    room = Room(essay("essay1"), essay("essay2"), behaviour="deferred")
    person = room.welcome()
    room.sit(person, ("essay1", ESSAY_TEXT))
    with override("en"):
        assert "not finished" in str(mark(room, person, "essay1", score=1.0).reason)
        room.send(person, {"attempt": 1, "finish": "1"})
        assert "not answered" in str(mark(room, person, "essay2", score=1.0).reason)
    assert mark(room, person, "essay1", score=1.0).status is Status.ACCEPTED
    assert room.state(person).score == pytest.approx(0.5)


def test_somebody_elses_try_is_not_found() -> None:
    room, _person = a_room()
    stranger = room.welcome()
    assert mark(room, stranger, score=1.0).status is Status.REJECTED
    assert not Event.objects.filter(learner=stranger, kind="quiz").exists()
