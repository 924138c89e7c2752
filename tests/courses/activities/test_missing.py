"""A block whose kind is not installed stays in the page, whatever is done to the page."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.activities.blocks import MissingField
from courses.activities.registry import kinds
from courses.catalog.models import CoursePage, LessonPage
from lms.wagtail_hooks import lesson_warnings
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import (
    CoursePageFactory,
    LessonPageFactory,
    pledge_block,
    reading_block,
)


@pytest.fixture
def pledge() -> dict[str, Any]:
    return pledge_block()


@pytest.fixture
def lesson(db: None, pledge: dict[str, Any]) -> LessonPage:
    return LessonPageFactory(body=[reading_block("Satu"), pledge, reading_block("Tiga")])


@pytest.fixture
def without_pledge(lesson: LessonPage, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pledge's app is gone: the registry does not know it, and the field is built anew."""
    field = LessonPage._meta.get_field("body")
    installed = field.__dict__.pop("stream_block")
    monkeypatch.delitem(kinds._kinds, "pledge")
    yield
    field.__dict__["stream_block"] = installed


def stored(lesson: LessonPage) -> list[dict[str, Any]]:
    """The body as it lies in the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM catalog_lessonpage WHERE page_ptr_id = %s", [lesson.pk])
        [body] = cursor.fetchone()
    return json.loads(body) if isinstance(body, str) else body


@pytest.mark.usefixtures("without_pledge")
def test_it_survives_load_save_and_publish(lesson: LessonPage, pledge: dict[str, Any]) -> None:
    before = stored(lesson)
    page = LessonPage.objects.get(pk=lesson.pk)
    assert [block.block_type for block in page.body] == ["reading", "missing", "reading"]
    page.title = "Judul baru"
    page.save_revision().publish()
    assert stored(lesson) == before
    assert stored(lesson)[1] == pledge
    latest = LessonPage.objects.get(pk=lesson.pk).get_latest_revision().content["body"]
    assert json.loads(latest)[1] == pledge


@pytest.mark.usefixtures("without_pledge")
def test_it_survives_copy_and_translation(lesson: LessonPage, pledge: dict[str, Any]) -> None:
    page = LessonPage.objects.get(pk=lesson.pk)
    copy = page.copy(update_attrs={"slug": "salinan"})
    assert stored(copy)[1] == pledge
    english = Locale.objects.get(language_code="en")
    translated = page.copy_for_translation(english, copy_parents=True)
    assert stored(translated)[1] == pledge


@pytest.mark.usefixtures("without_pledge")
def test_it_survives_the_editor(lesson: LessonPage, pledge: dict[str, Any]) -> None:
    client = Client()
    client.force_login(
        PersonFactory(is_superuser=True), backend="lms.accounts.backends.StaffPasswordBackend"
    )
    url = f"/admin/pages/{lesson.pk}/edit/"
    html = client.get(url).content.decode()
    assert "pledge" in html
    kept = json.dumps({"type": "pledge", "value": pledge["value"]})
    data = nested_form_data(
        {
            "title": "Lewat penyunting",
            "slug": lesson.slug,
            "summary": "",
            "minutes": "5",
            "body": streamfield([("missing", kept)]),
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "action-publish": "1",
        }
    )
    data["body-0-id"] = pledge["id"]
    response = client.post(url, data, follow=True)
    assert "pledge" in response.content.decode()
    assert stored(lesson) == [pledge]
    assert LessonPage.objects.get(pk=lesson.pk).title == "Lewat penyunting"


@pytest.mark.usefixtures("without_pledge")
def test_the_site_says_what_is_missing_and_participants_do_not_meet_it(
    lesson: LessonPage,
) -> None:
    page = LessonPage.objects.get(pk=lesson.pk)
    page.save()
    assert [entry["kind"] for entry in page.outline] == ["reading", "reading"]
    [warning] = lesson_warnings(page)
    assert "pledge" in warning
    html = Client().get(lesson.url).content.decode()
    assert "Tiga" in html
    assert "Janji" not in html
    parent = CoursePage.objects.get(pk=lesson.get_parent().pk)
    assert "Janji" not in Client().get(parent.url).content.decode()


def test_it_comes_back_when_its_kind_does(
    lesson: LessonPage, pledge: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    page = LessonPage.objects.get(pk=lesson.pk)
    assert page.body[1].block_type == "pledge"
    assert page.body[1].value["prompt"] == "Apa langkahmu?"


@pytest.mark.parametrize("text", ["", "x", "[]", '{"value": 1}', '{"type": 5}'])
def test_a_kept_content_that_was_tampered_with_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="tidak boleh diubah"):
        MissingField().clean(text)


def test_block_definitions_stay_out_of_migrations() -> None:
    _name, path, args, kwargs = LessonPage._meta.get_field("body").deconstruct()
    assert path == "courses.activities.fields.ActivityField"
    assert args == []
    assert "block_lookup" not in kwargs


def test_a_copied_course_starts_fresh_and_a_translation_shares(db: None) -> None:
    course = CoursePageFactory()
    lesson = LessonPageFactory(parent=course)
    copy = lesson.copy(update_attrs={"slug": "salinan"})
    assert copy.translation_key != lesson.translation_key
    assert copy.body[0].id == lesson.body[0].id
    english = Locale.objects.get(language_code="en")
    translated = lesson.copy_for_translation(english, copy_parents=True)
    assert translated.translation_key == lesson.translation_key
    assert translated.body[0].id == lesson.body[0].id
    assert uuid.UUID(lesson.body[0].id)
