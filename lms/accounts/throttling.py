"""Slows down guessing: a delay from the 3rd failure on, and a lock at the 10th.

An attempt is claimed before it is looked at: one conditional UPDATE, so that of many at once one is
looked at and the others wait. What was typed has a count, and so has the person that is meant: the
phone number and the code share it. What the page says is decided by what was typed alone, so it
does not tell which number and code belong together. People who do not exist are counted, delayed
and locked in the same way.

A device that the person has signed in on has a count of its own, which strangers can't raise.
"""

import logging
import math
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from lms.accounts import rates
from lms.accounts.devices import find_device
from lms.accounts.hashers import Busy, wait_for_turn
from lms.accounts.identifiers import normalize_identifier
from lms.accounts.models import Device, FailureCount, Person, SignInCount

FIRST_DELAYED_FAILURE = 3
FIRST_DELAY_SECONDS = 5
LONGEST_DELAY_SECONDS = 300
FAILURES_TO_LOCK = 10
FOR_GOOD = timedelta(days=365 * 1000)

# What is being looked at holds other attempts off; where the process dies, it ends by itself.
CLAIM = timedelta(seconds=30)
# Where several came at once, the next is looked at this much later.
CROWDED = timedelta(seconds=2)
# Who is sent away comes back in between, not all at the same moment.
BUSY_SECONDS = (2, 6)

# One row, asked for anew with every use.
Count = QuerySet[Any]

logger = logging.getLogger(__name__)


class Door(Enum):
    """The ways in, by the name of the credential that says who it is.

    Nobody has both a PIN and a password, so each door counts for itself.
    """

    PIN = "identifier"
    PASSWORD = "username"  # noqa: S105 - the name of a field

    @property
    def lock(self) -> timedelta:
        """How long a lock lasts. Nobody may be there to unlock an administrator: it ends."""
        return timedelta(hours=1) if self is Door.PASSWORD else FOR_GOOD


class Blocked(Exception):
    """An attempt is not looked at: for so many seconds, or while the sign-in is locked."""

    def __init__(self, seconds: int, *, locked: bool = False) -> None:
        super().__init__(seconds, locked)
        self.seconds = seconds
        self.locked = locked


def explain_wait(seconds: int) -> ValidationError:
    """What a form says to whoever comes too soon."""
    return ValidationError(
        ngettext(
            "Please wait %(seconds)s second, then try again.",
            "Please wait %(seconds)s seconds, then try again.",
            seconds,
        ),
        code="wait",
        params={"seconds": seconds},
    )


class Mismatch(Exception):
    """The credentials do not fit; `blocked` says what that means for the next attempt."""

    def __init__(self, blocked: Blocked | None) -> None:
        super().__init__(blocked)
        self.blocked = blocked


@sensitive_variables("credentials")
def check_credentials(request: HttpRequest | None, *, door: Door, **credentials: str) -> Person:
    """The person these credentials belong to. Raises `Blocked` or `Mismatch`."""
    began = time.monotonic()
    try:
        claim = _claim(request, door=door, typed=credentials[door.value])
    except rates.TooManyFailures as full:
        raise Blocked(full.seconds) from None
    if not claim.is_looked_at:
        credentials[door.value] = ""  # nobody's, with all the work that nobody makes
    try:
        with wait_for_turn():
            person = authenticate(request, **credentials)
    except Busy:
        claim.let_go()
        least, most = BUSY_SECONDS
        raise Blocked(least + secrets.randbelow(most - least + 1)) from None
    if isinstance(person, Person):
        claim.succeed()
        return person
    claim.fail()
    # Sooner answers would tell whether there was a hash to check, and an old one takes longer.
    time.sleep(max(0.0, began + settings.PIJAR_FAILED_SIGN_IN_SECONDS - time.monotonic()))
    blocked = claim.explain_block()
    if blocked and blocked.locked:
        logger.warning("A sign-in is locked after too many failures: %s.", claim.name)
    raise Mismatch(blocked)


def is_locked(person: Person) -> bool:
    return bool(find_locked([person]))


def find_locked(people: Iterable[Person]) -> set[int]:
    """The primary keys of those who are locked, in one query."""
    keys_by_name = {name_person(person, find_door(person)): person.pk for person in people}
    locked = SignInCount.objects.filter(
        name__in=keys_by_name, failures__gte=FAILURES_TO_LOCK, blocked_until__gt=timezone.now()
    )
    return {keys_by_name[count.name] for count in locked}


def unlock(person: Person) -> None:
    """Forget the failures: the person may try again at once, on any device."""
    for door in Door:
        # One row after the other, what was typed first: as they are taken.
        typed = {_name_typed(str(text), door) for text in (person.code, person.phone) if text}
        for name in [*sorted(typed), name_person(person, door)]:
            SignInCount.objects.filter(pk=name).delete()
    person.devices.update(failures=0, blocked_until=timezone.now())


def find_door(person: Person) -> Door:
    return Door.PASSWORD if person.has_usable_password() else Door.PIN


def name_person(person: Person, door: Door) -> str:
    return f"{door.name}-person-{person.pk}"


# --- One attempt ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Claim:
    """The right to have one attempt looked at, until a moment.

    The first of `counts` decides what the page says, the second is the person's. A result is
    written where the claim still stands.
    """

    name: str
    until: datetime
    counts: tuple[Count, ...]
    lock: timedelta
    buckets: dict[str, int] = field(default_factory=dict)
    # False where the person's own count blocks: then the answer is as for nobody.
    is_looked_at: bool = True

    @property
    def is_known_device(self) -> bool:
        """Its count stands alone: strangers' failures are none of its business."""
        return len(self.counts) == 1

    def fail(self) -> None:
        now = timezone.now()
        with transaction.atomic():
            for count in self.counts:
                count.filter(blocked_until=self.until).update(
                    failures=F("failures") + 1,
                    last_failed_at=now,
                    blocked_until=_build_block(now, self.lock),
                )

    def succeed(self) -> None:
        with transaction.atomic():
            if self.is_known_device:
                self.counts[0].update(failures=0, blocked_until=timezone.now())
                return
            # Not the other name's count: it would tell whoever watches both that they are one's.
            for count in self.counts:
                count.delete()
            rates.take_drops_back(self.buckets)

    def let_go(self) -> None:
        """Nothing was looked at, so nothing counts."""
        with transaction.atomic():
            for count in self.counts:
                count.filter(blocked_until=self.until).update(blocked_until=timezone.now())
            rates.take_drops_back(self.buckets)

    def explain_block(self) -> Blocked | None:
        return _explain_block(self.counts[0], self.lock)


def _claim(request: HttpRequest | None, *, door: Door, typed: str) -> Claim:
    person = Person.objects.find(typed)
    device = find_device(request, person)
    until = timezone.now() + CLAIM
    if device is not None and device.failures < FAILURES_TO_LOCK:
        known = Device.objects.filter(pk=device.pk)
        # Once locked out it counts as any other: its own count then blocks nothing.
        lock = timedelta(0)
        if not _take(known, until):
            raise _refuse(known, lock)
        return Claim(f"device-{device.pk}", until, (known,), lock)

    names = [
        _name_typed(typed, door),
        name_person(person, door) if person else _name_nobody(typed, door),
    ]
    told, silent = (SignInCount.objects.filter(pk=name) for name in names)
    buckets = rates.list_buckets(request)
    # Rows are always taken in this order, so that no two attempts wait for each other.
    with transaction.atomic():
        SignInCount.objects.bulk_create(
            [SignInCount(name=name, blocked_until=timezone.now()) for name in names],
            ignore_conflicts=True,
        )
        if is_free := _take(told, until):
            is_looked_at = _take(silent, until)
            buckets = rates.add_drops(buckets)
    if not is_free:
        raise _refuse(told, door.lock)
    return Claim(names[1], until, (told, silent), door.lock, buckets, is_looked_at)


def _take(count: Count, until: datetime) -> bool:
    free = count.filter(blocked_until__lte=timezone.now())
    return bool(free.update(blocked_until=until, crowded=False))


def _refuse(count: Count, lock: timedelta) -> Blocked:
    """What to say to an attempt that came too soon, or while another was looked at."""
    if blocked := _explain_block(count, lock):
        return blocked
    count.filter(blocked_until__gt=timezone.now(), crowded=False).update(crowded=True)
    return Blocked(math.ceil(CROWDED.total_seconds()))


def _explain_block(count: Count, lock: timedelta) -> Blocked | None:
    """How failures block the next attempt, if they do."""
    row: FailureCount | None = count.first()
    if row is None or row.last_failed_at is None:
        return None
    left = row.last_failed_at + _find_delay(row.failures, lock) - timezone.now()
    if left <= timedelta(0):
        return None
    return Blocked(math.ceil(left.total_seconds()), locked=row.failures >= FAILURES_TO_LOCK)


def _find_delay(failures: int, lock: timedelta) -> timedelta:
    if failures < FIRST_DELAYED_FAILURE:
        return timedelta(0)
    if failures >= FAILURES_TO_LOCK:
        return lock
    doubled = FIRST_DELAY_SECONDS * 2 ** (failures - FIRST_DELAYED_FAILURE)
    return timedelta(seconds=min(doubled, LONGEST_DELAY_SECONDS))


def _build_block(now: datetime, lock: timedelta) -> Case:
    """Until when one more failure blocks, by how many there were."""
    delays = [
        When(failures=failures - 1, then=Value(now + _find_delay(failures, lock)))
        for failures in range(FIRST_DELAYED_FAILURE, FAILURES_TO_LOCK)
    ]
    return Case(
        *delays,
        When(failures__gte=FAILURES_TO_LOCK - 1, then=Value(now + lock)),
        When(crowded=True, then=Value(now + CROWDED)),
        default=Value(now),
    )


# --- Names ----------------------------------------------------------------------------------------


def _name_typed(typed: str, door: Door) -> str:
    return f"{door.name}-typed-{_digest(typed)}"


def _name_nobody(typed: str, door: Door) -> str:
    return f"{door.name}-nobody-{_digest(typed)}"


def _digest(typed: str) -> str:
    """Nothing that was typed is readable in it; all notations of a number have the same."""
    hashed = salted_hmac("lms.accounts.throttling", normalize_identifier(typed), algorithm="sha256")
    return hashed.hexdigest()[:40]
