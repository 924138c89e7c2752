"""Rich text in any model is cleaned on its way into the database."""

import json
from typing import Any

import pytest
from wagtail.models import Revision

from courses.catalog.models import CoursePage, LessonPage
from media.rich_text.saving import clean_value
from tests.factories.catalog import CoursePageFactory, LessonPageFactory
from tests.factories.podcasts import EpisodePageFactory

pytestmark = pytest.mark.django_db

HARM = '<p>A<!--x--><script>alert(1)</script><a href="javascript:x()">B</a></p>'
CLEAN = "<p>A<a>B</a></p>"


def reading(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "reading", "id": "r", "value": {"title": "Baca", "body": list(parts)}}


def everywhere(html: str) -> list[dict[str, Any]]:
    """A lesson's body with this text wherever there is room for rich text."""
    step = {"type": "item", "id": "i", "value": html}
    callout = {"type": "tip", "title": "Tip", "text": html}
    audio = {"title": "Dengar", "link": "https://example.org/a.mp3", "transcript": html}
    return [
        reading(
            {"type": "text", "id": "t", "value": html},
            {"type": "steps", "id": "s", "value": {"steps": [step, html]}},
            {"type": "callout", "id": "c", "value": callout},
        ),
        {"type": "audio", "id": "a", "value": audio},
    ]


def texts(body: Any) -> str:
    return json.dumps(body.get_prep_value())


def test_a_page_is_cleaned_when_it_is_saved() -> None:
    course = CoursePageFactory(intro=HARM)
    assert CoursePage.objects.get(pk=course.pk).intro == CLEAN
    lesson = LessonPageFactory(parent=course, body=everywhere(HARM))
    stored = texts(LessonPage.objects.get(pk=lesson.pk).body)
    assert stored.count(CLEAN) == 5
    assert "<script" not in stored
    assert EpisodePageFactory(notes=HARM).notes == CLEAN


def test_a_draft_is_cleaned_when_it_is_saved() -> None:
    lesson = LessonPageFactory()
    lesson.body = everywhere(HARM)
    revision = lesson.save_revision()
    content = Revision.objects.get(pk=revision.pk).content
    assert content["body"].count(CLEAN) == 5
    assert "<script" not in content["body"]
    course = CoursePageFactory()
    course.intro = HARM
    assert course.save_revision().content["intro"] == CLEAN


def test_an_old_draft_is_cleaned_when_it_is_published() -> None:
    lesson = LessonPageFactory()
    lesson.body = everywhere("<p>Aman.</p>")
    revision = lesson.save_revision()
    poisoned = {**revision.content, "body": json.dumps(everywhere(HARM))}
    Revision.objects.filter(pk=revision.pk).update(content=poisoned)
    Revision.objects.get(pk=revision.pk).publish()
    stored = texts(LessonPage.objects.get(pk=lesson.pk).body)
    assert stored.count(CLEAN) == 5
    assert "<script" not in stored


def test_a_kind_of_somebody_elses_is_cleaned_too_and_what_is_unknown_stays() -> None:
    block = LessonPage._meta.get_field("body").stream_block
    unknown = {"type": "nonesuch", "id": "n", "value": {"text": HARM}}
    odd = [reading({"type": "text", "id": "t", "value": None}), unknown, "odd", {"type": "quiz"}]
    assert clean_value(block, odd) == [*odd[:3], {"type": "quiz", "value": None}]


def test_a_part_of_a_page_is_saved_without_reading_the_rest() -> None:
    course = CoursePageFactory()
    found = CoursePage.objects.defer("intro", "glossary").get(pk=course.pk)
    found.summary = "Lain."
    found.save(update_fields=["summary"], clean=False)
    assert {"intro", "glossary"} <= found.get_deferred_fields()
