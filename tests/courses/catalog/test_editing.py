"""The content check in the editor: of a form as it stands, saved or not."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.catalog.models import LessonPage
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import CoursePageFactory, LessonPageFactory

pytestmark = pytest.mark.django_db

PASSWORD = "lms.accounts.backends.StaffPasswordBackend"
LONG = "Kata " + " ".join(["kata"] * 25) + "."


@pytest.fixture
def trainer() -> Client:
    client = Client()
    client.force_login(PersonFactory(trainer=True), backend=PASSWORD)
    return client


def rich_text(text: str) -> str:
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0}
    block |= {"inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})


def form(*blocks: tuple[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = nested_form_data({"title": "", "body": streamfield(blocks)})
    for number in range(len(blocks)):
        data[f"body-{number}-id"] = str(uuid.uuid4())
    return data


def reading(*body: tuple[str, Any]) -> tuple[str, Any]:
    return "reading", {"title": "Baca", "body": streamfield(body)}


def check(client: Client, data: dict[str, Any], lesson: LessonPage | None = None) -> Any:
    lesson = lesson or LessonPageFactory()
    response = client.post(f"/admin/periksa-isi/{lesson.pk}/", data)
    assert response.status_code == 200
    return response.json()


def test_what_stands_in_the_form_is_checked_and_not_what_is_saved(trainer: Client) -> None:
    lesson = LessonPageFactory()
    data = form(reading(("text", rich_text(f"{LONG} Ya."))))
    before = lesson.latest_revision_id
    found = check(trainer, data, lesson)
    assert found["count"] == 1
    assert found["summary"].startswith("1 ")
    assert LONG in found["html"]
    assert f'href="#block-{data["body-0-id"]}-section"' in found["html"]
    lesson.refresh_from_db()
    assert lesson.latest_revision_id == before
    found = check(trainer, form(reading(("text", rich_text("Pendek.")))), lesson)
    assert found["count"] == 0
    assert "<li>" not in found["html"]


def test_half_written_activities_are_checked_too(trainer: Client) -> None:
    image = get_image_model().objects.create(title="Pasar", file=get_test_image_file())
    picture = {"image": {"image": str(image.pk), "alt_text": ""}, "caption": ""}
    empty = {"image": {"image": "", "alt_text": ""}, "caption": ""}
    audio = {"title": "", "file": "", "link": "", "minutes": "", "transcript": rich_text("")}
    data = form(reading(("picture", picture), ("picture", empty)), ("audio", audio))
    found = check(trainer, data)
    assert "<q>Pasar</q>" in found["html"]
    # What can't be saved yet is said in the editor's own words.
    assert "salah satu saja" in found["html"]
    assert found["count"] == 2


def test_a_lesson_without_activities_and_what_is_no_form_at_all(trainer: Client) -> None:
    lesson = LessonPageFactory()
    assert check(trainer, form(), lesson)["count"] == 0
    url = f"/admin/periksa-isi/{lesson.pk}/"
    for data in ({}, {"body-count": "x"}, {**form(reading()), "body-0-order": "x"}):
        assert trainer.post(url, data).status_code == 400
    assert trainer.get(url).status_code == 405


def test_a_lesson_that_is_being_added_is_checked(trainer: Client) -> None:
    course = CoursePageFactory()
    data = form(reading(("text", rich_text("Bank minta agunan."))))
    response = trainer.post(f"/admin/periksa-isi/baru/{course.pk}/", data)
    assert response.json()["count"] == 1
    assert "agunan" in response.json()["html"]
    assert not LessonPage.objects.exists()


def test_only_who_may_edit_may_ask(trainer: Client) -> None:
    lesson = LessonPageFactory()
    urls = [
        f"/admin/periksa-isi/{lesson.pk}/",
        f"/admin/periksa-isi/baru/{lesson.get_parent().pk}/",
    ]
    coordinator = Client()
    coordinator.force_login(PersonFactory(coordinator=True), backend=PASSWORD)
    for url in urls:
        assert trainer.post(url, form()).status_code == 200
        assert coordinator.post(url, form()).status_code in (302, 403)
        assert Client().post(url, form()).status_code == 302
    assert trainer.post("/admin/periksa-isi/999999/", form()).status_code == 404
    assert trainer.post(f"/admin/periksa-isi/{lesson.get_parent().pk}/", form()).status_code == 404


def test_the_panel_stands_beside_the_form_of_lessons_alone(trainer: Client) -> None:
    lesson = LessonPageFactory()
    course = lesson.get_parent()
    edit = trainer.get(f"/admin/pages/{lesson.pk}/edit/").content.decode()
    assert f'data-url="/admin/periksa-isi/{lesson.pk}/"' in edit
    assert 'data-side-panel-toggle="content-check"' in edit
    assert "catalog/content_check" in edit
    add = trainer.get(f"/admin/pages/add/catalog/lessonpage/{course.pk}/").content.decode()
    assert f'data-url="/admin/periksa-isi/baru/{course.pk}/"' in add
    other = trainer.get(f"/admin/pages/{course.pk}/edit/").content.decode()
    assert "periksa-isi" not in other
