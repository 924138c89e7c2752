"""What a session of staff has shown, and how long it stays open without being used."""

from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

from allauth.account.authentication import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, update_session_auth_hash
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import F
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from lms.accounts.models import Person
from lms.accounts.requests import read_person
from lms.accounts.second_factor.requirement import ask_for_factor, has_factor, is_overdue

#: Until when this session may do without a factor (seconds since 1970): spares asking each time.
GRACE_KEY = "second_factor_due"
#: When this session of staff was last prolonged.
SEEN_KEY = "staff_seen_at"
PIN_BACKEND = "lms.accounts.backends.PinBackend"
#: The editor asks these by itself, also when nobody sits before it.
NOBODY_ASKS = frozenset(
    {"wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release"}
)
PROLONGINGS_IN_A_SPAN = 12


class Standing(Enum):
    #: Nothing is missing: a participant, or staff whose session has passed the second factor.
    ENOUGH = auto()
    #: Staff without a factor who still have time to set one up.
    GRACE = auto()
    #: Staff without a factor whose time is over.
    MISSING = auto()
    #: The person has a factor, but this session has not shown it; or staff came in by a PIN.
    UNPROVEN = auto()


def read_standing(request: HttpRequest) -> Standing:
    """Where the signed-in person of this request stands. A session that says nothing is not
    believed: the database is asked."""
    person, session = read_person(request), request.session
    if has_passed(request):
        return Standing.ENOUGH
    due = session.get(GRACE_KEY)
    if due is not None and not is_overdue(datetime.fromtimestamp(due, tz=UTC)):
        return Standing.GRACE
    if not person.is_staff_member():
        return Standing.ENOUGH
    if has_factor(person) or session.get(BACKEND_SESSION_KEY) == PIN_BACKEND:
        return Standing.UNPROVEN
    limit_idle_time(session)
    if is_overdue(ask_for_factor(person)):
        return Standing.MISSING
    session[GRACE_KEY] = ask_for_factor(person).timestamp()
    return Standing.GRACE


def has_passed(request: HttpRequest) -> bool:
    """Whether a second factor was shown in this session, for the person who is signed in."""
    if AUTHENTICATION_METHODS_SESSION_KEY not in request.session:
        return False
    records = get_authentication_records(request, read_person(request))
    return any(record["method"] == "mfa" for record in records)


def count_as_passed(request: HttpRequest, authenticator: Authenticator) -> None:
    """Whoever has just set up a factor has shown it. Sessions opened without one end."""
    person = read_person(request)
    if not has_passed(request):
        end_other_sessions(request)
    request.session.pop(GRACE_KEY, None)
    record_authentication(
        request,
        person,
        "mfa",
        id=authenticator.pk,
        type=authenticator.type,
        reauthenticated=True,
    )


def count_as_missing(request: HttpRequest) -> None:
    """The last factor was taken away: no session of this person has one to show any more."""
    end_other_sessions(request)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record
        for record in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        if record["method"] != "mfa"
    ]


def end_sessions(person: Person) -> None:
    """Whoever is signed in as this person is signed out, everywhere."""
    Person.objects.filter(pk=person.pk).update(session_generation=F("session_generation") + 1)
    person.refresh_from_db(fields=["session_generation"])


def end_other_sessions(request: HttpRequest) -> None:
    person = read_person(request)
    end_sessions(person)
    update_session_auth_hash(request, person)


# --- Time without a request -------------------------------------------------------------------


@receiver(user_logged_in)
def begin_staff_session(
    sender: Any, request: HttpRequest | None, user: Person, **kwargs: Any
) -> None:
    """Staff's sessions are short, and know from the start how long they may do without a factor."""
    session = getattr(request, "session", None)
    # By a PIN only participants come in, and their pages cost no statement more.
    if session is None or session.get(BACKEND_SESSION_KEY) == PIN_BACKEND:
        return
    if user.is_staff_member():
        limit_idle_time(session)
        if not has_factor(user):
            session[GRACE_KEY] = ask_for_factor(user).timestamp()


def limit_idle_time(session: SessionBase) -> None:
    session.set_expiry(settings.PIJAR_STAFF_IDLE_MINUTES * 60)
    session[SEEN_KEY] = int(timezone.now().timestamp())


def prolong(request: HttpRequest) -> None:
    """Count the time without a request anew, where staff have asked for something.

    The session is written a few times in the whole span only, and never read for this alone.
    """
    session = request.session
    if not session.accessed or (seen := session.get(SEEN_KEY)) is None:
        return
    match = request.resolver_match
    if match is not None and match.view_name in NOBODY_ASKS:
        return
    span = settings.PIJAR_STAFF_IDLE_MINUTES * 60
    if timezone.now().timestamp() - seen >= span / PROLONGINGS_IN_A_SPAN:
        limit_idle_time(session)
