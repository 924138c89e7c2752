"""What lists say of a lesson follows its recordings."""

from typing import Any

import pytest
from django.core.files.base import ContentFile

from courses.catalog.models import LessonPage
from media.models import MediaItem
from tests.factories.catalog import LessonPageFactory, make_course, quiz_block, reading_block
from tests.factories.media import MP3, add_encodings, make_media_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> MediaItem:
    return make_media_item(MP3, "suara.mp3", seconds=300, padding=900_000)


def audio_block(item: MediaItem) -> dict[str, Any]:
    value = {"title": "R", "file": item.pk, "link": "", "minutes": None, "transcript": "<p>a</p>"}
    return {"type": "audio", "value": value}


def make_lesson(capture: Any, *blocks: dict[str, Any]) -> LessonPage:
    with capture(execute=True):
        lesson: LessonPage = LessonPageFactory(parent=make_course(0), body=list(blocks))
    return lesson


def weights(lesson: LessonPage) -> list[tuple[int, int | None]]:
    outline = LessonPage.objects.get(pk=lesson.pk).outline
    return [(entry["on_demand_bytes"], entry["seconds"]) for entry in outline]


def test_a_recording_that_becomes_lighter_makes_its_lessons_lighter(
    item: MediaItem, django_capture_on_commit_callbacks: Any
) -> None:
    lesson = make_lesson(django_capture_on_commit_callbacks, reading_block(), audio_block(item))
    other = make_lesson(django_capture_on_commit_callbacks, reading_block())
    assert weights(lesson) == [(0, None), (item.size, 300)]
    with django_capture_on_commit_callbacks(execute=True):
        add_encodings(item, saver=1000)
    assert weights(lesson) == [(0, None), (1000, 300)]
    assert weights(other) == [(0, None)]
    with django_capture_on_commit_callbacks(execute=True):
        item.file = ContentFile(MP3, name="baru.mp3")
        item.save()
    assert weights(lesson) == [(0, None), (len(MP3), None)]


def test_a_quiz_that_is_read_aloud_too(
    item: MediaItem, django_capture_on_commit_callbacks: Any
) -> None:
    quiz = quiz_block(1)
    quiz["value"]["questions"][0]["value"]["sound"] = item.pk
    lesson = make_lesson(django_capture_on_commit_callbacks, quiz)
    assert weights(lesson) == [(item.size, 300)]
    with django_capture_on_commit_callbacks(execute=True):
        add_encodings(item, saver=1000)
    assert weights(lesson) == [(1000, 300)]
