"""Joining a course."""

import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone

from courses.catalog.models import Enrolment


def enrol(learner_id: Any, *, course_key: uuid.UUID, at: datetime | None = None) -> Enrolment:
    """Join a course, now or `at` a time before; joining again changes nothing."""
    enrolment, _created = Enrolment.objects.get_or_create(
        learner_id=learner_id,
        course_key=course_key,
        defaults={"enrolled_at": at or timezone.now()},
    )
    return enrolment


def is_enrolled(learner_id: Any, *, course_key: uuid.UUID) -> bool:
    return Enrolment.objects.filter(learner_id=learner_id, course_key=course_key).exists()
