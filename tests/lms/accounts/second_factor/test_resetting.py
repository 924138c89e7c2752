"""The way back in: by somebody who stands as high or higher, or by whoever runs the server."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.crypto import salted_hmac
from wagtail.models import ModelLogEntry

from lms.accounts.models import Person
from lms.accounts.second_factor.resetting import may_reset, reset_second_factor
from tests.factories.accounts import PersonFactory
from tests.lms.accounts.conftest import sign_in_as
from tests.lms.accounts.second_factor.conftest import (
    SET_UP,
    Staff,
    factors_of,
    is_signed_in,
    send_password,
    sign_in,
)


@pytest.fixture
def lost() -> Staff:
    """A trainer whose phone is gone."""
    return Staff(PersonFactory(trainer=True, code="TR-0001"))


def desk_of(staff: Staff) -> str:
    return f"/koordinator/pin/{staff.person.code}/"


def test_an_administrator_resets_at_the_desk(client: Client, staff: Staff, lost: Staff) -> None:
    lost.recovery_codes()
    theirs = Client()
    sign_in(theirs, lost)
    sign_in(client, staff)
    assert 'value="reset_second_factor"' in client.get(desk_of(lost)).content.decode()
    response = client.post(desk_of(lost), {"action": "reset_second_factor"})
    assert response.status_code == 200
    assert factors_of(lost.person) == set()
    assert theirs.get("/admin/").status_code == 302
    assert not is_signed_in(theirs)
    entry = ModelLogEntry.objects.get(action="accounts.second_factor.reset")
    assert (entry.object_id, entry.user) == (str(lost.person.pk), staff.person)
    assert entry.timestamp


def test_then_a_new_one_is_set_up_at_once(client: Client, lost: Staff) -> None:
    """Also where the first time to set one up was not over, or had not begun."""
    Person.objects.update(second_factor_due_at=None)
    reset_second_factor(lost.person, by=None)
    send_password(client, lost.person)
    assert client.get("/admin/")["Location"] == SET_UP


def test_nobody_resets_their_own(client: Client, staff: Staff) -> None:
    sign_in(client, staff)
    assert "reset_second_factor" not in client.get(desk_of(staff)).content.decode()
    response = client.post(desk_of(staff), {"action": "reset_second_factor"})
    assert response.status_code == 403
    assert factors_of(staff.person) == {"totp"}
    assert not ModelLogEntry.objects.filter(action="accounts.second_factor.reset").exists()


@pytest.mark.parametrize("role", ["participant", "trainer", "coordinator"])
def test_nobody_resets_somebody_beside_or_above(client: Client, lost: Staff, role: str) -> None:
    other = PersonFactory(**{role: True})
    assert not may_reset(other, lost.person)
    with pytest.raises(PermissionDenied):
        reset_second_factor(lost.person, by=other)
    sign_in_as(client, other)
    response = client.post(desk_of(lost), {"action": "reset_second_factor"})
    assert response.status_code == 403
    assert factors_of(lost.person) == {"totp"}


def test_an_administrator_does_not_reset_a_superuser(staff: Staff) -> None:
    above = PersonFactory(is_superuser=True)
    assert not may_reset(staff.person, above)
    assert may_reset(above, staff.person)


def test_whoever_runs_the_server_resets_by_command(staff: Staff) -> None:
    call_command("reset_second_factor", "ad-0001")
    assert factors_of(staff.person) == set()
    entry = ModelLogEntry.objects.get(action="accounts.second_factor.reset")
    assert (entry.object_id, entry.user) == (str(staff.person.pk), None)
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "XX-1")


def test_sessions_outlive_the_upgrade(client: Client, person: Person) -> None:
    """The field that ends sessions adds nothing to the hash until it is raised."""
    before = salted_hmac(
        "lms.accounts.session", f"{person.password}\n{person.pin}", algorithm="sha256"
    ).hexdigest()
    assert person.get_session_auth_hash() == before
