"""Staff with and without a second factor, and their ways in."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.contrib.auth import SESSION_KEY
from django.test import Client

from lms.accounts.models import Person
from lms.accounts.second_factor.requirement import end_grace
from tests.factories.accounts import STAFF_PASSWORD, PersonFactory

DOOR, SECOND_STEP, SET_UP = "/admin/login/", "/verifikasi/masuk/", "/verifikasi/"
HALF_MINUTE = 30


class Staff:
    """A member of staff with an app set up. Each code is one that the app has not shown yet."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.secret = auth.generate_totp_secret()
        auth.TOTP.activate(person, self.secret)
        end_grace(person)
        self.step_ahead = -1

    def code(self, step: int | None = None) -> str:
        if step is None:
            step, self.step_ahead = self.step_ahead, self.step_ahead + 1
        return code_of(self.secret, step)

    def recovery_codes(self) -> list[str]:
        codes: list[str] = RecoveryCodes.activate(self.person).get_unused_codes()
        return codes


def code_of(secret: str, step: int = 0) -> str:
    """What the app shows now, or `step` half minutes from now."""
    now = int(auth.time.time())
    return auth.format_hotp_value(auth.hotp_value(secret, now // HALF_MINUTE + step))


@pytest.fixture(autouse=True)
def one_half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """No code runs out between the moment it is read and the moment it is looked at."""
    now = time.time()
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture
def person() -> Person:
    return PersonFactory(administrator=True, code="AD-0001")


@pytest.fixture
def staff(person: Person) -> Staff:
    return Staff(person)


def send_password(client: Client, person: Person, **fields: str) -> Any:
    return client.post(
        DOOR, {"username": person.code, "password": STAFF_PASSWORD, "next": "/admin/", **fields}
    )


def sign_in(client: Client, staff: Staff) -> Any:
    """By password and code; the answer to the code."""
    send_password(client, staff.person)
    return client.post(SECOND_STEP, {"code": staff.code()})


def is_signed_in(client: Client) -> bool:
    return SESSION_KEY in client.session


def errors_of(response: Any) -> dict[str, str | None]:
    """Code of the first error, by field."""
    return {
        field: errors[0].code for field, errors in response.context["form"].errors.as_data().items()
    }


def set_up_app(client: Client, **headers: Any) -> str:
    """Walks through the page that sets up an app; returns the secret."""
    secret: str = client.get("/verifikasi/aplikasi/").context["form"].secret
    response = client.post("/verifikasi/aplikasi/", {"code": code_of(secret)}, **headers)
    assert response.status_code == 302, response.context["form"].errors
    return secret


def factors_of(person: Person) -> set[str]:
    return set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
