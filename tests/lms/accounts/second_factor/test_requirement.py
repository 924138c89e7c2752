"""Nothing of staff's opens in a session without the second factor; only a short list stays open."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.catalog.enrolment import enrol
from lms.accounts.models import Person
from lms.accounts.second_factor.middleware import OPEN_VIEWS, SET_UP_VIEWS
from lms.accounts.second_factor.requirement import end_grace
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import make_course
from tests.factories.grading import make_sent_file
from tests.lms.accounts.conftest import Clock, sign_in_as
from tests.lms.accounts.second_factor.conftest import DOOR, SET_UP, Staff, is_signed_in, sign_in
from tests.lms.accounts.second_factor.routes import fill, walk

DAY = 24 * 60 * 60
PIN_BACKEND = "lms.accounts.backends.PinBackend"


OPEN = {route for route, name in walk() if name in OPEN_VIEWS | SET_UP_VIEWS}
CLOSED = sorted({route for route, _ in walk()} - OPEN)


@pytest.fixture
def overdue(person: Person) -> Person:
    """Staff without a second factor, whose time is over."""
    end_grace(person)
    return person


def test_only_the_set_up_opens_when_the_time_is_over(client: Client, overdue: Person) -> None:
    sign_in_as(client, overdue)
    assert len(CLOSED) > 280
    opened = []
    for route in CLOSED:
        address = fill(route)
        for method in ("get", "post"):
            response = getattr(client, method)(address)
            if (response.status_code, response.headers.get("Location")) != (302, SET_UP):
                opened.append((method, address, response.status_code))
    assert opened == []


def test_a_session_that_has_not_shown_the_factor_is_no_session(
    client: Client, staff: Staff
) -> None:
    """However it came about: here by no sign-in page at all."""
    for address in ("/admin/", "/admin/users/", "/koordinator/", "/koordinator/kemajuan.csv"):
        sign_in_as(client, staff.person)
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith((f"{DOOR}?next=", "/masuk/?next="))
        assert not is_signed_in(client)


def test_somebody_elses_file_stays_closed(client: Client, staff: Staff) -> None:
    sent = make_sent_file(PersonFactory(participant=True))
    address = f"/kegiatan/quiz/kiriman/{sent.pk}/"
    sign_in_as(client, staff.person)
    assert client.get(address).status_code == 404
    sign_in(client, staff)
    assert client.get(address).status_code == 200


def test_what_is_asked_for_by_script_is_refused(client: Client, overdue: Person) -> None:
    sign_in_as(client, overdue)
    response = client.get("/admin/pages/", headers={"x-requested-with": "XMLHttpRequest"})
    assert response.status_code == 403


def test_ones_own_learning_stays_open(client: Client, overdue: Person) -> None:
    course = make_course(1)
    enrol(overdue.pk, course_key=course.translation_key)
    sign_in_as(client, overdue)
    for address in ("/", course.url, course.get_children().first().url, SET_UP, "/keluar/"):
        assert client.get(address).status_code == 200, address


# --- Time to set up ---------------------------------------------------------------------------


def test_the_time_is_seven_days_from_the_first_sign_in(
    client: Client, person: Person, clock: Clock
) -> None:
    first = clock.time
    sign_in_as(client, person)
    clock.move(3 * DAY)
    sign_in_as(client, person)  # asked again: the time runs on
    person.refresh_from_db()
    assert person.second_factor_due_at == first + timedelta(days=7)
    clock.move(4 * DAY - 1)
    sign_in_as(client, person)
    assert client.get("/admin/").status_code == 200
    clock.move(1)
    assert client.get("/admin/")["Location"] == SET_UP


def test_a_session_from_before_the_upgrade_is_asked_at_its_next_page(
    client: Client, person: Person, clock: Clock
) -> None:
    sign_in_as(client, person)
    Person.objects.update(second_factor_due_at=None)
    session = client.session
    del session["second_factor_due"], session["staff_seen_at"]
    session.save()
    assert client.get("/admin/").status_code == 200
    person.refresh_from_db()
    assert person.second_factor_due_at == clock.time + timedelta(days=7)
    assert "staff_seen_at" in client.session


def test_no_time_may_be_given(client: Client, person: Person, settings: Any) -> None:
    settings.PIJAR_SECOND_FACTOR_GRACE_DAYS = 0
    sign_in_as(client, person)
    assert client.get("/admin/")["Location"] == SET_UP


def test_in_the_demo_the_time_never_ends(client: Client, overdue: Person, settings: Any) -> None:
    settings.PIJAR_DEMO = True
    sign_in_as(client, overdue)
    response = client.get("/admin/")
    assert response.status_code == 200
    assert SET_UP in response.content.decode()


@pytest.mark.parametrize("address", ["/admin/", "/koordinator/", "/koordinator/pin/"])
def test_staff_pages_remind(client: Client, person: Person, address: str) -> None:
    sign_in_as(client, person)
    page = client.get(address).content.decode()
    assert f'<a href="{SET_UP}"' in page


def test_nobody_is_reminded_who_has_a_factor_or_needs_none(client: Client, staff: Staff) -> None:
    sign_in(client, staff)
    assert f'<a href="{SET_UP}"' not in client.get("/koordinator/").content.decode()
    client.logout()
    sign_in_as(client, PersonFactory(participant=True))
    assert SET_UP not in client.get("/").content.decode()


# --- Who is staff -----------------------------------------------------------------------------


def by_role(role: str) -> Callable[[], Person]:
    return lambda: PersonFactory(**{role: True})


def by_permission(codename: str) -> Callable[[], Person]:
    def make() -> Person:
        person = PersonFactory(password="kata-sandi-yang-panjang")
        person.user_permissions.add(Permission.objects.get(codename=codename))
        return person

    return make


def by_group() -> Person:
    group = Group.objects.create(name="donatur")
    group.permissions.add(Permission.objects.get(codename="view_results"))
    person = PersonFactory(password="kata-sandi-yang-panjang")
    person.groups.add(group)
    return person


def by_superuser() -> Person:
    return PersonFactory(is_superuser=True, password="kata-sandi-yang-panjang")


@pytest.mark.parametrize(
    "make",
    [
        *map(by_role, ("trainer", "coordinator", "administrator")),
        *map(
            by_permission,
            ("access_admin", "view_progress", "reset_sign_in", "grade_answers", "view_person"),
        ),
        by_group,
        by_superuser,
    ],
)
def test_whoever_sees_other_peoples_data_is_asked(
    client: Client, make: Callable[[], Person]
) -> None:
    person = make()
    end_grace(person)
    assert person.is_staff_member()
    assert Person.objects.staff().filter(pk=person.pk).exists()
    sign_in_as(client, person)
    assert client.get("/koordinator/pin/")["Location"] == SET_UP


def test_whoever_became_staff_in_a_session_by_pin_is_signed_out(client: Client) -> None:
    """A role takes the PIN away and ends the session; rights given to a whole group do not."""
    person = PersonFactory(participant=True, pin="482913")
    client.force_login(person, backend=PIN_BACKEND)
    Group.objects.get(name="participant").permissions.add(
        Permission.objects.get(codename="view_progress")
    )
    assert client.get("/").status_code == 200
    assert client.get("/koordinator/")["Location"] == "/masuk/?next=/koordinator/"
    assert not is_signed_in(client)


# --- What it costs ----------------------------------------------------------------------------


def count_statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as statements:
        assert client.get(address).status_code == 200
    return len(statements)


@pytest.fixture
def without_the_rule(settings: Any) -> Callable[[Client], Client]:
    """The same browser, on a site that has no rule of a second factor."""

    def leave_out(client: Client) -> Client:
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "second_factor" not in name]
        other = Client()
        other.cookies = client.cookies
        return other

    return leave_out


@pytest.mark.parametrize("factor", [True, False])
def test_a_page_of_staff_costs_no_statement_more(
    client: Client, person: Person, without_the_rule: Callable[[Client], Client], factor: bool
) -> None:
    sign_in(client, Staff(person)) if factor else sign_in_as(client, person)
    client.get("/koordinator/pin/")  # what is kept is kept
    costs = count_statements(client, "/koordinator/pin/")
    assert costs == count_statements(without_the_rule(client), "/koordinator/pin/")


def test_a_page_of_a_participant_costs_no_statement_more(
    client: Client, without_the_rule: Callable[[Client], Client]
) -> None:
    course = make_course(1)
    person = PersonFactory(participant=True, pin="482913")
    enrol(person.pk, course_key=course.translation_key)
    client.post("/masuk/", {"identifier": person.code, "pin": "482913"})
    addresses = ["/", course.url, course.get_children().first().url]
    costs = [count_statements(client, address) for address in addresses * 2][3:]
    other = without_the_rule(client)
    assert costs == [count_statements(other, address) for address in addresses]
