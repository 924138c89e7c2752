"""Which answers wait, and what became of one."""

import uuid
from typing import Any

import pytest

from courses.kinds.quiz.grading.history import What, history_of_answer
from courses.kinds.quiz.grading.marking import mark_answer
from courses.kinds.quiz.grading.queue import waiting_answers
from lms.accounts.models import Person
from tests.factories.grading import ESSAY_TEXT, Room, choice, essay
from tests.statements import count_statements

pytestmark = pytest.mark.django_db


def mark(room: Room, person: Person, question_id: str, **given: Any) -> None:
    mark_answer(
        learner_id=person.pk,
        lesson_key=room.lesson_key,
        activity_id=room.activity_id,
        attempt=1,
        question_id=question_id,
        by_id=room.trainer.pk,
        event_id=uuid.uuid4(),
        pass_mark=60,
        **given,
    )


def test_the_longest_waiting_comes_first_with_all_that_a_trainer_needs() -> None:
    room = Room(choice("q1"), essay("essay1"), essay("essay2"))
    first = room.welcome(name="Siti Rahmawati", code="LT-0001")
    second = room.welcome(name="Budi Santoso", code="LT-0002")
    for person in (first, second):
        room.sit(person, ("q1", "right"), ("essay1", ESSAY_TEXT), ("essay2", ESSAY_TEXT))
    lines = waiting_answers()
    assert [(line.code, line.asked.id) for line in lines] == [
        ("LT-0001", "essay1"),
        ("LT-0001", "essay2"),
        ("LT-0002", "essay1"),
        ("LT-0002", "essay2"),
    ]
    line = lines[0]
    assert (line.name, line.attempt.number) == ("Siti Rahmawati", 1)
    assert line.question == "Apa langkahmu, essay1?"
    assert line.quiz.lesson_title == room.lesson.title
    assert line.quiz.course_title == room.lesson.get_parent().title
    assert line.since == room.attempts(first)[0].finished_at
    mark(room, first, "essay1", score=0.5)
    assert [line.asked.id for line in waiting_answers()] == ["essay2", "essay1", "essay2"]


def test_what_is_not_handed_in_does_not_wait() -> None:
    room = Room(essay("essay1"), essay("essay2"))
    person = room.welcome()
    room.sit(person, ("essay1", ESSAY_TEXT))
    assert waiting_answers() == []


def test_one_quiz_alone_and_none_whose_lesson_is_not_published() -> None:
    rooms = [Room(essay()) for _each in range(2)]
    for room in rooms:
        room.sit(room.welcome(), ("essay", ESSAY_TEXT))
    one = rooms[0]
    assert len(waiting_answers()) == 2
    assert [
        line.quiz.lesson_key for line in waiting_answers((one.lesson_key, one.activity_id))
    ] == [one.lesson_key]
    one.lesson.unpublish()
    assert [line.quiz.lesson_key for line in waiting_answers()] == [rooms[1].lesson_key]
    assert waiting_answers((one.lesson_key, one.activity_id)) == []


def test_the_queue_takes_as_many_statements_for_one_as_for_many() -> None:
    def read() -> int:
        return count_statements(lambda: [line.question for line in waiting_answers()])

    room = Room(essay("essay1"), essay("essay2"))
    room.sit(room.welcome(), ("essay1", ESSAY_TEXT), ("essay2", ESSAY_TEXT))
    read()  # Where the site lies is looked up once.
    few = read()
    for _number in range(6):
        room.sit(room.welcome(), ("essay1", ESSAY_TEXT), ("essay2", ESSAY_TEXT))
    other = Room(essay())
    other.sit(other.welcome(), ("essay", ESSAY_TEXT))
    assert len(waiting_answers()) == 15
    assert few == read() == 3


def test_the_history_of_an_answer_tells_who_did_what_when() -> None:
    room = Room(choice("q1"), essay())
    person = room.welcome()
    room.sit(person, ("q1", "wrong"), ("essay", ESSAY_TEXT))
    mark(room, person, "essay", score=0.5, comment="Kurang rinci.")
    mark(room, person, "essay", score=0.75, comment="Sudah dibaca lagi.")
    answered, first, second = history_of_answer(
        person.pk, room.lesson_key, room.activity_id, attempt=1, question_id="essay"
    )
    assert (answered.what, answered.response, answered.score) == (
        What.ANSWERED,
        {"text": ESSAY_TEXT},
        None,
    )
    assert (first.what, first.score, first.comment, first.by) == (
        What.MARKED,
        0.5,
        "Kurang rinci.",
        room.trainer.name,
    )
    assert second.score == 0.75
    assert answered.at < first.at < second.at
    [choice_only] = history_of_answer(
        person.pk, room.lesson_key, room.activity_id, attempt=1, question_id="q1"
    )
    assert (choice_only.response, choice_only.number) == ("q1-wrong", 1)
    assert not history_of_answer(
        person.pk, room.lesson_key, room.activity_id, attempt=2, question_id="q1"
    )
