"""The lesson's page: what stands on it for whom, and what it costs."""

import gzip
import json
import re
import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from courses.catalog.enrolment import enrol
from courses.catalog.models import CoursePage, LessonPage
from courses.progress.models import Event, State
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import (
    LessonPageFactory,
    lessons_of,
    make_course,
    pledge_block,
    quiz_block,
    reading_block,
)


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def complete(client: Client, lesson: LessonPage) -> None:
    for block in lesson.body:
        url = f"/belajar/{lesson.translation_key}/{block.id}/"
        client.post(url, {"event": str(uuid.uuid4()), "next": lesson.url})


def next_link(html: str) -> str:
    [link] = re.findall(r'<nav class="foot.*?href="([^"]+)"', html, re.S)
    return link


def test_lanjut_leads_to_what_is_left_here_then_to_the_next_lesson_then_to_the_course(
    learner_client: Client, course: CoursePage
) -> None:
    first, second, third = lessons_of(course)
    html = text(learner_client, first.url)
    assert next_link(html) == f"#kegiatan-{first.body[0].id}"
    complete(learner_client, first)
    html = text(learner_client, first.url)
    assert "Pelajaran selesai" in html
    assert next_link(html) == second.url
    complete(learner_client, third)
    assert next_link(text(learner_client, third.url)) == second.url
    complete(learner_client, second)
    assert next_link(text(learner_client, second.url)) == course.url


def test_a_visitor_reads_an_open_lesson_and_is_asked_to_sign_in_to_keep(
    visitor_client: Client, lesson: LessonPage
) -> None:
    html = text(visitor_client, lesson.url)
    assert "Isi bacaan." in html
    assert "Masuk dulu supaya jawabanmu tersimpan." in html
    assert f"/masuk/?next={lesson.url}" in html
    assert "<form" not in html
    assert not visitor_client.cookies


def test_who_has_not_joined_can_join_from_the_lesson(lesson: LessonPage) -> None:
    client = Client()
    client.force_login(PersonFactory(participant=True), backend="lms.accounts.backends.PinBackend")
    html = text(client, lesson.url)
    assert "Ikut kelas ini dulu" in html
    [url] = re.findall(r'action="(/belajar/[^"]+/ikut/)"', html)
    response = client.post(url, {"next": lesson.url})
    assert response.headers["Location"] == lesson.url
    assert "Sudah saya baca" in text(client, lesson.url)


def test_an_in_order_course_opens_lesson_by_lesson(db: None) -> None:
    course = make_course(2, in_order=True)
    first, second = lessons_of(course)
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=course.translation_key)
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.PinBackend")
    locked = client.get(second.url)
    assert locked.status_code == 403
    assert "Isi bacaan." not in locked.content.decode()
    assert Client().get(second.url).status_code == 403
    assert Client().get(first.url).status_code == 200
    complete(client, second)
    assert not Event.objects.exists()
    complete(client, first)
    assert client.get(second.url).status_code == 200


def test_what_is_done_stays_open_when_a_lesson_is_put_before_it(db: None) -> None:
    course = make_course(2, in_order=True)
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=course.translation_key)
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.PinBackend")
    first, second = lessons_of(course)
    complete(client, first)
    complete(client, second)
    new = LessonPageFactory(parent=course)
    new.move(first, pos="left")
    assert text(client, second.url)
    complete(client, second)
    assert Event.objects.filter(kind="reading").count() == 3


def test_lanjut_leads_past_a_quiz_that_takes_no_more_answers(
    learner_client: Client, course: CoursePage
) -> None:
    LessonPage.objects.child_of(course).delete()
    course.refresh_from_db()
    lesson = LessonPageFactory(parent=course, body=[quiz_block(1, tries=1)])
    after = LessonPageFactory(parent=course)
    url = f"/belajar/{lesson.translation_key}/{lesson.body[0].id}/"
    answer = {"attempt": 1, "question": "q1", "choice": "q1-wrong"}
    learner_client.post(url, {"event": str(uuid.uuid4()), **answer})
    html = text(learner_client, lesson.url)
    assert "Kesempatanmu sudah habis" in html
    assert next_link(html) == after.url


@pytest.mark.django_db
def test_a_picture_that_was_deleted_leaves_the_rest_of_the_lesson(
    learner_client: Client, course: CoursePage
) -> None:
    image = get_image_model().objects.create(title="P", file=get_test_image_file())
    block = reading_block()
    picture = {"image": image.pk, "alt_text": "Pasar", "decorative": False}
    block["value"]["body"].append(
        {"type": "picture", "value": {"image": picture, "caption": ""}, "id": str(uuid.uuid4())}
    )
    lesson = LessonPageFactory(parent=course, body=[block])
    assert 'alt="Pasar"' in text(learner_client, lesson.url)
    image.delete()
    cache.clear()
    html = text(learner_client, lesson.url)
    assert "Isi bacaan." in html
    assert "<figure>" not in html


def test_an_unpublished_lesson_or_course_is_not_found(
    learner_client: Client, course: CoursePage, lesson: LessonPage
) -> None:
    other = lessons_of(course)[1]
    lesson.unpublish()
    assert learner_client.get(lesson.url or "/kelas/x/").status_code == 404
    course.unpublish()
    assert learner_client.get(other.url).status_code == 404


def test_what_is_kept_of_a_page_is_never_one_persons_own(
    learner_client: Client, lesson: LessonPage, course: CoursePage
) -> None:
    complete(learner_client, lesson)
    assert "Sudah kamu baca." in text(learner_client, lesson.url)
    other = Client()
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=course.translation_key)
    other.force_login(person, backend="lms.accounts.backends.PinBackend")
    one, again = text(other, lesson.url), text(other, lesson.url)
    assert "Sudah kamu baca." not in one
    ids = [re.findall(r'name="event" value="([^"]+)"', html) for html in (one, again)]
    assert ids[0] != ids[1]
    assert "Sudah kamu baca." not in text(Client(), lesson.url)


def test_a_published_change_is_seen_at_once(learner_client: Client, lesson: LessonPage) -> None:
    text(learner_client, lesson.url)
    lesson.body = [reading_block("Judul baru", block_id=lesson.body[0].id)]
    lesson.save_revision().publish()
    assert "Judul baru" in text(learner_client, lesson.url)


def test_a_trainer_cannot_write_the_marks_that_stand_for_forms(
    learner_client: Client, course: CoursePage
) -> None:
    block = reading_block("<!--answer-fields--> <!--answer-gate-->")
    lesson = LessonPageFactory(parent=course, body=[block])
    assert "&lt;!--answer-fields--&gt;" in text(learner_client, lesson.url)


def test_a_preview_shows_forms_and_records_nothing(course: CoursePage, lesson: LessonPage) -> None:
    lesson.body = [reading_block(), quiz_block(1)]
    response = lesson.make_preview_request()
    html = response.content.decode()
    assert response.status_code == 200
    assert "Pratinjau: apa pun yang Anda ketuk di sini tidak disimpan." in html
    assert "Sudah saya baca" in html
    assert "form-action &#x27;none&#x27;" not in html
    assert "form-action 'none'" in response.headers["Content-Security-Policy"]
    assert not Event.objects.exists()
    assert not State.objects.exists()


@pytest.mark.parametrize(("activities", "lessons"), [(1, 1), (30, 1), (1, 40)])
def test_a_signed_in_lesson_page_costs_the_same_few_statements(
    db: None, activities: int, lessons: int
) -> None:
    course = make_course(lessons, activities=activities)
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=course.translation_key)
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.PinBackend")
    lesson = lessons_of(course)[0]
    text(client, lesson.url)
    with CaptureQueriesContext(connection) as queries:
        text(client, lesson.url)
    assert len(queries) == 8, "\n".join(q["sql"][:200] for q in queries)


def test_a_repeated_page_is_light_and_carries_no_inline_script_or_style(
    learner_client: Client, course: CoursePage
) -> None:
    lesson = LessonPageFactory(
        parent=course, body=[reading_block(), quiz_block(10), pledge_block()]
    )
    response = learner_client.get(lesson.url)
    html = response.content.decode()
    assert len(gzip.compress(response.content)) <= 8_000
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)
    assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("level", ["lesson", "course", "root"])
def test_a_restriction_set_in_the_editor_holds(
    learner_client: Client, course: CoursePage, lesson: LessonPage, level: str
) -> None:
    page = {"lesson": lesson, "course": course, "root": lesson.get_ancestors()[1]}[level]
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="rahasia")
    html = learner_client.get(lesson.url).content.decode()
    assert "Isi bacaan." not in html
    assert 'type="password"' in html


def test_a_restriction_on_the_source_of_an_alias_holds_for_the_alias(
    learner_client: Client, lesson: LessonPage
) -> None:
    alias = lesson.create_alias(update_slug="alias")
    PageViewRestriction.objects.create(page=lesson, restriction_type="password", password="x")
    assert "Isi bacaan." not in learner_client.get(alias.url).content.decode()


def test_a_preview_of_something_half_written_says_so(lesson: LessonPage) -> None:
    quiz = quiz_block(1)
    quiz["value"]["questions"][0]["value"] = {"text": "Setengah jadi"}
    lesson.body = json.dumps([reading_block(), quiz])
    html = lesson.make_preview_request().content.decode()
    assert "masih ada yang perlu diisi" in html
    assert "Isi bacaan." in html
