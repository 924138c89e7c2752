"""Slows down guessing: a delay from the 3rd failure on, and a lock at the 10th.

django-axes counts the failures. They are counted by person and never by address, so the phone
number and the code share one count, and a forged X-Forwarded-For changes nothing. People who do
not exist are counted, delayed and locked in the same way: the answers give nothing away.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lms.accounts.identifiers import normalize_identifier
from lms.accounts.models import Person

FIRST_DELAYED_FAILURE = 3
FIRST_DELAY_SECONDS = 5
LONGEST_DELAY_SECONDS = 300

# What the sign-in pages, the editor's page and axes itself call the thing that was typed.
IDENTIFIER_KEYS = ("identifier", "username", "code")


@dataclass(frozen=True)
class Failures:
    """How often in a row a sign-in has failed, and when it last did."""

    count: int = 0
    last_at: datetime | None = None

    @property
    def locked(self) -> bool:
        limit: int = settings.AXES_FAILURE_LIMIT
        return self.count >= limit

    @property
    def seconds_to_wait(self) -> int:
        """Whole seconds until the next attempt is looked at; 0 when it may come now."""
        if self.last_at is None or self.count < FIRST_DELAYED_FAILURE:
            return 0
        doubled = FIRST_DELAY_SECONDS * 2 ** (self.count - FIRST_DELAYED_FAILURE)
        free_at = self.last_at + timedelta(seconds=min(doubled, LONGEST_DELAY_SECONDS))
        return max(0, math.ceil((free_at - timezone.now()).total_seconds()))


def sign_in_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name failures are counted under: one a person, whatever was typed to mean them.

    Nothing that was typed is readable in it; axes stores and logs this name.
    """
    typed = credentials or (request.POST if request is not None else {})
    identifier = next((str(typed[key]) for key in IDENTIFIER_KEYS if typed.get(key)), "")
    person = get_user_model().objects.find(identifier)
    return name_person(person) if person else _name_stranger(identifier)


def name_person(person: Person) -> str:
    return f"person-{person.pk}"


def read_failures(name: str) -> Failures:
    """Axes keeps one row for each address and browser; together they are one person's failures."""
    totals = AccessAttempt.objects.filter(username=name).aggregate(
        count=Sum("failures_since_start"), last_at=Max("attempt_time")
    )
    return Failures(totals["count"] or 0, totals["last_at"])


def is_locked(person: Person) -> bool:
    return read_failures(name_person(person)).locked


def find_locked(people: Iterable[Person]) -> set[int]:
    """The primary keys of those who are locked, in one query."""
    keys_by_name = {name_person(person): person.pk for person in people}
    locked = (
        AccessAttempt.objects.filter(username__in=keys_by_name)
        .order_by()
        .values("username")
        .annotate(count=Sum("failures_since_start"))
        .filter(count__gte=settings.AXES_FAILURE_LIMIT)
        .values_list("username", flat=True)
    )
    return {keys_by_name[name] for name in locked}


def unlock(person: Person) -> None:
    """Forget the failures: the person may try again at once."""
    AccessAttempt.objects.filter(username=name_person(person)).delete()


def _name_stranger(identifier: str) -> str:
    digest = salted_hmac(
        "lms.accounts.throttling", normalize_identifier(identifier), algorithm="sha256"
    )
    return f"unknown-{digest.hexdigest()[:40]}"
