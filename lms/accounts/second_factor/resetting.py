"""The way back in for a member of staff who has lost the phone and the recovery codes."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction

from lms.accounts.models import Person
from lms.accounts.roles import may_manage
from lms.accounts.second_factor.attempts import forget_all_attempts
from lms.accounts.second_factor.records import RESET, record
from lms.accounts.second_factor.requirement import end_grace
from lms.accounts.second_factor.sessions import end_sessions


def may_reset(by: Person, person: Person) -> bool:
    """Nobody resets their own: whoever sits at an open desk would take the account over."""
    return by != person and person.is_staff_member() and may_manage(by, person)


def reset_second_factor(person: Person, *, by: Person | None) -> None:
    """Take all factors away and end all sessions. At the next sign-in a new one is set up at once.

    Without `by`, whoever runs the server does it.
    """
    if by is not None and not may_reset(by, person):
        raise PermissionDenied
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        forget_all_attempts(person)
        end_grace(person)
        end_sessions(person)
        record(person, RESET, by=by)
