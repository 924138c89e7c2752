"""The editor as a trainer meets it."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail_localize.models import Translation, TranslationSource

from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.catalog.models import CoursePage, LessonPage
from courses.progress.models import Event
from courses.progress.queries import lesson_states
from courses.progress.sources import Source
from lms.wagtail_hooks import lesson_warnings
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import (
    CoursePageFactory,
    LessonPageFactory,
    lessons_of,
    make_course,
    quiz_block,
    reading_block,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer() -> Client:
    client = Client()
    client.force_login(
        PersonFactory(trainer=True), backend="lms.accounts.backends.StaffPasswordBackend"
    )
    return client


def menu_names(client: Client) -> set[str]:
    html = client.get("/admin/").content.decode()
    start = html.index("wagtail-sidebar-props")
    props = json.loads(html[html.index(">", start) + 1 : html.index("</script>", start)])
    return set(find_names(props))


def find_names(node: Any) -> Any:
    if isinstance(node, dict):
        if "name" in node and "label" in node:
            yield node["name"]
        for value in node.values():
            yield from find_names(value)
    elif isinstance(node, list):
        for value in node:
            yield from find_names(value)


def test_trainers_find_their_own_menu_items_alone(trainer: Client) -> None:
    names = menu_names(trainer)
    assert {"explorer", "images", "media", "sign-ins"} <= names
    assert not names & {"documents", "reports", "settings", "help", "progress", "snippets", "users"}


def test_coordinators_find_progress_and_no_pages() -> None:
    client = Client()
    client.force_login(
        PersonFactory(coordinator=True), backend="lms.accounts.backends.StaffPasswordBackend"
    )
    names = menu_names(client)
    assert {"progress", "sign-ins"} <= names
    assert not names & {"explorer", "images", "media", "documents", "reports", "settings", "help"}


def lesson_form(*blocks: tuple[str, Any], **fields: str) -> dict[str, Any]:
    data: dict[str, Any] = nested_form_data(
        {
            "title": "Pelajaran baru",
            "slug": "pelajaran-baru",
            "summary": "",
            "minutes": "5",
            "body": streamfield(blocks),
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "action-publish": "1",
            **fields,
        }
    )
    return data


def rich_text(text: str) -> str:
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0}
    block |= {"inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})


def reading(*body: tuple[str, Any]) -> tuple[str, Any]:
    return "reading", {"title": "Baca", "body": streamfield(body)}


def test_a_trainer_writes_and_publishes_a_lesson_of_every_kind(trainer: Client) -> None:
    course = CoursePageFactory()
    url = f"/admin/pages/add/catalog/lessonpage/{course.pk}/"
    assert trainer.get(url).status_code == 200
    answers = streamfield(
        [
            ("item", {"text": "Ya", "right": "on", "credit": "", "feedback": "Benar."}),
            ("item", {"text": "Tidak", "credit": "", "feedback": "Belum."}),
        ]
    )
    question = {"text": "Sudah?", "answers": answers, "hints": streamfield([])}
    question |= {"weight": "1", "penalty": "0.5", "format": "plain"}
    question |= dict.fromkeys(("picture", "picture_alt", "sound", "feedback", "read_again"), "")
    quiz = {"title": "Kuis", "questions": streamfield([("single_choice", question)])}
    quiz |= {"pass_mark": "60", "tries": "0", "behaviour": "immediate", "question_tries": "3"}
    quiz |= {"counts": "best", "minutes": "0", "offline_hours": "72", "role": "", "pair": ""}
    quiz |= {"opens_at": "", "closes_at": ""}
    audio = {"title": "Dengar", "file": "", "link": "https://example.org/a.mp3", "minutes": "2"}
    audio["transcript"] = rich_text("Halo.")
    data = lesson_form(
        reading(("text", rich_text("Isi."))),
        ("quiz", quiz),
        ("audio", audio),
        ("pledge", {"title": "Janji", "prompt": "Apa?"}),
    )
    response = trainer.post(url, data)
    assert response.status_code == 302, response.context["form"].errors.as_json()
    lesson = LessonPage.objects.get(slug="pelajaran-baru")
    assert lesson.live
    assert [entry["kind"] for entry in lesson.outline] == ["reading", "quiz", "audio", "pledge"]
    html = Client().get(lesson.url).content.decode()
    assert "Isi." in html
    assert "Sudah?" in html


def test_a_picture_without_alt_text_is_said_at_once(trainer: Client) -> None:
    image = get_image_model().objects.create(title="P", file=get_test_image_file())
    picture = {"image": {"image": str(image.pk), "alt_text": ""}, "caption": ""}
    course = CoursePageFactory()
    data = lesson_form(reading(("picture", picture)))
    response = trainer.post(f"/admin/pages/add/catalog/lessonpage/{course.pk}/", data)
    assert response.status_code == 200
    assert not LessonPage.objects.exists()


def test_a_lesson_that_is_too_heavy_is_said_at_once(trainer: Client, settings: Any) -> None:
    settings.PIJAR_LESSON_BUDGET_BYTES = 100
    image = get_image_model().objects.create(title="P", file=get_test_image_file(size=(800, 600)))
    picture = {"image": {"image": str(image.pk), "alt_text": "Pasar"}, "caption": ""}
    course = CoursePageFactory()
    data = lesson_form(reading(("picture", picture)))
    url = f"/admin/pages/add/catalog/lessonpage/{course.pk}/"
    response = trainer.post(url, data, follow=True)
    lesson = LessonPage.objects.get()
    [warning] = lesson_warnings(lesson)
    assert warning in response.content.decode().replace("&#x27;", "'")
    settings.PIJAR_LESSON_BUDGET_BYTES = 1_000_000
    assert list(lesson_warnings(lesson)) == []


def test_a_preview_in_the_editor_is_the_participants_page_and_records_nothing(
    trainer: Client,
) -> None:
    lesson = LessonPageFactory(body=[reading_block(), quiz_block(1)])
    url = f"/admin/pages/{lesson.pk}/edit/preview/"
    data = lesson_form(reading(("text", rich_text("Isi konsep."))), slug=lesson.slug)
    assert trainer.post(url, data).json()["is_valid"]
    html = trainer.get(url).content.decode()
    assert "Isi konsep." in html
    assert 'class="btn wide"' in html
    assert not Event.objects.exists()


def test_a_draft_of_a_published_lesson_changes_nothing_for_participants(trainer: Client) -> None:
    lesson = LessonPageFactory()
    data = lesson_form(reading(("text", rich_text("Konsep."))), slug=lesson.slug)
    del data["action-publish"]
    trainer.post(f"/admin/pages/{lesson.pk}/edit/", data)
    assert "Konsep." not in Client().get(lesson.url).content.decode()


def test_an_english_translation_shares_progress() -> None:
    english = Locale.objects.get(language_code="en")
    course = make_course(1)
    lesson = lessons_of(course)[0]
    for page in (course, lesson):
        source, _created = TranslationSource.get_or_create_from_instance(page)
        translation = Translation.objects.create(source=source, target_locale=english)
        translation.save_target()
        page.get_translation(english).specific.get_latest_revision().publish()
    translated = LessonPage.objects.get(translation_key=lesson.translation_key, locale=english)
    assert translated.body[0].id == lesson.body[0].id
    assert isinstance(translated.get_parent().specific, CoursePage)

    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=course.translation_key)
    one = Answer(
        id=uuid.uuid4(),
        lesson_key=lesson.translation_key,
        activity_id=lesson.body[0].id,
        payload={},
    )
    take_answers(person, [one], source=Source.WEB)
    assert lesson_states(person.pk, translated.translation_key)[translated.body[0].id].completed
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.PinBackend")
    html = client.get(translated.url).content.decode()
    assert translated.url.startswith("/en/")
    assert f'href="{lesson.url}" lang="id"' in html
    assert "You have read this." in html
    assert Page.objects.get(pk=course.pk).get_translations().count() == 1
