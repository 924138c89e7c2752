"""A full day, as a phone and a form meet it."""

import uuid
from typing import Any

import pytest
from django.test import Client

from courses.catalog.models import CoursePage, LessonPage
from courses.progress.models import Event
from tests.courses.catalog.test_api import event_for, post
from tests.factories.catalog import LessonPageFactory, reading_block
from tests.statements import count_statements


@pytest.fixture
def long_lesson(course: CoursePage) -> LessonPage:
    page: LessonPage = LessonPageFactory(
        parent=course, body=[reading_block() for _number in range(51)]
    )
    return page


def test_a_phone_is_told_to_keep_what_is_too_much_for_today(
    learner_client: Client, long_lesson: LessonPage, settings: Any
) -> None:
    settings.PIJAR_EVENTS_A_DAY = 2
    events = [event_for(long_lesson, activity=long_lesson.body[at].id) for at in range(3)]
    broken = event_for(long_lesson, activity="unknown")
    *taken, refused, wrong = post(learner_client, *events, broken)
    assert [one["status"] for one in taken] == ["accepted", "accepted"]
    assert (refused["status"], refused["later"]) == ("rejected", True)
    assert "besok" in refused["reason"]
    # What is wrong today is wrong tomorrow.
    assert wrong["status"] == "rejected"
    assert "later" not in wrong
    # Tomorrow, or with a higher limit, it is taken as it was.
    settings.PIJAR_EVENTS_A_DAY = 3
    assert [one["status"] for one in post(learner_client, *events)] == [
        "duplicate",
        "duplicate",
        "accepted",
    ]


def test_a_form_is_answered_with_the_sentence(
    learner_client: Client, long_lesson: LessonPage, settings: Any
) -> None:
    settings.PIJAR_EVENT_BYTES_A_DAY = 1
    url = f"/belajar/{long_lesson.translation_key}/{long_lesson.body[0].id}/"
    fields = {"event": str(uuid.uuid4()), "next": long_lesson.url}
    html = learner_client.post(url, fields, follow=True).content.decode()
    assert "Lanjutkan besok" in html
    assert not Event.objects.exists()


def test_a_full_day_costs_no_more_statements_than_an_open_one(
    learner_client: Client, long_lesson: LessonPage, settings: Any
) -> None:
    post(learner_client, event_for(long_lesson))
    settings.PIJAR_EVENTS_A_DAY = 1
    one = event_for(long_lesson, activity=long_lesson.body[1].id)
    assert count_statements(lambda: post(learner_client, one)) <= 8
    settings.PIJAR_EVENTS_A_DAY = 20
    many = [event_for(long_lesson, activity=block.id) for block in long_lesson.body][:50]
    assert count_statements(lambda: post(learner_client, *many)) <= 20
    assert Event.objects.count() == 20
