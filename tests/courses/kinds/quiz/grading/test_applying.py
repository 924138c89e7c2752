"""What comes between a dry run and its doing: others, an interruption, a second tap."""

from typing import Any

import pytest
from django.core.management import call_command

from courses.kinds.quiz.grading import applying
from courses.kinds.quiz.grading.applying import PlanChanged, apply_regrade
from courses.kinds.quiz.grading.regrading import Plan, plan_regrade
from lms.accounts.models import Person
from tests.courses.kinds.quiz.grading.doing import apply, mark, regrades, standing
from tests.factories.grading import Room, choice

pytestmark = pytest.mark.django_db


def two_who_would_change() -> tuple[Room, list[Person], Plan]:
    room = Room(choice("q1"), choice("q2"))
    people = [room.welcome(name=f"Peserta {number}") for number in range(4)]
    for person in people:
        room.sit(person, ("q1", "wrong"), ("q2", "right"))
        room.sit(person, ("q1", "wrong"), ("q2", "wrong"), attempt=2)
    room.edit(choice("q1", right="wrong"), choice("q2"))
    return room, people, plan_regrade(room.quiz)


def test_a_plan_that_is_not_true_any_more_writes_nothing_and_comes_with_the_new_one() -> None:
    room, people, plan = two_who_would_change()
    room.sit(people[0], ("q1", "right"), ("q2", "right"), attempt=3)
    # That try was asked by the corrected key: it changes nothing.
    assert plan_regrade(room.quiz).fingerprint == plan.fingerprint
    mark(room, people[1], "q1", 1.0)
    with pytest.raises(PlanChanged) as caught:
        apply(room, plan)
    assert regrades() == 0
    assert caught.value.plan.fingerprint == plan_regrade(room.quiz).fingerprint
    assert caught.value.plan.fingerprint != plan.fingerprint
    assert len(apply(room, caught.value.plan).changed) == 4


@pytest.mark.parametrize("rules", [{"pass_mark": 90}, {"right": "right"}])
def test_another_key_or_pass_mark_makes_it_another_plan(rules: dict[str, Any]) -> None:
    room, _people, plan = two_who_would_change()
    right = rules.pop("right", "wrong")
    room.edit(choice("q1", right=right), choice("q2"), **rules)
    with pytest.raises(PlanChanged):
        apply(room, plan)
    assert regrades() == 0


def test_an_invented_fingerprint_writes_nothing() -> None:
    room, _people, _plan = two_who_would_change()
    for invented in ("", "0" * 24, "x"):
        with pytest.raises(PlanChanged):
            apply_regrade(invented, room.quiz, by_id=room.trainer.pk)
    assert regrades() == 0


def test_an_interrupted_regrade_goes_on_and_one_that_is_repeated_does_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room, people, plan = two_who_would_change()
    monkeypatch.setattr(applying, "BATCH", 3)
    told: list[tuple[int, int]] = []

    def stop_after_two(done: int, whole: int) -> None:
        told.append((done, whole))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(room, plan, progress=stop_after_two)
    # A person's events are never parted: two events in each transaction.
    assert (told, regrades()) == ([(1, 4), (2, 4)], 4)
    report = apply(room, plan)
    assert (len(report.repeated), len(report.changed), report.left) == (2, 2, 0)
    assert regrades() == 8
    again = apply(room, plan)
    assert (len(again.repeated), len(again.changed)) == (4, 0)
    assert regrades() == 8
    assert all(standing(room, one).attempts == {1: 1.0, 2: 0.5} for one in people)
    call_command("replay_progress", check=True)


def test_with_too_little_time_it_stops_and_says_how_many_are_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room, _people, plan = two_who_would_change()
    monkeypatch.setattr(applying, "BATCH", 2)
    assert [apply(room, plan, seconds=0).left for _each in range(5)] == [3, 2, 1, 0, 0]
    assert regrades() == 8


def test_who_changed_between_the_check_and_the_writing_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room, people, plan = two_who_would_change()
    monkeypatch.setattr(applying, "BATCH", 2)
    spoiled = plan.changing[-1]
    [person] = [one for one in people if one.pk == spoiled.learner_id]

    def spoil(done: int, whole: int) -> None:
        if done == 1:
            mark(room, person, "q1", 0.5)

    report = apply(room, plan, progress=spoil)
    assert [line.learner_id for line in report.missed] == [person.pk]
    assert len(report.changed) == 3
    assert room.attempts(person)[0].questions[0].score == 0.5
    with pytest.raises(PlanChanged):
        apply(room, plan)


def test_a_key_that_is_corrected_there_and_back_and_there_again_is_applied_each_time() -> None:
    room = Room(choice("q1"))
    person = room.welcome()
    room.sit(person, ("q1", "wrong"))
    scores = []
    fingerprints = set()
    for right in ("wrong", "right", "wrong", "right"):
        room.edit(choice("q1", right=right))
        plan = plan_regrade(room.quiz)
        fingerprints.add(plan.fingerprint)
        apply(room, plan)
        scores.append(room.state(person).score)
    assert scores == [1, 0, 1, 0]
    assert len(fingerprints) == 4


def test_going_on_also_works_where_it_was_marked_again_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room, _people, plan = two_who_would_change()
    apply(room, plan)
    room.edit(choice("q1"), choice("q2"))
    back = plan_regrade(room.quiz)
    monkeypatch.setattr(applying, "BATCH", 2)
    assert apply(room, back, seconds=0).left == 3
    report = apply(room, back)
    assert (len(report.repeated), len(report.changed)) == (1, 3)
    assert plan_regrade(room.quiz).changing == []
