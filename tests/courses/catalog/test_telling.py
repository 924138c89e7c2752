"""Nobody learns from "done" what their quiz will only tell later."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.catalog.models import LessonPage
from courses.progress.queries import whole_states
from courses.progress.sources import Source
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import CoursePageFactory, LessonPageFactory, quiz_block, reading_block

pytestmark = pytest.mark.django_db

CLOSES = timezone.now() + timedelta(days=1)


def later() -> Any:
    return CLOSES + timedelta(hours=1)


class Learner:
    """Somebody who has joined the course of two lessons, the first of them with a quiz."""

    def __init__(self, lesson: LessonPage) -> None:
        self.lesson = lesson
        self.person = PersonFactory(participant=True, name="Siti")
        self.course_key = lesson.get_parent().translation_key
        enrol(self.person.pk, course_key=self.course_key)
        self.client = Client()
        self.client.force_login(self.person, backend="lms.accounts.backends.PinBackend")

    def send(self, lesson: LessonPage, activity: str, **payload: Any) -> Any:
        answer = Answer(uuid.uuid4(), lesson.translation_key, activity, payload)
        [outcome] = take_answers(self.person, [answer], source=Source.WEB)
        return outcome

    def hand_in(self, *, right: bool) -> "Learner":
        choice = f"q1-{'right' if right else 'wrong'}"
        assert not self.send(self.lesson, "kuis", attempt=1, question="q1", choice=choice).reason
        assert not self.send(self.lesson, "kuis", attempt=1, finish="1").reason
        return self

    def html(self, page: Any) -> str:
        html = self.client.get(page if isinstance(page, str) else page.url).content.decode()
        # What is another in each answer.
        return "\n".join(
            line
            for line in html.splitlines()
            if 'name="event"' not in line and "csrf" not in line and "data-learner" not in line
        )


def make_lessons(*, in_order: bool = False, **rules: Any) -> tuple[LessonPage, LessonPage]:
    course = CoursePageFactory(in_order=in_order)
    quiz = quiz_block(1, behaviour="deferred", tries=1, block_id="kuis", **rules)
    first = LessonPageFactory(parent=course, body=[quiz])
    return first, LessonPageFactory(parent=course, body=[reading_block(block_id="baca")])


KEPT_BACK = {"review": [], "closes_at": CLOSES.isoformat()}


def test_passed_and_failed_look_the_same_until_the_result_is_released(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = make_lessons(**KEPT_BACK)
    course = first.get_parent().specific
    passed, failed = Learner(first).hand_in(right=True), Learner(first).hand_in(right=False)
    # The ledger knows, and so do reports.
    key = (passed.person.pk, first.translation_key)
    assert whole_states([passed.person.pk], [first.translation_key])[key].completed
    for page in (first, second, course, course.get_parent().specific, "/"):
        assert passed.html(page) == failed.html(page)
    assert "selesai" not in passed.html(first).lower().replace("belum selesai", "")
    assert '<li class="done">' not in passed.html(course)

    monkeypatch.setattr(timezone, "now", later)
    assert '<li class="done">' in passed.html(course)
    assert '<li class="done">' not in failed.html(course)
    assert "✓ Pelajaran selesai" in passed.html(first)


def test_a_course_whose_last_result_is_kept_back_is_not_called_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = make_lessons(**KEPT_BACK)
    course = first.get_parent().specific
    learner = Learner(first).hand_in(right=True)
    learner.send(second, "baca")
    state = whole_states([learner.person.pk], [learner.course_key])
    assert state[learner.person.pk, learner.course_key].completed
    assert "✓ Kelas selesai" not in learner.html(course) + learner.html("/")
    monkeypatch.setattr(timezone, "now", later)
    assert "✓ Kelas selesai" in learner.html(course)


def test_the_next_lesson_opens_for_all_or_nobody_until_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = make_lessons(in_order=True, **KEPT_BACK)
    passed, failed = Learner(first).hand_in(right=True), Learner(first).hand_in(right=False)
    for learner in (passed, failed):
        assert learner.client.get(second.url).status_code == 403
        assert "selesaikan" in str(learner.send(second, "baca").reason).lower()
    monkeypatch.setattr(timezone, "now", later)
    assert passed.client.get(second.url).status_code == 200
    assert failed.client.get(second.url).status_code == 403
    assert not passed.send(second, "baca").reason


@pytest.mark.parametrize("right", [True, False])
def test_a_quiz_that_never_shows_its_marks_is_done_when_it_is_handed_in(right: bool) -> None:
    first, _second = make_lessons(review=["answers"])
    html = Learner(first).hand_in(right=right).html(first)
    assert "✓ Pelajaran selesai" in html


@pytest.mark.parametrize(
    ("rules", "kept_back"),
    [
        (KEPT_BACK, True),
        ({**KEPT_BACK, "pass_mark": 0}, False),
        ({**KEPT_BACK, "review": ["marks"]}, False),
        ({**KEPT_BACK, "review_closed": ["answers"]}, False),
        ({"review": []}, False),
    ],
)
def test_only_a_result_that_comes_later_is_kept_back(
    rules: dict[str, Any], kept_back: bool
) -> None:
    first, second = make_lessons(**rules)
    assert (first.told_from is not None) == kept_back
    assert second.told_from is None
    if kept_back:
        assert first.told_from >= CLOSES


def test_lessons_from_before_are_looked_into_by_the_migration() -> None:
    from importlib import import_module

    from django.apps import apps

    first, second = make_lessons(**KEPT_BACK)
    LessonPage.objects.update(told_from=None)
    migration = import_module("courses.catalog.migrations.0003_lessonpage_told_from")
    migration.fill_told_from(apps, None)
    assert LessonPage.objects.get(pk=first.pk).told_from == first.told_from
    assert LessonPage.objects.get(pk=second.pk).told_from is None
