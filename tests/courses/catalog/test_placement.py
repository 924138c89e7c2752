"""Where the activities of a kind stand."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from courses.activities import placement
from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.catalog.models import CoursePage, LessonPage
from courses.progress.sources import Source
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import (
    CoursePageFactory,
    LessonPageFactory,
    pledge_block,
    quiz_block,
    reading_block,
)
from tests.statements import count_statements


@pytest.fixture
def empty_course(db: None) -> CoursePage:
    return CoursePageFactory()


def test_spots_are_the_published_activities_of_a_kind_in_order(empty_course: CoursePage) -> None:
    one = LessonPageFactory(
        parent=empty_course, body=[quiz_block(1, block_id="a"), reading_block(), quiz_block(2)]
    )
    other = LessonPageFactory(parent=empty_course, body=[quiz_block(1)])
    LessonPageFactory(parent=empty_course, body=[quiz_block(1)]).unpublish()
    spots = list(placement.spots("quiz"))
    assert [(spot.lesson_key, spot.activity_id) for spot in spots] == [
        (one.translation_key, "a"),
        (one.translation_key, one.body[2].id),
        (other.translation_key, other.body[0].id),
    ]
    assert spots[0].value["title"] == "Kuis"
    assert (spots[0].lesson_title, spots[0].course_title) == (one.title, empty_course.title)
    assert spots[0].url == f"{one.url}#kegiatan-a"
    assert len(list(placement.spots("quiz", other.translation_key))) == 1


def test_spots_cost_the_same_however_many(empty_course: CoursePage) -> None:
    costs = []
    LessonPageFactory(parent=empty_course, body=[quiz_block(1)])
    list(placement.spots("quiz"))  # The root pages of sites are kept from then on.
    for _more in range(2):
        LessonPageFactory(parent=empty_course, body=[quiz_block(1), quiz_block(1)])
        costs.append(count_statements(lambda: list(placement.spots("quiz"))))
    assert costs[0] == costs[1]


def own_view(lesson: LessonPage) -> str:
    """The address of a step of the pledge's own, which shows what it finds in its place."""
    return f"/kegiatan/pledge/{lesson.translation_key}/{lesson.body[0].id}/"


@pytest.mark.django_db
def test_a_kinds_own_view_finds_nothing_in_a_lesson_that_is_locked_yet() -> None:
    """Its right answers, say, would be out before anybody may read the lesson."""
    course = CoursePageFactory(in_order=True)
    first = LessonPageFactory(parent=course)
    second = LessonPageFactory(parent=course, body=[pledge_block()])
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=course.translation_key)
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.PinBackend")

    assert client.get(own_view(second)).status_code == 404
    assert Client().get(own_view(second)).status_code == 404
    for asking in (person, AnonymousUser()):
        with pytest.raises(placement.NoSuchPlace):
            placement.find(asking, second.translation_key, second.body[0].id)

    answer = Answer(uuid.uuid4(), first.translation_key, first.body[0].id, {})
    take_answers(person, [answer], source=Source.WEB)
    assert "Apa langkahmu?" in client.get(own_view(second)).content.decode()
    assert Client().get(own_view(second)).status_code == 404


@pytest.mark.parametrize("closed", ["lesson", "course"])
def test_a_kinds_own_view_finds_nothing_in_what_is_not_published(
    empty_course: CoursePage, closed: str
) -> None:
    lesson = LessonPageFactory(parent=empty_course, body=[pledge_block()])
    assert Client().get(own_view(lesson)).status_code == 200
    (lesson if closed == "lesson" else empty_course).unpublish()
    assert Client().get(own_view(lesson)).status_code == 404


def test_what_the_clock_changes_is_never_kept(course: CoursePage, learner_client: Any) -> None:
    timed = quiz_block(1, opens_at="2020-01-01T00:00:00Z", block_id="t")
    lesson = LessonPageFactory(parent=course, body=[timed, reading_block()])
    assert [entry["timely"] for entry in lesson.outline] == [True, False]
    assert "<fieldset" in learner_client.get(lesson.url).content.decode()
    closed = quiz_block(1, closes_at="2020-01-01T00:00:00Z", block_id="t")
    # The content changes below the page's revision, as the clock does.
    type(lesson).objects.filter(pk=lesson.pk).update(body=[closed])
    assert "sudah ditutup" in learner_client.get(lesson.url).content.decode()
