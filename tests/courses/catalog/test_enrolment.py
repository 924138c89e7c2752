"""Joining a course: once, however often and from wherever."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from courses.catalog.enrolment import enrol
from courses.catalog.models import Enrolment
from tests.factories.accounts import PersonFactory


@pytest.fixture
def learner(db: None) -> Any:
    return PersonFactory()


def test_joining_again_changes_nothing(learner: Any) -> None:
    key, at = uuid.uuid4(), timezone.now() - timedelta(days=3)
    first = enrol(learner.pk, course_key=key, at=at)
    assert enrol(learner.pk, course_key=key) == first
    assert Enrolment.objects.get().enrolled_at == at


def test_the_database_keeps_one_enrolment_of_each_in_each_course(learner: Any) -> None:
    key = uuid.uuid4()
    Enrolment.objects.create(learner=learner, course_key=key)
    Enrolment.objects.create(learner=learner, course_key=uuid.uuid4())
    Enrolment.objects.create(learner=PersonFactory(), course_key=key)
    with pytest.raises(IntegrityError):
        Enrolment.objects.create(learner=learner, course_key=key)


@pytest.mark.django_db(transaction=True)
def test_joining_at_once_joins_once() -> None:
    learner, key = PersonFactory(), uuid.uuid4()

    def join(_number: int) -> Any:
        try:
            return enrol(learner.pk, course_key=key).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(join, range(8)))) == 1
    assert Enrolment.objects.count() == 1
