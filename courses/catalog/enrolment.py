"""Joining a course."""

import uuid
from typing import Any

from courses.catalog.models import Enrolment


def enrol(learner_id: Any, *, course_key: uuid.UUID) -> Enrolment:
    """Join a course; joining again changes nothing."""
    enrolment, _created = Enrolment.objects.get_or_create(
        learner_id=learner_id, course_key=course_key
    )
    return enrolment


def is_enrolled(learner_id: Any, *, course_key: uuid.UUID) -> bool:
    return Enrolment.objects.filter(learner_id=learner_id, course_key=course_key).exists()
