"""How fast sign-ins may fail in one network and in all."""

import pytest
from django.core.management import call_command
from django.test import Client, RequestFactory
from pytest_django import Settings

from lms.accounts.models import SignInCount, SignInRate
from lms.accounts.rates import find_network
from tests.factories.accounts import PersonFactory
from tests.lms.accounts.conftest import Clock, Post, Refusals

ROOM = {"REMOTE_ADDR": "203.0.113.7"}
SAME_NETWORK = {"REMOTE_ADDR": "203.0.113.200"}
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture(autouse=True)
def _moved_clock(clock: Clock) -> None:
    """Every attempt under a name of its own: only the limits of networks and site are met."""


def fail(sign_in: Post, times: int, address: dict[str, str], name: str = "XX") -> Refusals:
    refusals: Refusals = {}
    for number in range(times):
        refusals = sign_in(f"{name}-{number:04}", "000001", **address)
    return refusals


def test_a_room_of_forty_signs_in_within_a_minute(sign_in: Post, clock: Clock) -> None:
    """Behind one address, each with a wrong PIN first."""
    people = [PersonFactory(participant=True, pin="482913") for _ in range(40)]
    for person in people:
        clock.move(0.7)
        assert sign_in(person.code, "000001", **ROOM) == {"invalid_login": {}}
        clock.move(0.7)
        assert read(Client(), person.code, ROOM) == 302


def read(client: Client, code: str, address: dict[str, str]) -> int:
    fields = {"identifier": code, "pin": "482913"}
    return client.post("/masuk/", fields, **address).status_code


def test_a_network_that_fails_too_often_waits_and_others_do_not(
    sign_in: Post, clock: Clock
) -> None:
    person = PersonFactory(participant=True, pin="482913")
    assert fail(sign_in, 60, ROOM) == {"invalid_login": {}}
    assert fail(sign_in, 1, ROOM, "YY") == {"wait": {"seconds": 10}}
    assert fail(sign_in, 1, SAME_NETWORK, "YY") == {"wait": {"seconds": 10}}
    assert fail(sign_in, 1, ELSEWHERE, "YY") == {"invalid_login": {}}
    assert sign_in(person.code, "482913", **ROOM) == {"wait": {"seconds": 10}}
    clock.move(10)
    assert sign_in(person.code, "482913", **ROOM) == {}


def test_a_network_may_go_on_slowly(sign_in: Post, clock: Clock) -> None:
    fail(sign_in, 60, ROOM)
    for number in range(5):
        clock.move(10)
        assert fail(sign_in, 1, ROOM, f"Y{number}") == {"invalid_login": {}}
        assert "wait" in fail(sign_in, 1, ROOM, f"Z{number}")
    clock.move(600)
    assert fail(sign_in, 60, ROOM, "YY") == {"invalid_login": {}}
    assert "wait" in fail(sign_in, 1, ROOM, "ZZ")


def test_the_whole_site_has_a_limit_too(sign_in: Post, clock: Clock, settings: Settings) -> None:
    settings.PIJAR_FAILED_SIGN_INS = 20
    assert fail(sign_in, 20, ROOM) == {"invalid_login": {}}
    assert fail(sign_in, 1, SAME_NETWORK, "YY") == {"wait": {"seconds": 30}}
    clock.move(30)
    assert fail(sign_in, 1, ROOM, "YY") == {"invalid_login": {}}


def test_a_full_site_keeps_out_no_network_with_few_failures(
    sign_in: Post, settings: Settings
) -> None:
    settings.PIJAR_FAILED_SIGN_INS = 20
    person = PersonFactory(participant=True, pin="482913")
    fail(sign_in, 20, ROOM)
    assert read(Client(), person.code, ELSEWHERE) == 302
    assert fail(sign_in, 10, ELSEWHERE, "YY") == {"invalid_login": {}}
    assert "wait" in fail(sign_in, 1, ELSEWHERE, "ZZ")


def test_who_signs_in_takes_nobodys_place(sign_in: Post, settings: Settings) -> None:
    settings.PIJAR_FAILED_SIGN_INS_PER_NETWORK = settings.PIJAR_FAILED_SIGN_INS = 2
    for _ in range(4):
        person = PersonFactory(participant=True, pin="482913")
        assert read(Client(), person.code, ROOM) == 302
    assert fail(sign_in, 2, ROOM) == {"invalid_login": {}}


def test_an_attempt_that_is_refused_counts_nowhere(sign_in: Post, settings: Settings) -> None:
    """Not even in the bucket that had room for it."""
    settings.PIJAR_FAILED_SIGN_INS = 1
    settings.PIJAR_FAILED_SIGN_INS_PER_NETWORK = 2
    fail(sign_in, 1, ELSEWHERE)
    for _ in range(5):
        assert "wait" in fail(sign_in, 1, ROOM)
    settings.PIJAR_FAILED_SIGN_INS = 0
    assert fail(sign_in, 2, ROOM) == {"invalid_login": {}}


def test_nought_is_no_limit(sign_in: Post, settings: Settings) -> None:
    settings.PIJAR_FAILED_SIGN_INS_PER_NETWORK = settings.PIJAR_FAILED_SIGN_INS = 0
    assert fail(sign_in, 70, ROOM) == {"invalid_login": {}}
    assert not SignInRate.objects.exists()
    SignInCount.objects.all().delete()
    person = PersonFactory(participant=True, pin="482913")
    sign_in(person.code, "000001")
    assert sign_in(person.code, "482913") == {}
    assert not SignInCount.objects.exists()


def test_a_bucket_that_is_empty_is_pruned(sign_in: Post, clock: Clock) -> None:
    fail(sign_in, 1, ROOM)
    call_command("prune_sign_ins", verbosity=0)
    assert SignInRate.objects.count() == 2
    clock.move(11)
    call_command("prune_sign_ins", verbosity=0)
    assert not SignInRate.objects.exists()


# --- Networks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2::7", "2001:db8:1::/48"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", None),
        ("unknown", None),
    ],
)
def test_networks(rf: RequestFactory, address: str, network: str | None) -> None:
    assert find_network(rf.get("/", REMOTE_ADDR=address)) == network


def test_what_a_stranger_says_of_where_they_come_from_changes_nothing(rf: RequestFactory) -> None:
    request = rf.get("/", **ROOM, HTTP_X_FORWARDED_FOR="192.0.2.1", HTTP_X_REAL_IP="192.0.2.1")
    assert find_network(request) == "203.0.113.0/24"


@pytest.mark.parametrize(
    ("said", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("192.0.2.1, 203.0.113.7", "203.0.113.0/24"),
        ("192.0.2.1,evil", None),
        ("", None),
    ],
)
def test_the_last_hop_is_believed_behind_a_server_of_ours(
    rf: RequestFactory, settings: Settings, said: str, network: str | None
) -> None:
    settings.PIJAR_BEHIND_PROXY = True
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=said)
    assert find_network(request) == network
