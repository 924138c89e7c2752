"""The door: password first, then the code, and nobody is signed in before both were right."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.test import Client
from wagtail.models import ModelLogEntry

from lms.accounts.models import Person
from lms.accounts.second_factor.resetting import reset_second_factor
from tests.factories.accounts import STAFF_PASSWORD, PersonFactory
from tests.lms.accounts.conftest import Clock, find_inline_code
from tests.lms.accounts.second_factor.conftest import (
    DOOR,
    SECOND_STEP,
    Staff,
    errors_of,
    is_signed_in,
    send_password,
    sign_in,
)


@pytest.fixture
def signed_in() -> Iterator[list[Person]]:
    """Whom Django has announced as signed in."""
    people: list[Person] = []

    def note(sender: Any, user: Person, **kwargs: Any) -> None:
        people.append(user)

    user_logged_in.connect(note)
    yield people
    user_logged_in.disconnect(note)


def test_the_password_alone_signs_nobody_in(
    client: Client, staff: Staff, signed_in: list[Person]
) -> None:
    assert send_password(client, staff.person)["Location"] == SECOND_STEP
    assert not is_signed_in(client)
    assert client.get("/admin/")["Location"].startswith(DOOR)
    assert signed_in == []


def test_password_and_code_sign_in(client: Client, staff: Staff, signed_in: list[Person]) -> None:
    assert sign_in(client, staff)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert signed_in == [staff.person]


def test_the_session_changes_its_key(client: Client, staff: Staff) -> None:
    send_password(client, staff.person)
    before = client.session.session_key
    client.post(SECOND_STEP, {"code": staff.code()})
    assert client.session.session_key != before


def test_the_code_leads_to_the_page_asked_for(client: Client, staff: Staff) -> None:
    send_password(client, staff.person, next="/koordinator/")
    assert client.post(SECOND_STEP, {"code": staff.code()})["Location"] == "/koordinator/"


def test_the_code_leads_nowhere_else(client: Client, staff: Staff) -> None:
    send_password(client, staff.person, next="https://evil.example/")
    response = client.post(f"{SECOND_STEP}?next=//evil.example", {"code": staff.code()})
    assert response["Location"] == "/admin/"


def test_a_wrong_code_is_refused(client: Client, staff: Staff) -> None:
    send_password(client, staff.person)
    response = client.post(SECOND_STEP, {"code": "000000"})
    assert errors_of(response) == {"code": "incorrect_code"}
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"code": ""},
        {"code": "9" * 1000},
        {"code": "\0"},
        {"credential": ""},
        {"credential": "[]"},
        {"credential": "7"},
        {"credential": '{"id": 1, "rawId": "", "response": {}, "type": "public-key"}'},
    ],
)
def test_nonsense_is_refused(client: Client, staff: Staff, fields: dict[str, str]) -> None:
    send_password(client, staff.person)
    assert client.post(SECOND_STEP, fields).status_code == 200
    assert not is_signed_in(client)


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_code_without_the_password_is_not_looked_at(
    client: Client, staff: Staff, method: str
) -> None:
    response = getattr(client, method)(SECOND_STEP, {"code": staff.code()})
    assert response["Location"] == DOOR
    assert not is_signed_in(client)


def test_a_code_works_once(client: Client, staff: Staff, clock: Clock) -> None:
    """Also where another process, with a cache of its own, has taken it."""
    code = staff.code(0)
    send_password(client, staff.person)
    assert client.post(SECOND_STEP, {"code": code}).status_code == 302
    cache.clear()
    other = Client()
    send_password(other, staff.person)
    assert errors_of(other.post(SECOND_STEP, {"code": code})) == {"code": "used"}
    clock.move(1)
    assert errors_of(other.post(SECOND_STEP, {"code": staff.code(-1)})) == {"code": "used"}
    clock.move(5)
    assert other.post(SECOND_STEP, {"code": staff.code(1)}).status_code == 302


def test_a_recovery_code_works_once(client: Client, staff: Staff, clock: Clock) -> None:
    first, second, *_ = staff.recovery_codes()
    send_password(client, staff.person)
    assert client.post(SECOND_STEP, {"code": first}).status_code == 302
    assert client.get("/admin/").status_code == 200
    entry = ModelLogEntry.objects.get(action="accounts.second_factor.recovery_code_used")
    assert (entry.object_id, entry.user) == (str(staff.person.pk), staff.person)

    other = Client()
    send_password(other, staff.person)
    assert errors_of(other.post(SECOND_STEP, {"code": first})) == {"code": "incorrect_code"}
    assert not is_signed_in(other)
    clock.move(1)
    assert other.post(SECOND_STEP, {"code": second}).status_code == 302


def change_password(person: Person) -> None:
    person.set_password("eine-ganz-andere")
    person.save()


def deactivate(person: Person) -> None:
    person.is_active = False
    person.save()


@pytest.mark.parametrize(
    "happens",
    [
        change_password,
        deactivate,
        lambda person: reset_second_factor(person, by=None),
        lambda person: person.delete(),
    ],
    ids=["password", "inactive", "reset", "deleted"],
)
def test_a_sign_in_that_has_begun_ends_with_what_began_it(
    client: Client, staff: Staff, happens: Callable[[Person], None]
) -> None:
    send_password(client, staff.person)
    code = staff.code()
    happens(staff.person)
    assert client.post(SECOND_STEP, {"code": code})["Location"] == DOOR
    assert not is_signed_in(client)


def test_whoever_was_signed_in_before_is_signed_out(client: Client, staff: Staff) -> None:
    client.force_login(PersonFactory(participant=True), backend="lms.accounts.backends.PinBackend")
    send_password(client, staff.person)
    assert not is_signed_in(client)
    assert client.post(SECOND_STEP, {"code": staff.code()}).status_code == 302
    assert client.session["_auth_user_id"] == str(staff.person.pk)


def test_what_one_person_has_shown_does_not_count_for_another(client: Client, staff: Staff) -> None:
    sign_in(client, staff)
    other = Staff(PersonFactory(administrator=True))
    assert send_password(client, other.person)["Location"] == SECOND_STEP
    assert not is_signed_in(client)


def test_the_page_says_what_to_do_without_inline_code(client: Client, staff: Staff) -> None:
    send_password(client, staff.person)
    response = client.get(SECOND_STEP)
    page = response.content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert "data-passkey" not in page  # there is none
    assert not find_inline_code(page)
    assert "no-store" in response["Cache-Control"]


def test_the_door_speaks_the_persons_language_from_then_on(client: Client, staff: Staff) -> None:
    staff.person.language = "en"
    staff.person.save()
    assert send_password(client, staff.person)["Location"] == f"/en{SECOND_STEP}"


def test_whoever_may_not_enter_the_editor_is_not_sent_there(client: Client) -> None:
    """Somebody who sees other people's data is staff all the same."""
    reader = PersonFactory(code="DO-0001", password=STAFF_PASSWORD)
    reader.user_permissions.add(Permission.objects.get(codename="view_progress"))
    assert send_password(client, reader)["Location"] == "/"
    assert client.get("/koordinator/").status_code == 200


def test_an_app_that_cannot_be_read_any_more_is_explained(client: Client, staff: Staff) -> None:
    app = Authenticator.objects.get(user=staff.person)
    app.data["secret"] = "gAAAAA-sealed-by-a-key-that-is-gone"
    app.save()
    send_password(client, staff.person)
    assert errors_of(client.post(SECOND_STEP, {"code": "123456"})) == {"code": "unreadable"}
