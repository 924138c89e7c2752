"""How often the second factor may be tried: counted by person, before a try is looked at.

The count is a row of the database, raised in one statement, so that of many tries at once one is
looked at, whichever process they reach. Waiting grows to an hour and ends by itself.
"""

import math
from datetime import timedelta

from allauth.core import context
from django.utils import timezone

from lms.accounts.devices import find_device
from lms.accounts.models import Person, SignInCount
from lms.accounts.throttling import explain_wait

#: Between two tries at all times; nobody types faster.
SHORTEST_WAIT_SECONDS = 1
FIRST_DELAYED_FAILURE = 3
FIRST_DELAY_SECONDS = 5
LONGEST_DELAY_SECONDS = 3600


def claim_attempt(person: Person) -> None:
    """Take the one try that is free now; a ValidationError says how long to wait for the next.

    It counts as a failure until `forget_attempts` says otherwise.
    """
    now, name = timezone.now(), _name_count(person)
    first = {"failures": 1, "last_failed_at": now, "blocked_until": now + _wait_after(1)}
    count, made = SignInCount.objects.get_or_create(name=name, defaults=first)
    if made:
        return
    failures = count.failures + 1
    claimed = SignInCount.objects.filter(
        name=name, failures=count.failures, blocked_until__lte=now
    ).update(failures=failures, last_failed_at=now, blocked_until=now + _wait_after(failures))
    if not claimed:
        seconds = max(1, math.ceil((count.blocked_until - now).total_seconds()))
        raise explain_wait(seconds)


def forget_attempts(person: Person) -> None:
    SignInCount.objects.filter(name=_name_count(person)).delete()


def forget_all_attempts(person: Person) -> None:
    """On every device, and on those that nobody knows."""
    devices = [_name_device(pk) for pk in person.devices.values_list("pk", flat=True)]
    SignInCount.objects.filter(name__in=[_name_person(person), *devices]).delete()


def _name_count(person: Person) -> str:
    """A device that the person has signed in on counts for itself: who has stolen the password
    can't keep its owner out there."""
    device = find_device(context.request, person)
    return _name_device(device.pk) if device else _name_person(person)


def _name_device(pk: int) -> str:
    return f"FACTOR-device-{pk}"


def _name_person(person: Person) -> str:
    return f"FACTOR-person-{person.pk}"


def _wait_after(failures: int) -> timedelta:
    if failures < FIRST_DELAYED_FAILURE:
        return timedelta(seconds=SHORTEST_WAIT_SECONDS)
    # Beyond this many doublings the longest delay is reached, and no number grows without bound.
    doublings = min(failures - FIRST_DELAYED_FAILURE, 20)
    return timedelta(seconds=min(FIRST_DELAY_SECONDS * 2**doublings, LONGEST_DELAY_SECONDS))
