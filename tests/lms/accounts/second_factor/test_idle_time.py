"""A session of staff ends when nobody uses it; a participant's lasts."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import Person
from tests.factories.accounts import PersonFactory
from tests.lms.accounts.conftest import Clock, sign_in_as
from tests.lms.accounts.second_factor.conftest import Staff, send_password, sign_in

MINUTE = 60
PING = "/admin/editing-sessions/ping/wagtailcore/page/1/1/"


@pytest.fixture
def desk(client: Client, staff: Staff, clock: Clock) -> Client:
    sign_in(client, staff)
    return client


def is_open(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_after_an_hour_without_a_request_it_ends(desk: Client, clock: Clock) -> None:
    clock.move(60 * MINUTE - 1)
    assert is_open(desk)
    clock.move(60 * MINUTE + 1)
    assert not is_open(desk)


def test_also_on_participants_pages(desk: Client, clock: Clock, staff: Staff) -> None:
    clock.move(60 * MINUTE + 1)
    assert staff.person.get_short_name() not in desk.get("/").content.decode()


@pytest.mark.parametrize("address", ["/admin/", "/", "/koordinator/"])
def test_each_request_counts(desk: Client, clock: Clock, address: str) -> None:
    for _ in range(4):
        clock.move(30 * MINUTE)
        assert desk.get(address).status_code == 200
    assert is_open(desk)


def test_what_the_editor_asks_by_itself_does_not_count(desk: Client, clock: Clock) -> None:
    for _ in range(5):
        clock.move(10 * MINUTE)
        assert desk.post(PING).status_code == 404  # there is no such page; the editor is asked
    clock.move(10 * MINUTE + 1)
    assert not is_open(desk)


def test_the_minutes_are_a_setting(
    client: Client, staff: Staff, clock: Clock, settings: Any
) -> None:
    settings.PIJAR_STAFF_IDLE_MINUTES = 5
    sign_in(client, staff)
    clock.move(5 * MINUTE + 1)
    assert not is_open(client)


def test_the_cookie_ends_with_the_session(client: Client, staff: Staff) -> None:
    assert sign_in(client, staff).cookies["sessionid"]["max-age"] == 60 * MINUTE


def test_remembering_prolongs_nothing(client: Client, person: Person, clock: Clock) -> None:
    send_password(client, person, remember="on")
    clock.move(60 * MINUTE + 1)
    assert not is_open(client)
    assert 'name="remember"' not in client.get("/admin/login/").content.decode()


def test_time_without_a_factor_idles_out_as_well(
    client: Client, person: Person, clock: Clock
) -> None:
    sign_in_as(client, person)
    clock.move(60 * MINUTE + 1)
    assert not is_open(client)


def test_the_session_is_written_rarely(desk: Client, clock: Clock) -> None:
    def writes() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert is_open(desk)
        return sum("UPDATE" in each["sql"] and "session" in each["sql"] for each in statements)

    clock.move(1 * MINUTE)
    assert writes() == 0
    clock.move(4 * MINUTE)
    assert writes() == 1
    assert writes() == 0


def test_a_participants_session_lasts_ninety_days(client: Client, clock: Clock) -> None:
    person = PersonFactory(participant=True, pin="482913")
    client.post("/masuk/", {"identifier": person.code, "pin": "482913"})
    clock.move(89 * 24 * 60 * MINUTE)
    assert person.get_short_name() in client.get("/").content.decode()
    assert Session.objects.get().get_decoded().keys() == {
        "_auth_user_id",
        "_auth_user_backend",
        "_auth_user_hash",
    }
