"""Nobody blocks somebody else's completion by taking the id that it will have."""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from courses.catalog.completion import complete_lesson, derive_completion
from courses.catalog.enrolment import enrol
from courses.catalog.models import CoursePage, LessonPage
from courses.progress.ids import derive_ids
from courses.progress.models import Event
from courses.progress.queries import whole_states
from courses.progress.signals import activity_completed
from tests.courses.catalog.test_api import event_for, post
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, make_course

#: As it stood in `courses.catalog.completion` when the ids were made without a secret.
NAMESPACE = uuid.UUID("6b8f7c5e-6d0f-5f57-9d43-0b8a5c1f2e77")


def guess_id(learner: Any, key: uuid.UUID) -> uuid.UUID:
    """The id of a completion as anybody could work it out."""
    return uuid.uuid5(NAMESPACE, f"{learner.pk}:{key}:completed")


def plant(attacker: Any, lesson: LessonPage, event_id: uuid.UUID) -> None:
    """An event of the attacker's own, as the door took it under any id."""
    Event.objects.create(
        id=event_id,
        learner=attacker,
        lesson_key=lesson.translation_key,
        activity_id=lesson.body[0].id,
        kind="reading",
        verb="completed",
        occurred_at=timezone.now(),
        recorded_at=timezone.now(),
        source="offline",
        recorded_by=attacker,
    )


def record_as_before(learner: Any, key: uuid.UUID, kind: str) -> None:
    """A completion as it was recorded under an id that anybody could work out."""
    Event.objects.create(
        id=guess_id(learner, key),
        learner=learner,
        lesson_key=key,
        kind=kind,
        verb="completed",
        occurred_at=timezone.now(),
        recorded_at=timezone.now(),
        source="derived",
        language="id",
    )


def completions(learner: Any) -> list[str]:
    rows = Event.objects.filter(learner=learner, activity_id="").order_by("recorded_at", "kind")
    return sorted(rows.values_list("kind", flat=True))


def done(learner: Any, key: uuid.UUID) -> bool:
    state = whole_states([learner.pk], [key]).get((learner.pk, key))
    return bool(state and state.completed)


def sweep() -> str:
    out = StringIO()
    call_command("sweep_completions", stdout=out)
    call_command("replay_progress", "--check", stdout=StringIO())
    return out.getvalue()


@contextmanager
def deaf() -> Iterator[None]:
    """The server dies before anybody hears of a completion."""
    activity_completed.disconnect(dispatch_uid="catalog.completion")
    try:
        yield
    finally:
        activity_completed.connect(complete_lesson, dispatch_uid="catalog.completion")


@pytest.fixture
def course(db: None) -> CoursePage:
    return make_course(1)


@pytest.fixture
def attacker(course: CoursePage) -> Any:
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=course.translation_key)
    return person


@pytest.fixture
def attacking_client(attacker: Any) -> Client:
    client = Client()
    client.force_login(attacker, backend="lms.accounts.backends.PinBackend")
    return client


def test_events_under_the_future_ids_of_others_are_refused(
    attacking_client: Client,
    learner_client: Client,
    learner: Any,
    course: CoursePage,
    lesson: LessonPage,
) -> None:
    future = [guess_id(learner, key) for key in (lesson.translation_key, course.translation_key)]
    results = post(attacking_client, *(event_for(lesson, id=str(one)) for one in future))
    assert [result["status"] for result in results] == ["rejected", "rejected"]
    url = f"/belajar/{lesson.translation_key}/{lesson.body[0].id}/"
    for one in future:
        attacking_client.post(url, {"event": str(one), "next": lesson.url})
    assert not Event.objects.exists()
    post(learner_client, event_for(lesson))
    assert completions(learner) == ["course", "lesson"]


def test_completions_blocked_before_the_upgrade_are_recorded_by_the_next_answer(
    attacker: Any,
    learner_client: Client,
    learner: Any,
    course: CoursePage,
    lesson: LessonPage,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for key in (lesson.translation_key, course.translation_key):
        plant(attacker, lesson, guess_id(learner, key))
    post(learner_client, event_for(lesson))
    assert completions(learner) == ["course", "lesson"]
    told = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert len(told) == 2
    assert str(guess_id(learner, lesson.translation_key)) in told[0].getMessage()


def test_completions_blocked_before_the_upgrade_are_recorded_by_the_sweep(
    attacker: Any, learner_client: Client, learner: Any, course: CoursePage, lesson: LessonPage
) -> None:
    for key in (lesson.translation_key, course.translation_key):
        plant(attacker, lesson, guess_id(learner, key))
    with deaf():
        post(learner_client, event_for(lesson))
    assert completions(learner) == []
    call_command("replay_progress", stdout=StringIO())
    # The attacker's own, which is theirs by right, among them.
    assert sweep() == "2 lessons and 0 courses recorded as completed.\n"
    assert done(learner, course.translation_key)
    assert sweep() == "0 lessons and 0 courses recorded as completed.\n"
    assert completions(learner) == ["course", "lesson"]


def test_a_course_blocked_before_the_upgrade_is_recorded_by_the_sweep(
    attacker: Any, learner: Any, course: CoursePage, lesson: LessonPage
) -> None:
    record_as_before(learner, lesson.translation_key, "lesson")
    plant(attacker, lesson, guess_id(learner, course.translation_key))
    call_command("replay_progress", stdout=StringIO())
    assert sweep() == "1 lessons and 1 courses recorded as completed.\n"
    assert done(learner, course.translation_key)


def test_one_s_own_event_does_not_pass_for_one_s_completion(
    learner_client: Client, learner: Any, lesson: LessonPage
) -> None:
    plant(learner, lesson, guess_id(learner, lesson.translation_key))
    call_command("replay_progress", stdout=StringIO())
    post(learner_client, event_for(lesson))
    assert completions(learner) == ["course", "lesson"]


def test_even_an_event_under_the_secret_id_blocks_nothing(
    attacker: Any,
    learner_client: Client,
    learner: Any,
    lesson: LessonPage,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ids = derive_ids(NAMESPACE, f"{learner.pk}:{lesson.translation_key}:completed")
    plant(attacker, lesson, ids.id)
    post(learner_client, event_for(lesson))
    assert completions(learner) == ["course", "lesson"]
    assert str(ids.id) in caplog.text
    assert Event.objects.get(learner=learner, kind="lesson").pk == ids.own[1]
    # Derived once more it is known, without a word.
    caplog.clear()
    derive_again(learner, lesson)
    assert completions(learner) == ["course", "lesson"]
    assert not caplog.text


def test_nobody_completes_twice_what_they_completed_before_the_upgrade(
    learner_client: Client, learner: Any, course: CoursePage, lesson: LessonPage
) -> None:
    record_as_before(learner, lesson.translation_key, "lesson")
    record_as_before(learner, course.translation_key, "course")
    # The states are lost too: it is the ids that tell.
    derive_again(learner, lesson)
    assert completions(learner) == ["course", "lesson"]
    call_command("replay_progress", stdout=StringIO())
    # A lesson more in a course that is done already.
    further = LessonPageFactory(parent=course)
    post(learner_client, event_for(lesson), event_for(further))
    assert completions(learner) == ["course", "lesson", "lesson"]
    assert sweep() == "0 lessons and 0 courses recorded as completed.\n"


@pytest.mark.parametrize("kept", [True, False])
def test_nobody_completes_twice_when_the_secret_changes(
    learner_client: Client,
    learner: Any,
    course: CoursePage,
    lesson: LessonPage,
    settings: Any,
    kept: bool,
) -> None:
    post(learner_client, event_for(lesson))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if kept else []
    settings.SECRET_KEY = "another secret"
    learner_client.force_login(learner, backend="lms.accounts.backends.PinBackend")
    further = LessonPageFactory(parent=course)
    post(learner_client, event_for(lesson), event_for(further))
    derive_again(learner, lesson)
    assert completions(learner) == ["course", "lesson", "lesson"]


def derive_again(learner: Any, lesson: LessonPage) -> None:
    """As a second server would that has not heard of it yet; a while later."""
    derive_completion(
        learner.pk,
        lesson_key=lesson.translation_key,
        done={lesson.body[0].id},
        occurred_at=timezone.now(),
    )
