"""Setting up an app, recovery codes, and taking them away again."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from wagtail.models import ModelLogEntry

from lms.accounts.models import Person
from lms.accounts.second_factor.requirement import end_grace
from tests.factories.accounts import STAFF_PASSWORD, PersonFactory
from tests.lms.accounts.conftest import Clock, find_inline_code, sign_in_as
from tests.lms.accounts.second_factor.conftest import (
    SECOND_STEP,
    SET_UP,
    Staff,
    code_of,
    errors_of,
    factors_of,
    is_signed_in,
    send_password,
    set_up_app,
    sign_in,
)

APP, CODES = "/verifikasi/aplikasi/", "/verifikasi/kode/"


def list_actions(person: Person) -> list[str]:
    entries = ModelLogEntry.objects.filter(
        object_id=str(person.pk), action__startswith="accounts.second_factor."
    )
    return [entry.action.rpartition(".")[2] for entry in entries.order_by("pk")]


def test_whoever_has_just_signed_in_sets_up_an_app(client: Client, person: Person) -> None:
    end_grace(person)
    assert send_password(client, person)["Location"] == "/admin/"
    assert client.get("/admin/")["Location"] == SET_UP
    set_up_app(client)
    assert factors_of(person) == {"totp", "recovery_codes"}
    assert client.get("/admin/").status_code == 200
    assert list_actions(person) == ["set_up"]
    assert mail.outbox == []


def test_a_wrong_code_sets_nothing_up(client: Client, person: Person) -> None:
    send_password(client, person)
    client.get(APP)
    response = client.post(APP, {"code": "000000"})
    assert errors_of(response) == {"code": "incorrect_code"}
    assert factors_of(person) == set()


def test_an_app_set_up_twice_at_once_is_one(client: Client, person: Person) -> None:
    send_password(client, person)
    secret = client.get(APP).context["form"].secret
    Staff(person)  # in another tab
    assert client.post(APP, {"code": code_of(secret)}).status_code == 302
    assert Authenticator.objects.filter(user=person, type="totp").count() == 1


def test_the_page_has_a_picture_a_key_and_no_inline_code(client: Client, person: Person) -> None:
    send_password(client, person)
    page = client.get(APP).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert "otpauth://totp/AD-0001?secret=" in page
    assert not find_inline_code(page)


def test_the_code_that_set_it_up_does_not_sign_in(client: Client, person: Person) -> None:
    send_password(client, person)
    secret = set_up_app(client)
    client.logout()
    send_password(client, person)
    assert errors_of(client.post(SECOND_STEP, {"code": code_of(secret)})) == {"code": "used"}


def test_other_sessions_without_the_factor_end(client: Client, person: Person) -> None:
    other = sign_in_as(Client(), person)
    assert other.get("/admin/").status_code == 200
    send_password(client, person)
    set_up_app(client)
    assert is_signed_in(client)
    assert other.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 200


def test_an_older_session_gives_the_password_once_more(
    client: Client, person: Person, clock: Clock
) -> None:
    sign_in_as(client, person)
    ask = client.get(APP)["Location"]
    assert ask == f"/verifikasi/kata-sandi/?{urlencode({'next': APP})}"
    assert errors_of(client.post(ask, {"password": "falsch"})) == {"password": "incorrect_password"}
    assert client.get(APP).status_code == 302
    clock.move(1)
    assert client.post(ask, {"password": STAFF_PASSWORD})["Location"] == APP
    assert client.get(APP).status_code == 200


def test_the_password_alone_changes_nothing_about_a_factor(
    client: Client, staff: Staff, clock: Clock
) -> None:
    sign_in(client, staff)
    make_records_old(client)
    remove = "/verifikasi/aplikasi/lepas/"
    again = f"/verifikasi/ulang/?{urlencode({'next': remove})}"
    assert client.get(remove)["Location"] == again
    away = client.post("/verifikasi/kata-sandi/", {"password": STAFF_PASSWORD})
    assert away["Location"] == "/verifikasi/ulang/"
    assert client.post(remove)["Location"].startswith("/verifikasi/ulang/")
    assert "totp" in factors_of(staff.person)
    clock.move(1)
    # What was asked for is done then.
    assert client.post(again, {"code": staff.code()})["Location"] == SET_UP
    assert factors_of(staff.person) == set()


def make_records_old(client: Client) -> None:
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 60 * 60
    session.save()


# --- Recovery codes ---------------------------------------------------------------------------


def test_recovery_codes_are_shown_once(client: Client, person: Person) -> None:
    send_password(client, person)
    set_up_app(client)
    codes = Staff.recovery_codes(type("", (), {"person": person}))  # type: ignore[arg-type]
    response = client.get(CODES)
    first = response.content.decode()
    assert all(code in first for code in codes)
    assert "no-store" in response["Cache-Control"]
    assert not find_inline_code(first)
    second = client.get(CODES).content.decode()
    assert not any(code in second for code in codes)


def test_new_recovery_codes_replace_the_old(client: Client, staff: Staff) -> None:
    old = staff.recovery_codes()
    sign_in(client, staff)
    assert client.post("/verifikasi/kode/baru/")["Location"] == CODES
    page = client.get(CODES).content.decode()
    new = staff.recovery_codes()
    assert set(old).isdisjoint(new)
    assert all(code in page for code in new)
    assert list_actions(staff.person) == ["recovery_codes_made"]
    client.logout()
    send_password(client, staff.person)
    assert errors_of(client.post(SECOND_STEP, {"code": old[0]})) == {"code": "incorrect_code"}


def test_recovery_codes_alone_are_no_factor(client: Client, person: Person) -> None:
    send_password(client, person)
    assert client.post("/verifikasi/kode/baru/").status_code == 200
    assert factors_of(person) == set()


def test_codes_that_cannot_be_read_any_more_are_no_fault_of_ours(
    client: Client, staff: Staff
) -> None:
    staff.recovery_codes()
    sign_in(client, staff)
    for row in Authenticator.objects.filter(user=staff.person):
        row.data |= dict.fromkeys(row.data.keys() & {"secret", "seed"}, "gAAAAAgone")
        row.save()
    assert client.get(SET_UP).status_code == 200
    assert client.get(CODES)["Location"] == SET_UP
    assert client.get("/verifikasi/kode/baru/").status_code == 200


# --- Taking away ------------------------------------------------------------------------------


def test_without_the_last_factor_only_the_set_up_opens(client: Client, staff: Staff) -> None:
    staff.recovery_codes()
    sign_in(client, staff)
    other = Client()
    sign_in(other, staff)
    assert client.post("/verifikasi/aplikasi/lepas/")["Location"] == SET_UP
    assert factors_of(staff.person) == set()
    assert list_actions(staff.person) == ["removed"]
    assert client.get("/admin/")["Location"] == SET_UP
    assert other.get("/admin/").status_code == 302
    assert not is_signed_in(other)
    # Nor is there time once more.
    third = Client()
    send_password(third, staff.person)
    assert third.get("/admin/")["Location"] == SET_UP


def test_nobody_takes_anothers_passkey_away(client: Client, staff: Staff) -> None:
    other = Authenticator.objects.create(
        user=PersonFactory(administrator=True), type="webauthn", data={"name": "kunci"}
    )
    sign_in(client, staff)
    assert client.post(f"/verifikasi/kunci-sandi/{other.pk}/lepas/").status_code == 404
    assert Authenticator.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"credential": "[]"},
        {"credential": "{}"},
        {"credential": '{"response": {"clientDataJSON": "e30", "attestationObject": "oA"}}'},
        {"credential": '{"id": "", "rawId": "", "type": "public-key", "response": {}}'},
    ],
)
def test_a_passkey_that_no_browser_made_is_refused(
    client: Client, staff: Staff, fields: dict[str, Any]
) -> None:
    sign_in(client, staff)
    client.get("/verifikasi/kunci-sandi/")
    response = client.post("/verifikasi/kunci-sandi/", {"name": "kunci", **fields})
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert factors_of(staff.person) == {"totp"}


def test_the_editors_account_page_leads_here(client: Client, staff: Staff) -> None:
    sign_in(client, staff)
    assert SET_UP in client.get("/admin/account/").content.decode()


@pytest.mark.parametrize(
    "name",
    [
        *("account_signup", "account_logout", "account_email", "account_reset_password"),
        *("account_change_password", "account_set_password", "account_inactive"),
        *("mfa_login_webauthn", "mfa_signup_webauthn", "mfa_trust", "mfa_edit_webauthn"),
        *("mfa_download_recovery_codes", "mfa_list_webauthn", "account_request_login_code"),
    ],
)
def test_nothing_else_of_allauth_can_be_reached(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name, args=(1,) if name.endswith("edit_webauthn") else ())
