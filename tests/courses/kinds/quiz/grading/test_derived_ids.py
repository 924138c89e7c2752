"""Ends of attempts and marks by a corrected key can't be blocked by who takes their ids."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import RequestFactory
from django.utils import timezone

from courses.kinds.quiz import finishing
from courses.kinds.quiz.finishing import finish_attempts
from courses.kinds.quiz.grading import applying, regrading
from courses.kinds.quiz.grading.pages import posted_id
from courses.kinds.quiz.grading.regrading import plan_regrade
from courses.progress.ids import DerivedIds, is_random
from courses.progress.models import Event
from courses.progress.sources import Source
from lms.accounts.models import Person
from tests.courses.kinds.quiz.grading.doing import apply, regrades
from tests.factories.grading import Room, choice

pytestmark = pytest.mark.django_db

#: As they stood in the code when the ids were made without a secret.
FINISHES = uuid.UUID("7a1f3f52-9c2d-5b0e-8a43-2d6f0b9e4c17")
REGRADES = uuid.UUID("0d6f3d0e-3c0f-5a55-9a54-5f6f1f0a8e31")


def plant(attacker: Person, room: Room, event_id: uuid.UUID, payload: dict[str, Any]) -> None:
    """An event of the attacker's own in this quiz, as the door took it under any id."""
    Event.objects.create(
        id=event_id,
        learner=attacker,
        lesson_key=room.lesson_key,
        activity_id=room.activity_id,
        kind="quiz",
        verb="answered",
        payload=payload,
        detail={"attempt": 1},
        occurred_at=timezone.now(),
        recorded_at=timezone.now(),
        source="offline",
        recorded_by=attacker,
    )


def derive_as_before(namespace: uuid.UUID, name: str) -> DerivedIds:
    return DerivedIds((uuid.uuid5(namespace, name),), ())


def begun() -> tuple[Room, Person]:
    room = Room(choice("q1"), choice("q2"), minutes=30)
    person = room.welcome()
    room.sit(person, ("q1", "right"), start=True)
    return room, person


def finish_id(room: Room, person: Person) -> uuid.UUID:
    name = f"{person.pk}:{room.lesson_key}:{room.activity_id}:1"
    return uuid.uuid5(FINISHES, name)


def ends(person: Person) -> int:
    return Event.objects.filter(learner=person, source=Source.DERIVED.value, kind="quiz").count()


@pytest.mark.parametrize("own", [True, False])
def test_an_attempt_is_ended_though_somebody_took_its_id(
    own: bool, caplog: pytest.LogCaptureFixture
) -> None:
    room, person = begun()
    attacker = person if own else room.welcome()
    plant(attacker, room, finish_id(room, person), {"attempt": 1, "finish": "1"})
    later = timezone.now() + timedelta(days=1)
    assert finish_attempts(now=later).ended == 1
    assert room.attempts(person)[0].finished
    assert str(finish_id(room, person)) in caplog.text
    assert finish_attempts(now=later).ended == 0
    assert ends(person) == 1


def test_an_attempt_that_was_ended_before_the_upgrade_is_not_ended_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room, person = begun()
    later = timezone.now() + timedelta(days=1)
    with monkeypatch.context() as before:
        before.setattr(finishing, "derive_ids", derive_as_before)
        assert finish_attempts(now=later).ended == 1
    assert Event.objects.filter(pk=finish_id(room, person)).exists()
    assert finish_attempts(now=later).ended == 0
    assert ends(person) == 1


def two_who_would_change() -> tuple[Room, regrading.Plan]:
    room = Room(choice("q1"), choice("q2"))
    for number in range(2):
        room.sit(room.welcome(name=f"Peserta {number}"), ("q1", "wrong"), ("q2", "wrong"))
    room.edit(choice("q1", right="wrong"), choice("q2"))
    return room, plan_regrade(room.quiz)


def test_a_mark_by_a_corrected_key_is_given_though_somebody_took_its_id() -> None:
    room, plan = two_who_would_change()
    victim, attacker = (line.learner_id for line in plan.changing)
    taken = uuid.uuid5(REGRADES, f"{plan.fingerprint}:{victim}:1")
    plant(Person.objects.get(pk=attacker), room, taken, {"attempt": 1, "plan": plan.fingerprint})
    report = apply(room, plan)
    assert (len(report.changed), len(report.missed), regrades()) == (2, 0, 2)
    assert len(apply(room, plan).repeated) == 2
    assert regrades() == 2


@pytest.mark.parametrize("change", ["version", "secret"])
def test_a_regrade_begun_before_an_upgrade_or_a_new_secret_goes_on(
    monkeypatch: pytest.MonkeyPatch, settings: Any, change: str
) -> None:
    room, plan = two_who_would_change()

    def stop(done: int, whole: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as before:
        before.setattr(applying, "BATCH", 1)
        if change == "version":
            before.setattr(regrading, "derive_ids", derive_as_before)
        with pytest.raises(KeyboardInterrupt):
            apply(room, plan, progress=stop)
    if change == "secret":
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another secret"
    report = apply(room, plan)
    assert (len(report.repeated), len(report.changed), regrades()) == (1, 1, 2)
    call_command("replay_progress", check=True)


def test_a_trainers_form_gives_random_ids_only(rf: RequestFactory) -> None:
    def posted(event_id: uuid.UUID) -> uuid.UUID:
        return posted_id(rf.post("/", {"event": str(event_id)}))

    random, taken = uuid.uuid4(), uuid.uuid5(REGRADES, "f:1:1")
    assert posted(random) == random
    assert posted(taken) != taken
    assert is_random(posted(taken))
