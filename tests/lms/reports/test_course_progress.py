import csv
import io
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.catalog.models import CoursePage
from courses.progress.sources import Source
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import (
    LessonPageFactory,
    lessons_of,
    make_course,
    pledge_block,
    quiz_block,
    reading_block,
)

URL = "/koordinator/"


@pytest.fixture
def course(db: None) -> CoursePage:
    return make_course(3)


@pytest.fixture
def client(db: None) -> Client:
    client = Client()
    client.force_login(
        PersonFactory(coordinator=True), backend="lms.accounts.backends.StaffPasswordBackend"
    )
    return client


def make_learner(course: CoursePage, done: int = 0, **fields: Any) -> Any:
    person = PersonFactory(participant=True, **fields)
    enrol(person.pk, course_key=course.translation_key)
    for lesson in lessons_of(course)[:done]:
        answer(person, lesson)
    return person


def answer(person: Any, lesson: Any, payload: dict[str, Any] | None = None) -> None:
    one = Answer(uuid.uuid4(), lesson.translation_key, lesson.body[0].id, payload or {})
    take_answers(person, [one], source=Source.WEB)


def rows(client: Client, **query: Any) -> list[Any]:
    response = client.get(URL, query)
    assert response.status_code == 200
    found: list[Any] = response.context["rows"]
    return found


def test_each_persons_lessons_are_done_begun_or_not_begun(
    client: Client, course: CoursePage
) -> None:
    half = LessonPageFactory(parent=course, body=[reading_block(), quiz_block()])
    person = make_learner(course, done=1, code="LT-0001", name="Siti")
    answer(person, half)
    [row] = rows(client)
    marks = [None if state is None else state.completed for state in row.lessons]
    assert marks == [True, None, None, False]
    assert (row.code, row.name, row.done_count) == ("LT-0001", "Siti", 1)


def test_only_who_has_joined_is_listed(client: Client, course: CoursePage) -> None:
    make_learner(course, code="LT-0001")
    PersonFactory(participant=True)
    make_learner(make_course(1), code="LT-0002")
    assert [row.code for row in rows(client, kelas=course.slug)] == ["LT-0001"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({}, ["A-1", "B-2", "C-3"]),
        ({"status": "done"}, ["C-3"]),
        ({"status": "begun"}, ["B-2"]),
        ({"status": "not_begun"}, ["A-1"]),
        ({"status": "nonsense"}, ["A-1", "B-2", "C-3"]),
        ({"cari": "sri"}, ["B-2"]),
        ({"cari": "b-2 WAH"}, ["B-2"]),
        ({"cari": "zzz"}, []),
        ({"cari": "sri", "status": "done"}, []),
        ({"halaman": "99"}, ["A-1", "B-2", "C-3"]),
        ({"halaman": "x"}, ["A-1", "B-2", "C-3"]),
        ({"cari": "\0"}, ["A-1", "B-2", "C-3"]),
    ],
    ids=str,
)
def test_filters(
    client: Client, course: CoursePage, query: dict[str, str], codes: list[str]
) -> None:
    make_learner(course, code="A-1", name="Ani")
    make_learner(course, done=1, code="B-2", name="Sri Wahyuni")
    make_learner(course, done=3, code="C-3", name="Dewi")
    assert [row.code for row in rows(client, **query)] == codes


def test_an_unknown_course_is_not_found(client: Client, course: CoursePage) -> None:
    assert client.get(URL, {"kelas": "none"}).status_code == 404
    assert client.get(f"{URL}kemajuan.csv", {"kelas": "none"}).status_code == 404


def test_a_site_without_courses_or_people_says_so(client: Client) -> None:
    assert 'class="empty"' in client.get(URL).content.decode()
    make_course(1)
    assert 'class="empty"' in client.get(URL).content.decode()


def test_a_foreign_kinds_lesson_is_counted_like_any_other(
    client: Client, course: CoursePage
) -> None:
    lesson = LessonPageFactory(parent=course, body=[pledge_block()])
    person = make_learner(course)
    answer(person, lesson, {"text": "Besok saya mulai"})
    [row] = rows(client)
    assert row.lessons[-1].completed


def test_the_table_costs_the_same_whatever_its_size(client: Client, course: CoursePage) -> None:
    counts = []
    for more in (1, 12):
        for _number in range(more):
            make_learner(course, done=2)
            LessonPageFactory(parent=course)
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 10


def test_fifty_people_a_page(client: Client, course: CoursePage) -> None:
    for _number in range(51):
        make_learner(course)
    assert len(rows(client)) == 50
    assert len(rows(client, halaman=2)) == 1
    assert "halaman=2" in client.get(URL).content.decode()


def read_csv(client: Client, **query: Any) -> list[list[str]]:
    response: Any = client.get(f"{URL}kemajuan.csv", query)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_the_csv_has_every_row_and_the_same_filters(client: Client, course: CoursePage) -> None:
    for number in range(60):
        make_learner(course, code=f"P-{number:03}")
    make_learner(course, done=3, code="Z-1", name="Dewi")
    head, *body = read_csv(client)
    assert len(body) == 61
    assert head[2:5] == [lesson.title for lesson in lessons_of(course)]
    [row] = read_csv(client, status="done")[1:]
    assert row[:2] == ["Z-1", "Dewi"]
    assert row[5] == "3"


def test_the_csv_is_streamed_in_a_constant_number_of_statements(
    client: Client, course: CoursePage
) -> None:
    counts = []
    for more in (1, 30):
        for _number in range(more):
            make_learner(course)
        with CaptureQueriesContext(connection) as queries:
            read_csv(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_cell_that_would_run_is_only_text(client: Client, course: CoursePage) -> None:
    make_learner(course, name="=1+1")
    assert read_csv(client)[1][1] == "'=1+1"


def test_staff_who_have_joined_are_no_participants(client: Client, course: CoursePage) -> None:
    make_learner(course, code="LT-0001")
    for staff in (PersonFactory(trainer=True), PersonFactory(is_superuser=True)):
        enrol(staff.pk, course_key=course.translation_key)
        answer(staff, lessons_of(course)[0])
    assert [row.code for row in rows(client)] == ["LT-0001"]
    assert [row[0] for row in read_csv(client)[1:]] == ["LT-0001"]
