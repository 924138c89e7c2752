"""A file that comes with an answer."""

import uuid
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.catalog.models import CoursePage, LessonPage
from courses.kinds.quiz.attempts import read_attempts
from courses.progress.queries import activity_state
from media.models import SentFile
from media.sent import keep_file
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, quiz_block, reading_block
from tests.factories.media import png_bytes


@pytest.fixture
def lesson(course: CoursePage) -> LessonPage:
    block = quiz_block(0)
    block["value"]["questions"] = [
        {"type": "file", "id": "f1", "value": {"text": "Kirim fotomu.", "accept": ["picture"]}},
        {"type": "file", "id": "f2", "value": {"text": "Satu lagi.", "accept": ["pdf"]}},
    ]
    return LessonPageFactory(parent=course, body=[block, reading_block()])


def send(client: Client, lesson: LessonPage, *, activity: int = 0, **sent: Any) -> Any:
    data = {
        "event": str(uuid.uuid4()),
        "next": lesson.url,
        "attempt": 1,
        "question": "f1",
        "file": SimpleUploadedFile("usaha.png", png_bytes()),
        **sent,
    }
    url = f"/belajar/{lesson.translation_key}/{lesson.body[activity].id}/"
    return client.post(url, data, follow=True)


def list_stored() -> list[str]:
    return sorted(default_storage.listdir("sent")[1]) if default_storage.exists("sent") else []


def answer_of(learner: Any, lesson: LessonPage) -> Any:
    state = activity_state(learner.pk, lesson.translation_key, lesson.body[0].id)
    [attempt] = read_attempts(state)
    return attempt.find("f1").answer


def test_a_photo_is_kept_and_named_in_the_answer(
    learner_client: Client, learner: Any, lesson: LessonPage
) -> None:
    page = send(learner_client, lesson).content.decode()
    assert "usaha.png" in page
    [kept] = SentFile.objects.all()
    assert kept.sender == learner
    assert answer_of(learner, lesson).response["file"] == str(kept.pk)


def test_a_double_tap_keeps_one_file(learner_client: Client, lesson: LessonPage) -> None:
    event = str(uuid.uuid4())
    for _tap in range(2):
        send(learner_client, lesson, event=event)
    assert SentFile.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"file": SimpleUploadedFile("a.png", b"MZ a program")}, "Kirim foto"),
        ({"question": "f2"}, "PDF"),
        ({"question": "f9"}, "sudah tidak ada"),
    ],
)
def test_a_file_that_is_refused_leaves_nothing_behind(
    learner_client: Client, lesson: LessonPage, sent: dict[str, Any], sentence: str
) -> None:
    stored = list_stored()
    page = send(learner_client, lesson, **sent).content.decode()
    assert sentence in page
    assert not SentFile.objects.exists()
    assert list_stored() == stored


def test_where_no_file_is_asked_for_none_is_kept(
    learner_client: Client, lesson: LessonPage
) -> None:
    send(learner_client, lesson, activity=1)
    assert not SentFile.objects.exists()


def test_a_visitors_file_is_not_kept(visitor_client: Client, lesson: LessonPage) -> None:
    send(visitor_client, lesson)
    assert not SentFile.objects.exists()


def test_nobody_answers_with_somebody_elses_file(
    learner_client: Client, learner: Any, lesson: LessonPage
) -> None:
    other = PersonFactory(participant=True)
    upload = SimpleUploadedFile("rahasia.png", png_bytes())
    theirs = keep_file(upload, sender_id=other.pk, event_id=uuid.uuid4())
    mine = keep_file(upload, sender_id=learner.pk, event_id=uuid.uuid4())

    def send_json(name: Any) -> str:
        file = {"file": name, "name": "a.png", "size": 9, "type": "image/png"}
        event = {
            "id": str(uuid.uuid4()),
            "lesson": str(lesson.translation_key),
            "activity": lesson.body[0].id,
            "payload": {"attempt": 1, "question": "f1", "file": file},
        }
        response = learner_client.post(
            "/api/progress/events", {"events": [event]}, content_type="application/json"
        )
        return str(response.json()["results"][0]["status"])

    for name in (str(theirs.pk), str(uuid.uuid4()), "x", ["y"], None):
        assert send_json(name) == "rejected"
    assert send_json(str(mine.pk)) == "accepted"
