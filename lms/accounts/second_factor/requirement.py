"""Who needs a second factor, and from when on nothing opens without it."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone

from lms.accounts.models import Person

#: What counts; recovery codes only stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(person: Person) -> bool:
    return Authenticator.objects.filter(user=person, type__in=FACTORS).exists()


def ask_for_factor(person: Person) -> datetime:
    """From when on nothing opens for this member of staff; being asked first starts the time."""
    if person.second_factor_due_at is None:
        due = timezone.now() + timedelta(days=settings.PIJAR_SECOND_FACTOR_GRACE_DAYS)
        unasked = Person.objects.filter(pk=person.pk, second_factor_due_at=None)
        unasked.update(second_factor_due_at=due)
        person.refresh_from_db(fields=["second_factor_due_at"])
    return person.second_factor_due_at or timezone.now()


def end_grace(person: Person) -> None:
    """Whoever has had a factor, or was given the chance, is not given the time a second time."""
    person.second_factor_due_at = timezone.now()
    person.save(update_fields=["second_factor_due_at"])


def is_overdue(due: datetime) -> bool:
    """In the demo the time never ends: its sign-ins are printed for everybody."""
    return not settings.PIJAR_DEMO and due <= timezone.now()
