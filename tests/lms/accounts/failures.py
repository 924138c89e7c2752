"""Failures without a request, for tests that only need somebody to be locked."""

from axes.models import AccessAttempt
from django.utils import timezone

from lms.accounts.models import Person
from lms.accounts.throttling import name_person


def record_failures(person: Person, count: int) -> None:
    AccessAttempt.objects.create(
        username=name_person(person),
        ip_address="10.0.0.1",
        user_agent="test",
        http_accept="",
        path_info="/masuk/",
        get_data="",
        post_data="",
        failures_since_start=count,
        attempt_time=timezone.now(),
    )
