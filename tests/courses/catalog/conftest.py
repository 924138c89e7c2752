from typing import Any

import pytest
from django.test import Client

from courses.catalog.enrolment import enrol
from courses.catalog.models import CoursePage, LessonPage
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import lessons_of, make_course


@pytest.fixture
def course(db: None) -> CoursePage:
    return make_course(3)


@pytest.fixture
def lesson(course: CoursePage) -> LessonPage:
    return lessons_of(course)[0]


@pytest.fixture
def learner(course: CoursePage) -> Any:
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=course.translation_key)
    return person


@pytest.fixture
def visitor_client(db: None) -> Client:
    return Client()


@pytest.fixture
def learner_client(learner: Any) -> Client:
    client = Client()
    client.force_login(learner, backend="lms.accounts.backends.PinBackend")
    return client
