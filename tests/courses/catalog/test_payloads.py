"""What is kept of an answer: the fields that its kind names."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.activities.registry import kinds
from courses.catalog.models import CoursePage, LessonPage
from courses.progress.models import Event
from tests.courses.catalog.test_api import event_for, post
from tests.factories.catalog import LessonPageFactory, pledge_block, quiz_block, reading_block


@pytest.mark.parametrize(
    ("block", "payload", "stray"),
    [
        (reading_block(), {}, {"tap": 1, "note": "x" * 9000}),
        (pledge_block(), {"text": "Besok saya mulai menghitung"}, {"words": 900}),
        (
            quiz_block(2),
            {"attempt": 1, "question": "q1", "choice": "q1-right"},
            {"score": 1, "completed": True, "choices": {"deep": [{}]}, "gap": "", "-": 1},
        ),
    ],
    ids=["reading", "a foreign kind", "quiz"],
)
def test_other_fields_are_dropped_at_the_door(
    learner_client: Client, course: CoursePage, block: Any, payload: Any, stray: Any
) -> None:
    lesson = LessonPageFactory(parent=course, body=[block])
    event = event_for(lesson, payload={**payload, **stray})
    assert post(learner_client, event)[0]["status"] == "accepted"
    assert Event.objects.get(pk=event["id"]).payload == payload
    assert post(learner_client, event)[0]["status"] == "duplicate"


def test_a_form_brings_no_other_fields_either(learner_client: Client, lesson: LessonPage) -> None:
    url = f"/belajar/{lesson.translation_key}/{lesson.body[0].id}/"
    learner_client.post(url, {"event": str(uuid.uuid4()), "note": "x" * 9000})
    assert Event.objects.get(kind="reading").payload == {}


def test_an_event_that_was_kept_with_such_fields_is_known_again(
    learner_client: Client, learner: Any, lesson: LessonPage
) -> None:
    event = event_for(lesson, payload={"tap": 7})
    Event.objects.create(
        id=event["id"],
        learner=learner,
        lesson_key=lesson.translation_key,
        activity_id=event["activity"],
        kind="reading",
        verb="completed",
        payload={"tap": 7},
        occurred_at=event["occurred_at"],
        recorded_at=timezone.now(),
        source="offline",
        recorded_by=learner,
    )
    assert post(learner_client, event)[0]["status"] == "duplicate"
    assert post(learner_client, {**event, "payload": {"tap": 8}})[0]["status"] == "rejected"


def test_nothing_of_a_quiz_is_nested_but_what_stands_for_a_file() -> None:
    file = {"file": str(uuid.uuid4()), "name": "foto.jpg", "size": 1, "type": "image/jpeg"}
    sent = {
        "attempt": 1,
        "file": {**file, "more": {"deep": 1}},
        "choice": {"deep": 1},
        "pair-a": ["b", ["c"], {"d": 1}],
    }
    kept = {"attempt": 1, "file": file, "choice": {}, "pair-a": ["b"]}
    assert kinds["quiz"].keep(sent) == kept
