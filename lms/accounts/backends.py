"""The two ways to prove who one is: a PIN for participants, a password for staff."""

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from lms.accounts.models import Person


class PinBackend(BaseBackend):
    """A phone number or code, and a PIN.

    It answers no permissions: `StaffPasswordBackend` does that for everybody, once.
    """

    @sensitive_variables("pin")
    def authenticate(
        self,
        request: HttpRequest | None,
        identifier: str | None = None,
        pin: str | None = None,
        **credentials: Any,
    ) -> Person | None:
        """The person, or None for every kind of failure, after exactly one hash in either case."""
        if identifier is None or pin is None:
            return None
        person = Person.objects.find(identifier)
        if person is None:
            make_password(pin)
            return None
        if not person.check_pin(pin) or not person.is_active or person.is_staff_member():
            return None
        return person

    def get_user(self, user_id: int) -> Person | None:
        person: Person | None = Person.objects.filter(pk=user_id, is_active=True).first()
        return person


class StaffPasswordBackend(ModelBackend):
    """A code (as `username`) and a password; also the one backend that answers permissions."""
