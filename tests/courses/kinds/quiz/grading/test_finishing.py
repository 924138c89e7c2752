"""Attempts whose time is over and that nobody came back to hand in."""

import uuid
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.kinds.quiz import finishing
from courses.kinds.quiz.finishing import Finished, finish_attempts
from courses.kinds.quiz.grading.allowing import allow_more
from courses.kinds.quiz.grading.queue import waiting_answers
from courses.progress.models import Event, State
from courses.progress.sources import Source
from lms.accounts.models import Person
from tests.factories.grading import ESSAY_TEXT, Room, choice, essay

pytestmark = pytest.mark.django_db


def later(**time: float) -> datetime:
    return timezone.now() + timedelta(**time)


def begun(*answers: tuple[str, str], **rules: object) -> tuple[Room, Person]:
    """Somebody who began and went away; answers without signal are taken for two hours."""
    room = Room(choice("q1"), choice("q2"), essay(), **{"offline_hours": 2, **rules})
    person = room.welcome()
    room.sit(person, *answers, start=bool(rules.get("minutes")))
    return room, person


def test_without_a_limit_an_attempt_stays_open() -> None:
    room, person = begun(("q1", "right"))
    assert finish_attempts(now=later(days=400)).ended == 0
    assert not room.attempts(person)[0].finished


def test_only_once_no_kept_answer_can_come_any_more() -> None:
    room, person = begun(("q1", "right"), minutes=30)
    assert finish_attempts(now=later(minutes=31)).ended == 0
    assert finish_attempts(now=later(hours=2, minutes=30)).ended == 0
    assert finish_attempts(now=later(hours=2, minutes=32)).ended == 1
    [attempt] = room.attempts(person)
    assert attempt.finished_at == attempt.started_at + timedelta(minutes=30)
    assert attempt.score == pytest.approx(1 / 3)


def test_allowed_minutes_count() -> None:
    room, person = begun(minutes=30)
    allow_more(
        learner_id=person.pk,
        lesson_key=room.lesson_key,
        activity_id=room.activity_id,
        minutes=60,
        attempts=0,
        by_id=room.trainer.pk,
        event_id=uuid.uuid4(),
    )
    assert finish_attempts(now=later(hours=3)).ended == 0
    assert finish_attempts(now=later(hours=4)).ended == 1


def test_a_quiz_that_has_closed() -> None:
    closes = later(hours=1).replace(microsecond=0)
    room, person = begun(("q1", "right"), closes_at=closes.isoformat())
    assert finish_attempts(now=later(hours=2)).ended == 0
    assert finish_attempts(now=later(hours=4)).ended == 1
    assert room.attempts(person)[0].finished_at == closes


def test_what_is_enough_passes_and_completes_the_lesson() -> None:
    room, person = begun(("q1", "right"), ("q2", "right"), minutes=30, pass_mark=60)
    finish_attempts(now=later(days=1))
    assert room.state(person).completed
    assert room.lesson_done(person)
    event = Event.objects.get(source=Source.DERIVED.value, kind="quiz")
    assert (event.verb, event.recorded_by_id) == ("passed", None)


def test_an_essay_in_it_comes_to_the_queue() -> None:
    _room, person = begun(("essay", ESSAY_TEXT), minutes=30)
    assert waiting_answers() == []
    finish_attempts(now=later(days=1))
    assert [line.learner_id for line in waiting_answers()] == [person.pk]


def test_run_twice_it_does_nothing_more_and_when_somebody_was_here_stays_what_it_was() -> None:
    room, person = begun(("q1", "right"), minutes=30)
    assert finish_attempts(now=later(days=1)).ended == 1
    whole = State.objects.get(learner=person, lesson_key=room.lesson_key, activity_id="")
    assert whole.last_at < later(minutes=31)
    assert finish_attempts(now=later(days=2)).ended == 0
    assert Event.objects.filter(learner=person, source=Source.DERIVED.value).count() == 1
    call_command("replay_progress", check=True)


def test_what_is_not_published_is_left_alone() -> None:
    room, _person = begun(minutes=30)
    room.lesson.unpublish()
    assert finish_attempts(now=later(days=1)) == Finished(read=0, ended=0)


def test_many_at_once_in_several_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finishing, "BATCH", 2)
    room = Room(choice("q1"), minutes=30)
    people = [room.welcome() for _each in range(5)]
    for person in people:
        room.sit(person, start=True)
    told: list[int] = []
    finish_attempts(now=later(days=30), progress=lambda finished: told.append(finished.ended))
    assert told == [2, 4, 5]
    assert all(room.attempts(person)[0].finished for person in people)


def test_the_command_says_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    begun(minutes=30)
    now = later(days=1)
    monkeypatch.setattr(finishing.timezone, "now", lambda: now)
    out, err = StringIO(), StringIO()
    call_command("finish_attempts", stdout=out, stderr=err)
    assert out.getvalue() == "1 attempts ended; 1 states read.\n"
    assert "1 attempts ended" in err.getvalue()
