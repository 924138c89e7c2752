import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from courses.catalog import completion
from courses.catalog.completion import is_complete
from courses.catalog.models import CoursePage, LessonPage
from courses.progress.models import Event
from courses.progress.queries import whole_states
from courses.progress.signals import activity_completed
from tests.factories.catalog import (
    LessonPageFactory,
    lessons_of,
    pledge_block,
    quiz_block,
    reading_block,
)


def tap(client: Client, lesson: LessonPage, position: int = 0, **fields: Any) -> None:
    url = f"/belajar/{lesson.translation_key}/{lesson.body[position].id}/"
    client.post(url, {"event": str(uuid.uuid4()), **fields})


def done(learner: Any, key: uuid.UUID) -> bool:
    state = whole_states([learner.pk], [key]).get((learner.pk, key))
    return bool(state and state.completed)


def test_a_lesson_is_done_when_all_its_activities_are(
    learner_client: Client, learner: Any, course: CoursePage
) -> None:
    lesson = LessonPageFactory(parent=course, body=[reading_block(), quiz_block(1), pledge_block()])
    key = lesson.translation_key
    tap(learner_client, lesson, 0)
    tap(learner_client, lesson, 1, attempt=1, question="q1", choice="q1-right")
    assert not done(learner, key)
    tap(learner_client, lesson, 2, text="Besok saya mulai menghitung")
    assert done(learner, key)


def test_a_course_is_done_with_its_last_lesson_in_any_order(
    learner_client: Client, learner: Any, course: CoursePage
) -> None:
    first, second, third = lessons_of(course)
    for lesson in (third, first):
        tap(learner_client, lesson)
    assert not done(learner, course.translation_key)
    tap(learner_client, second)
    assert done(learner, course.translation_key)
    assert Event.objects.filter(kind="course", verb="completed", source="derived").count() == 1


def test_a_completion_outlives_a_lesson_that_grows(
    learner_client: Client, learner: Any, course: CoursePage
) -> None:
    lesson = lessons_of(course)[0]
    tap(learner_client, lesson)
    lesson.body = [*lesson.body.get_prep_value(), quiz_block(1)]
    lesson.save_revision().publish()
    call_command("sweep_completions", stdout=StringIO())
    assert done(learner, lesson.translation_key)


def test_tapping_again_records_the_lesson_once(learner_client: Client, course: CoursePage) -> None:
    lesson = lessons_of(course)[0]
    for _tap in range(3):
        tap(learner_client, lesson)
    assert Event.objects.filter(kind="lesson").count() == 1


def test_the_sweep_finds_what_a_lost_signal_missed(
    learner_client: Client, learner: Any, course: CoursePage
) -> None:
    with deaf():
        for lesson in lessons_of(course):
            tap(learner_client, lesson)
    assert not done(learner, lessons_of(course)[0].translation_key)
    out = StringIO()
    call_command("sweep_completions", stdout=out)
    assert out.getvalue() == "3 lessons and 0 courses recorded as completed.\n"
    assert all(done(learner, lesson.translation_key) for lesson in lessons_of(course))
    assert done(learner, course.translation_key)
    out = StringIO()
    call_command("sweep_completions", stdout=out)
    assert out.getvalue() == "0 lessons and 0 courses recorded as completed.\n"
    call_command("replay_progress", "--check", stdout=StringIO())


def test_a_lost_signal_is_made_good_by_the_next_answer(
    learner_client: Client, learner: Any, course: CoursePage
) -> None:
    lesson = lessons_of(course)[0]
    with deaf():
        tap(learner_client, lesson)
    assert not done(learner, lesson.translation_key)
    tap(learner_client, lesson)
    assert done(learner, lesson.translation_key)


def test_of_two_last_lessons_finished_at_once_the_second_completes_the_course(
    learner_client: Client, learner: Any, course: CoursePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = lessons_of(course)
    tap(learner_client, first)
    with deaf():
        tap(learner_client, second)
        tap(learner_client, third)
    record = completion.record_events

    def derive(lesson: LessonPage) -> None:
        completion.derive_completion(
            learner.pk,
            lesson_key=lesson.translation_key,
            done={lesson.body[0].id},
            occurred_at=timezone.now(),
        )

    def let_the_other_go_first(drafts: Any) -> Any:
        monkeypatch.setattr(completion, "record_events", record)
        derive(third)
        return record(drafts)

    monkeypatch.setattr(completion, "record_events", let_the_other_go_first)
    derive(second)
    assert done(learner, course.translation_key)


def test_the_sweep_completes_a_course_whose_last_open_lesson_was_taken_away(
    learner_client: Client, learner: Any, course: CoursePage
) -> None:
    first, second, third = lessons_of(course)
    tap(learner_client, first)
    tap(learner_client, second)
    third.unpublish()
    out = StringIO()
    call_command("sweep_completions", stdout=out)
    assert out.getvalue() == "0 lessons and 1 courses recorded as completed.\n"
    assert done(learner, course.translation_key)


@contextmanager
def deaf() -> Iterator[None]:
    """The server dies before anybody hears of a completion."""
    activity_completed.disconnect(dispatch_uid="catalog.completion")
    try:
        yield
    finally:
        activity_completed.connect(completion.complete_lesson, dispatch_uid="catalog.completion")


@pytest.mark.parametrize(
    ("outline", "finished", "complete"),
    [
        ([], {"a"}, False),
        ([("a", "reading")], {"a"}, True),
        ([("a", "reading"), ("b", "quiz")], {"a"}, False),
        ([("a", "reading"), ("b", "gone")], {"a"}, True),
        ([("b", "gone")], {"a"}, False),
    ],
    ids=["empty", "one", "half", "missing-kind", "only-missing"],
)
def test_what_makes_a_lesson_complete(
    outline: list[tuple[str, str]], finished: set[str], complete: bool
) -> None:
    entries = [{"id": activity_id, "kind": kind} for activity_id, kind in outline]
    assert is_complete(entries, finished) is complete
