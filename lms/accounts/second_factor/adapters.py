"""How django-allauth behaves here."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Person
from lms.accounts.second_factor.requirement import has_factor
from lms.accounts.second_factor.sealing import seal, unseal

STAFF_BACKEND = "lms.accounts.backends.StaffPasswordBackend"


class AccountAdapter(DefaultAccountAdapter):
    """Signs staff in, and does nothing else of what allauth can: no registration, no mail."""

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def login(self, request: HttpRequest, user: Person) -> None:
        user.backend = STAFF_BACKEND
        super().login(request, user)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, message: str | None = None, **kwargs: Any) -> None:
        """Allauth's own sentences have no translation of ours; the pages say the same."""
        if message:
            super().add_message(*args, message=message, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just shown what they have is not asked again at once."""
        since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        records = get_authentication_records(context.request, context.request.user)
        return not any(record["at"] >= since for record in records)

    def get_reauthentication_methods(self, user: Person | AnonymousUser) -> list[dict[str, Any]]:
        """Who has a factor shows that: a password alone changes nothing about it."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if isinstance(user, Person) and has_factor(user):
            return [method for method in methods if method["id"] != "reauthenticate"]
        return methods


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
        "incorrect_code": _("This did not match. Try again with a new code, or the passkey again."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_label(self, user: Person) -> str:
        return user.code

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {
            **super().get_public_key_credential_rp_entity(),
            "name": settings.WAGTAIL_SITE_NAME,
        }

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        return {
            **super().get_public_key_credential_user_entity(user),
            "name": user.code,
            "display_name": user.name,
        }
