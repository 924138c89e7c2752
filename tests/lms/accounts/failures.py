"""Failures without a request, for tests that only need somebody to be locked."""

from datetime import timedelta

from django.utils import timezone

from lms.accounts.models import Person, SignInCount
from lms.accounts.throttling import FAILURES_TO_LOCK, find_door, name_person


def record_failures(person: Person, count: int) -> None:
    door = find_door(person)
    now = timezone.now()
    SignInCount.objects.create(
        name=name_person(person, door),
        failures=count,
        last_failed_at=now,
        blocked_until=now + (door.lock if count >= FAILURES_TO_LOCK else timedelta(0)),
    )
