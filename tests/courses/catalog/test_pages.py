"""Home, course list and course: what they say to whom, in a constant number of statements."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from courses.catalog.enrolment import enrol
from courses.catalog.models import CourseIndexPage, CoursePage, Enrolment
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import (
    LessonPageFactory,
    ensure_site,
    lessons_of,
    make_course,
    quiz_block,
)
from tests.factories.media import MP3, make_media_item


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def tap(client: Client, lesson: Any) -> None:
    url = f"/belajar/{lesson.translation_key}/{lesson.body[0].id}/"
    client.post(url, {"event": str(uuid.uuid4())})


def test_home_goes_on_where_the_learner_stopped(
    learner_client: Client, learner: Any, course: CoursePage
) -> None:
    first, second, _third = lessons_of(course)
    assert "Lanjutkan belajar" in text(learner_client, "/")
    tap(learner_client, first)
    html = text(learner_client, "/")
    assert f'class="btn wide" href="{second.url}"' in html
    assert 'value="1" max="3"' in html
    other = make_course(1)
    enrol(learner.pk, course_key=other.translation_key)
    tap(learner_client, second)
    assert f'class="btn wide" href="{lessons_of(course)[2].url}"' in text(learner_client, "/")


def test_home_says_well_done_when_all_is_done(learner_client: Client, course: CoursePage) -> None:
    for lesson in lessons_of(course):
        tap(learner_client, lesson)
    html = text(learner_client, "/")
    assert "Kamu sudah menyelesaikan semua kelasmu" in html
    assert "Kelas selesai" in html


def test_home_welcomes_visitors_and_newcomers(visitor_client: Client, course: CoursePage) -> None:
    html = text(visitor_client, "/")
    assert course.title in html
    assert "/masuk/" in html
    newcomer = Client()
    newcomer.force_login(
        PersonFactory(name="Siti Aminah"), backend="lms.accounts.backends.PinBackend"
    )
    assert "Selamat datang, Siti A." in text(newcomer, "/")


def test_an_empty_site_says_so(visitor_client: Client) -> None:
    index = ensure_site()
    assert "Belum ada kelas dalam bahasa ini." in text(visitor_client, "/")
    assert "Belum ada kelas dalam bahasa ini." in text(visitor_client, index.url)


def test_joining_is_a_post_and_happens_once(learner: Any, course: CoursePage) -> None:
    other = make_course(1)
    client = Client()
    client.force_login(learner, backend="lms.accounts.backends.PinBackend")
    url = f"/belajar/{other.translation_key}/ikut/"
    assert client.get(url).status_code == 405
    assert not Enrolment.objects.filter(course_key=other.translation_key).exists()
    for _tap in range(2):
        assert client.post(url).headers["Location"] == other.url
    assert Enrolment.objects.filter(course_key=other.translation_key).count() == 1
    assert client.post(f"/belajar/{uuid.uuid4()}/ikut/").status_code == 404
    assert Client().post(url).headers["Location"].startswith("/masuk/")


def test_a_course_shows_its_path(learner_client: Client, course: CoursePage) -> None:
    LessonPageFactory(parent=course, title="Kuis saja", body=[quiz_block(1)])
    first, second, *_rest = lessons_of(course)
    tap(learner_client, first)
    html = text(learner_client, course.url)
    assert html.count('<li class="done">') == 1
    assert html.count('<li class="now">') == 1
    assert f'href="{second.url}" aria-current="step"' in html
    assert "4 pelajaran" in html
    assert "40 menit" in html


def test_a_locked_lesson_has_no_link(db: None) -> None:
    course = make_course(3, in_order=True)
    html = text(Client(), course.url)
    assert html.count('<li class="locked">') == 2
    assert lessons_of(course)[2].url not in html


@pytest.mark.parametrize("page", ["home", "index", "course"])
def test_pages_cost_the_same_whatever_there_is(learner: Any, course: CoursePage, page: str) -> None:
    client = Client()
    client.force_login(learner, backend="lms.accounts.backends.PinBackend")
    index = CourseIndexPage.objects.get(locale=Locale.objects.get(language_code="id"))
    url = {"home": "/", "index": index.url, "course": course.url}[page]
    counts = []
    for more in (0, 3):
        for _number in range(more):
            other = make_course(4)
            enrol(learner.pk, course_key=other.translation_key)
            LessonPageFactory(parent=course)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 16


def test_the_english_site_has_its_own_addresses(visitor_client: Client, course: CoursePage) -> None:
    html = text(visitor_client, "/en/")
    assert 'lang="en"' in html
    assert 'href="/" lang="id"' in html
    index = CourseIndexPage.objects.get(locale__language_code="en")
    assert text(visitor_client, index.url)


def test_a_course_that_was_done_stays_done_when_a_lesson_is_added(
    learner_client: Client, course: CoursePage
) -> None:
    for lesson in lessons_of(course):
        tap(learner_client, lesson)
    new = LessonPageFactory(parent=course)
    html = text(learner_client, course.url)
    assert "Kelas selesai" in html
    assert f'href="{new.url}"' in html
    html = text(learner_client, lessons_of(course)[0].url)
    assert new.title in html.split('<nav class="foot')[1]


def test_a_preview_of_a_course_joins_nobody(course: CoursePage) -> None:
    response = course.make_preview_request()
    assert "form-action 'none'" in response.headers["Content-Security-Policy"]


def test_a_course_says_what_all_of_it_weighs(visitor_client: Client) -> None:
    course = make_course(0)
    item = make_media_item(MP3, "suara.mp3", seconds=300, padding=900_000)
    value = {"title": "R", "file": item.pk, "link": "", "minutes": None, "transcript": "<p>a</p>"}
    for _lesson in range(2):
        LessonPageFactory(parent=course, body=[{"type": "audio", "value": value}])
    assert "1,8 MB" in text(visitor_client, course.url)
