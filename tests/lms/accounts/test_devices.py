"""The browsers a person has signed in on: known by a cookie, listed, ended one by one."""

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from lms.accounts.devices import keep_device, name_device
from lms.accounts.models import Device, Person
from lms.accounts.pins import give_new_pin
from lms.accounts.throttling import is_locked
from tests.factories.accounts import STAFF_PASSWORD, PersonFactory
from tests.lms.accounts.conftest import Clock, Refusals, find_inline_code, read_refusals
from tests.lms.accounts.failures import record_failures

COOKIE = settings.PIJAR_DEVICE_COOKIE_NAME
DEVICES = "/akun/perangkat/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A042F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)


def post(client: Client, pin: str = "482913", identifier: str = "LT-0231") -> Refusals:
    return read_refusals(client.post("/masuk/", {"identifier": identifier, "pin": pin}))


@pytest.fixture
def person() -> Person:
    return PersonFactory(
        participant=True, code="LT-0231", phone="+6281234567890", pin="482913", language="id"
    )


@pytest.fixture
def known(clock: Clock, person: Person) -> Client:
    """A phone that the person has signed in on, and out again."""
    client = Client(headers={"user-agent": PHONE})
    assert post(client) == {}
    client.post("/keluar/")
    return client


# --- The cookie -----------------------------------------------------------------------------------


def test_signing_in_gives_the_browser_a_key_of_which_only_the_hash_is_kept(known: Client) -> None:
    cookie = known.cookies[COOKIE]
    assert len(cookie.value) >= 43
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) > 60 * 60 * 24 * 365
    assert not cookie["secure"]
    device = Device.objects.get()
    assert cookie.value not in str(vars(device))
    assert device.name == "Chrome di Android"


def test_the_cookie_is_secure_where_sessions_are(person: Person, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    client.post("/masuk/", {"identifier": "LT-0231", "pin": "482913"}, secure=True)
    assert client.cookies[COOKIE]["secure"]


def test_staff_get_one_too() -> None:
    person = PersonFactory(trainer=True, code="TR-0001")
    client = Client()
    client.post("/admin/login/", {"username": "TR-0001", "password": STAFF_PASSWORD})
    assert person.devices.count() == 1
    assert client.cookies[COOKIE].value


def test_signing_in_again_makes_no_second_device(known: Client, person: Person) -> None:
    key = known.cookies[COOKIE].value
    post(known)
    assert known.cookies[COOKIE].value == key
    assert person.devices.get().session_key == known.session.session_key


def test_people_who_share_a_browser_have_a_device_each(known: Client, person: Person) -> None:
    key = known.cookies[COOKIE].value
    other = PersonFactory(participant=True, code="LT-0232", pin="482913")
    post(known, identifier="LT-0232")
    assert known.cookies[COOKIE].value == key
    assert person.devices.count() == other.devices.count() == 1


@pytest.mark.parametrize("planted", ["x" * 43, "short", "x" * 4000, "ÿ" * 43])
def test_a_key_that_we_never_gave_is_not_taken_on(person: Person, planted: str) -> None:
    client = Client()
    client.cookies[COOKIE] = planted
    assert post(client) == {}
    assert client.cookies[COOKIE].value != planted


def test_other_pages_cost_nothing_more_and_set_nothing(known: Client) -> None:
    post(known)
    with CaptureQueriesContext(connection) as queries:
        response = known.get("/")
    assert not [query for query in queries if "accounts_device" in query["sql"]]
    assert COOKIE not in response.cookies


def test_an_earlier_session_of_the_same_browser_ends(known: Client, person: Person) -> None:
    post(known)
    left_behind = known.cookies["sessionid"].value
    del known.cookies["sessionid"]
    post(known)
    known.cookies["sessionid"] = left_behind
    assert known.get(DEVICES).status_code == 302


# --- Strangers and the count of a device ----------------------------------------------------------


def test_strangers_do_not_lock_a_person_out_of_a_device_they_have_used(
    known: Client, person: Person, clock: Clock
) -> None:
    for _ in range(10):
        clock.move(301)
        refusals = post(Client(), "000001")
    assert "locked" in refusals
    assert post(Client()) == {"locked": {}}
    assert post(known, "000001") == {"invalid_login": {}}
    assert post(known) == {}
    # That helps nobody else.
    assert is_locked(person)
    known.post("/keluar/")
    assert post(Client()) == {"locked": {}}


def test_a_device_counts_by_itself_and_then_as_any_other(
    known: Client, person: Person, clock: Clock
) -> None:
    assert post(known, "000001") == post(known, "000001") == {"invalid_login": {}}
    assert post(known, "000001") == {"invalid_login": {}, "wait": {"seconds": 5}}
    assert post(known, "000001", "0812 3456 7890") == {"wait": {"seconds": 5}}
    for _ in range(6):
        clock.move(301)
        post(known, "000001")
    assert post(Client(), "000001") == {"invalid_login": {}}
    clock.move(301)
    assert post(known, "000001") == {"invalid_login": {}}
    # It is locked out, and goes on as a stranger's would: with two failures, and no delay yet.
    assert post(known, "000001") == {"invalid_login": {}}
    assert post(known, "000001") == {"invalid_login": {}, "wait": {"seconds": 5}}
    clock.move(5)
    assert post(known) == {}
    known.post("/keluar/")
    record_failures(person, 10)
    assert post(known) == {}


def test_anothers_device_counts_as_any_other(known: Client) -> None:
    other = PersonFactory(participant=True, code="LT-0232", pin="482913")
    record_failures(other, 10)
    assert post(known, identifier="LT-0232") == {"invalid_login": {}}


def test_the_limits_of_network_and_site_do_not_hold_known_devices(
    known: Client, settings: Settings, clock: Clock
) -> None:
    settings.PIJAR_FAILED_SIGN_INS = settings.PIJAR_FAILED_SIGN_INS_PER_NETWORK = 1
    post(Client(), "000001", "LT-9999")
    assert "wait" in post(Client(), "000001", "LT-9998")
    assert post(known) == {}


def test_a_new_pin_forgets_the_devices(known: Client, person: Person) -> None:
    """One of them may have been stolen."""
    give_new_pin(person)
    assert not person.devices.exists()


# --- The page -------------------------------------------------------------------------------------


@pytest.fixture
def other_phone(person: Person) -> Client:
    client = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    post(client)
    return client


def test_the_page_lists_ones_own_devices_and_marks_the_present_one(
    known: Client, other_phone: Client
) -> None:
    stranger = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari/604.1"})
    PersonFactory(participant=True, code="LT-0232", pin="482913")
    post(stranger, identifier="LT-0232")
    page = other_phone.get(DEVICES).content.decode()
    assert "Chrome di Android" in page
    assert "iPhone" not in page
    assert page.count("Perangkat ini") == 1
    assert page.index("Firefox di Windows") < page.index("Perangkat ini") < page.index("Chrome")
    assert not find_inline_code(page)


def test_every_page_of_somebody_signed_in_leads_there(other_phone: Client) -> None:
    assert f'href="{DEVICES}"' in other_phone.get("/").content.decode()
    assert f'href="{DEVICES}"' not in Client().get("/").content.decode()
    staff = Client()
    staff.force_login(
        PersonFactory(trainer=True), backend="lms.accounts.backends.StaffPasswordBackend"
    )
    assert f'href="{DEVICES}"' in staff.get("/admin/account/").content.decode()


def test_a_device_is_signed_out_at_once_and_forgotten(
    known: Client, other_phone: Client, person: Person
) -> None:
    post(known)
    device = Device.objects.get(name="Chrome di Android")
    response = other_phone.post(f"{DEVICES}{device.pk}/", follow=True)
    assert "Chrome di Android sudah dikeluarkan." in response.content.decode()
    assert known.get(DEVICES).status_code == 302
    assert other_phone.get(DEVICES).status_code == 200
    record_failures(person, 10)
    assert "invalid_login" in post(known)


def test_ending_the_present_device_signs_out(other_phone: Client, person: Person) -> None:
    response = other_phone.post(f"{DEVICES}{person.devices.get().pk}/")
    assert response.status_code == 302
    assert other_phone.get(DEVICES)["Location"].startswith("/masuk/")
    assert not person.devices.exists()


def test_anothers_device_is_not_found(other_phone: Client) -> None:
    stranger = PersonFactory(participant=True, code="LT-0232", pin="482913")
    post(Client(), identifier="LT-0232")
    assert other_phone.post(f"{DEVICES}{stranger.devices.get().pk}/").status_code == 404
    assert stranger.devices.exists()


def test_a_session_that_changes_its_key_stays_with_its_device(
    known: Client, person: Person, rf: RequestFactory
) -> None:
    """As when somebody changes their password."""
    post(known)
    request = rf.get("/")
    request.COOKIES["sessionid"] = before = known.cookies["sessionid"].value
    request.session = known.session

    def change(request: HttpRequest) -> HttpResponse:
        request.session.cycle_key()
        return HttpResponse()

    keep_device(change)(request)
    assert person.devices.get().session_key == request.session.session_key != before


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (PHONE, "Chrome di Android"),
        (
            "Mozilla/5.0 (Linux; Android 12) SamsungBrowser/21.0 Chrome/110",
            "Samsung Internet di Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) CriOS/120 Safari/604",
            "Chrome di iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17 Safari/605", "Safari di Mac"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge di Windows"),
        ("curl/8.0", "Browser"),
        ("", "Browser"),
        ("<script>alert(1)</script>" * 1000, "Browser"),
    ],
)
def test_a_device_is_named_by_its_browser(user_agent: str, name: str) -> None:
    assert name_device(user_agent) == name
