"""Clocks that phones have, at the door: never before somebody joined, never ahead of ours."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.catalog.models import CoursePage, Enrolment, LessonPage
from courses.progress.models import Event
from courses.progress.queries import whole_states
from tests.courses.catalog.test_api import event_for, post
from tests.factories.catalog import LessonPageFactory, quiz_block


@pytest.fixture
def joined(learner: Any) -> datetime:
    """The learner joined the course a week ago."""
    at = timezone.now() - timedelta(days=7)
    Enrolment.objects.filter(learner=learner).update(enrolled_at=at)
    return at


def test_what_was_done_before_joining_counts_from_then(
    learner_client: Client, learner: Any, lesson: LessonPage, joined: datetime
) -> None:
    forged, honest = joined - timedelta(days=400), joined + timedelta(days=1)
    events = [event_for(lesson, occurred_at=at.isoformat()) for at in (forged, honest)]
    assert {one["status"] for one in post(learner_client, *events)} == {"accepted"}
    kept = {str(one.pk): one.occurred_at for one in Event.objects.filter(kind="reading")}
    assert kept == {events[0]["id"]: joined, events[1]["id"]: honest}
    state = whole_states([learner.pk], [lesson.translation_key])
    assert state[learner.pk, lesson.translation_key].first_at == joined
    # Sent again it is the same, also by who has joined anew in between.
    Enrolment.objects.filter(learner=learner).update(enrolled_at=timezone.now())
    assert {one["status"] for one in post(learner_client, *events)} == {"duplicate"}


def test_what_a_fast_clock_says_counts_as_now(learner_client: Client, lesson: LessonPage) -> None:
    event = event_for(lesson, occurred_at=(timezone.now() + timedelta(hours=20)).isoformat())
    assert post(learner_client, event)[0]["status"] == "accepted"
    assert Event.objects.get(kind="reading").occurred_at <= timezone.now()
    assert post(learner_client, event)[0]["status"] == "duplicate"


def test_no_clock_stretches_the_time_of_a_quiz(
    learner_client: Client, course: CoursePage, joined: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = LessonPageFactory(parent=course, body=[quiz_block(3, minutes=10)])

    def send(at: datetime, **payload: Any) -> Mapping[str, Any]:
        sent = event_for(lesson, payload={"attempt": 1, **payload}, occurred_at=at.isoformat())
        return post(learner_client, sent)[0]

    begun = timezone.now()
    assert send(begun + timedelta(hours=23), start="1")["status"] == "accepted"
    assert send(joined, question="q1", choice="q1-right")["status"] == "accepted"
    start, given = Event.objects.filter(kind="quiz").order_by("recorded_at")
    assert begun <= start.occurred_at <= given.occurred_at <= timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: begun + timedelta(minutes=15))
    for at in (joined, begun, begun + timedelta(minutes=5), begun + timedelta(hours=20)):
        result = send(at, question="q2", choice="q2-right")
        assert "Waktu" in result["reason"]
