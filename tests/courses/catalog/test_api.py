"""`POST /api/progress/events`: the door for what a phone kept."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.catalog.enrolment import enrol
from courses.catalog.models import LessonPage
from courses.progress.models import Event
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import (
    LessonPageFactory,
    lessons_of,
    make_course,
    quiz_block,
    reading_block,
)

URL = "/api/progress/events"


def event_for(lesson: LessonPage, /, **changes: Any) -> dict[str, Any]:
    event = {
        "id": str(uuid.uuid4()),
        "lesson": str(lesson.translation_key),
        "activity": lesson.body[0].id,
        "payload": {},
        "occurred_at": timezone.now().isoformat(),
    }
    return {**event, **changes}


def post(client: Client, *events: Any) -> list[dict[str, Any]]:
    response = client.post(URL, json.dumps({"events": events}), content_type="application/json")
    assert response.status_code == 200, response.content
    results: list[dict[str, Any]] = response.json()["results"]
    return results


def test_an_answer_is_accepted_then_a_duplicate(learner_client: Client, lesson: LessonPage) -> None:
    event = event_for(lesson)
    assert post(learner_client, event) == [{"id": event["id"], "status": "accepted"}]
    assert post(learner_client, event) == [{"id": event["id"], "status": "duplicate"}]
    assert Event.objects.filter(kind="reading").count() == 1
    assert Event.objects.get(kind="reading").source == "offline"


def test_the_same_id_with_another_body_is_rejected(learner_client: Client, course: Any) -> None:
    lesson = LessonPageFactory(parent=course, body=[quiz_block(1)])
    payload = {"attempt": 1, "question": "q1", "choice": "q1-wrong"}
    event = event_for(lesson, payload=payload)
    post(learner_client, event)
    [result] = post(learner_client, {**event, "payload": {**payload, "choice": "q1-right"}})
    assert result["status"] == "rejected"
    assert result["reason"]


BAD = [
    ("not an object", 7),
    ("no id", {"id": None}),
    ("id that is no UUID", {"id": "7"}),
    ("id that is a list", {"id": []}),
    ("id of version 1", {"id": str(uuid.uuid1())}),
    ("id of version 5", {"id": str(uuid.uuid5(uuid.NAMESPACE_DNS, "1:2:completed"))}),
    ("id of version 8", {"id": "b0a5bd7e-6d0f-8f57-9d43-0b8a5c1f2e77"}),
    ("id of version 4 of another variant", {"id": "b0a5bd7e-6d0f-4f57-1d43-0b8a5c1f2e77"}),
    ("id without a version", {"id": str(uuid.UUID(int=7))}),
    ("unknown lesson", {"lesson": str(uuid.uuid4())}),
    ("lesson that is no UUID", {"lesson": "x"}),
    ("unknown activity", {"activity": str(uuid.uuid4())}),
    ("activity that is a number", {"activity": 3}),
    ("activity that is too long", {"activity": "x" * 65}),
    ("payload that is a list", {"payload": [1]}),
    ("payload that is too long", {"payload": {"text": "x" * 20_000}}),
    ("payload with a NUL", {"payload": {"text": "a\0b"}}),
    ("payload with half a character", {"payload": {"text": "\ud800"}}),
    ("payload with a number that comes back changed", {"payload": {"n": 1e23}}),
    ("somebody else's learner", {"learner": 999_999}),
    ("a clock a year ahead", {"occurred_at": (timezone.now() + timedelta(days=365)).isoformat()}),
    ("a clock without zone", {"occurred_at": "2026-01-01T10:00:00"}),
    ("a clock that is no time", {"occurred_at": "2026-13-41T99:00:00Z"}),
    ("a clock that is a number", {"occurred_at": 5}),
    ("a clock before all clocks", {"occurred_at": "0001-01-01T00:00:00+14:00"}),
]


@pytest.mark.parametrize("bad", [bad for _name, bad in BAD], ids=[name for name, _bad in BAD])
def test_a_bad_event_is_rejected_with_a_reason_and_spares_its_neighbours(
    learner_client: Client, lesson: LessonPage, bad: Any
) -> None:
    broken = event_for(lesson, **bad) if isinstance(bad, dict) else bad
    before, result, after = post(learner_client, event_for(lesson), broken, event_for(lesson))
    assert result["status"] == "rejected"
    assert result["reason"].strip()
    assert before["status"] == after["status"] == "accepted"


def test_a_number_of_thousands_of_digits_spares_the_other_events(
    learner_client: Client, lesson: LessonPage
) -> None:
    good, bad = event_for(lesson), event_for(lesson, payload={"n": 7})
    body = json.dumps({"events": [bad, good]}).replace("7}", f"{'7' * 5000}}}", 1)
    response = learner_client.post(URL, body, content_type="application/json")
    assert [one["status"] for one in response.json()["results"]] == ["rejected", "accepted"]


def test_text_that_only_looks_like_a_nul_is_kept(
    learner_client: Client, lesson: LessonPage
) -> None:
    event = event_for(lesson, payload={"text": r"a\u0000b", "price": 8500.5, "none": None})
    assert post(learner_client, event)[0]["status"] == "accepted"


@pytest.mark.parametrize(("sent", "kept"), [("en", "id"), (None, "id"), ("xx", "id"), (5, "id")])
def test_the_language_is_that_of_the_page_that_there_is(
    learner_client: Client, lesson: LessonPage, sent: Any, kept: str
) -> None:
    assert post(learner_client, event_for(lesson, language=sent))[0]["status"] == "accepted"
    assert Event.objects.get(kind="reading").language == kept


def test_a_score_and_a_role_sent_along_are_ignored(
    learner_client: Client, learner: Any, course: Any
) -> None:
    lesson = LessonPageFactory(parent=course, body=[quiz_block(1)])
    payload = {"attempt": 1, "question": "q1", "choice": "q1-wrong", "score": 1, "completed": True}
    event = event_for(lesson, payload=payload, score=1, verb="passed", completed=True, role="admin")
    assert post(learner_client, event)[0]["status"] == "accepted"
    kept = Event.objects.get(kind="quiz")
    assert (kept.verb, kept.score, kept.learner_id) == ("failed", 0.0, learner.pk)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'{"events": {}}', 400),
        (b'{"events": [NaN]}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (json.dumps({"events": [{}] * 201}).encode(), 413),
        (b" " * 2_600_000, 413),
    ],
    ids=["empty", "cut", "list", "object", "nan", "bytes", "deep", "many", "big"],
)
def test_a_request_that_cannot_be_read_says_so(
    learner_client: Client, body: bytes, status: int
) -> None:
    response = learner_client.post(URL, body, content_type="application/json")
    assert response.status_code == status
    assert response.json()["error"]


def test_nobody_signed_in_gets_401_and_get_gets_405(visitor_client: Client) -> None:
    assert visitor_client.post(URL, "{}", content_type="application/json").status_code == 401
    assert visitor_client.get(URL).status_code == 405


def test_without_the_csrf_token_nothing_is_taken(learner: Any, lesson: LessonPage) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner, backend="lms.accounts.backends.PinBackend")
    body = json.dumps({"events": [event_for(lesson)]})
    assert client.post(URL, body, content_type="application/json").status_code == 403
    assert not Event.objects.exists()


def test_who_has_not_joined_is_told_to_join(lesson: LessonPage) -> None:
    client = Client()
    client.force_login(PersonFactory(participant=True), backend="lms.accounts.backends.PinBackend")
    [result] = post(client, event_for(lesson))
    assert result["status"] == "rejected"
    assert "Ikut kelas" in result["reason"]


@pytest.mark.django_db
def test_a_lesson_that_the_same_batch_opens_is_taken_too() -> None:
    course = make_course(3, in_order=True)
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=course.translation_key)
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.PinBackend")
    first, second, third = lessons_of(course)
    assert post(client, event_for(third))[0]["status"] == "rejected"
    results = post(client, event_for(third), event_for(second), event_for(first))
    assert [result["status"] for result in results] == ["accepted"] * 3
    # A neighbour of the same lesson that was accepted at once is not recorded again.
    assert Event.objects.filter(kind="reading").count() == 3


@pytest.mark.parametrize("size", [1, 50])
def test_a_batch_costs_few_statements(
    learner_client: Client, course: Any, size: int, django_assert_max_num_queries: Any
) -> None:
    body = [reading_block() for _number in range(50)]
    lesson = LessonPageFactory(parent=course, body=body)
    events = [event_for(lesson, activity=lesson.body[at].id) for at in range(size)]
    with django_assert_max_num_queries(20):
        results = post(learner_client, *events)
    assert {result["status"] for result in results} == {"accepted"}
