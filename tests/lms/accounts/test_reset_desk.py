import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import Person
from lms.accounts.throttling import is_locked
from tests.factories.accounts import PersonFactory
from tests.lms.accounts.conftest import find_inline_code, sign_in_as
from tests.lms.accounts.failures import record_failures

DESK = "/koordinator/pin/"


@pytest.fixture
def desk(client: Client) -> Client:
    return sign_in_as(client, PersonFactory(coordinator=True, name="Koordinator"))


@pytest.fixture
def participant() -> Person:
    return PersonFactory(
        participant=True, name="Siti Rahmawati", code="LT-0231", pin="482913", language="en"
    )


@pytest.mark.usefixtures("participant")
@pytest.mark.parametrize("address", [DESK, f"{DESK}LT-0231/"])
def test_visitors_are_asked_to_sign_in(client: Client, address: str) -> None:
    for response in (client.get(address), client.post(f"{DESK}LT-0231/")):
        assert response.status_code == 302
        assert response["Location"].startswith("/masuk/?next=/koordinator/pin/")


@pytest.mark.usefixtures("participant")
@pytest.mark.parametrize("address", [DESK, f"{DESK}LT-0231/"])
def test_participants_are_refused(client: Client, address: str) -> None:
    sign_in_as(client, PersonFactory(participant=True))
    assert client.get(address).status_code == 403
    assert client.post(f"{DESK}LT-0231/", {"action": "new_pin"}).status_code == 403


@pytest.mark.parametrize("role", ["trainer", "coordinator", "administrator"])
def test_the_list_shows_name_code_and_lock(client: Client, participant: Person, role: str) -> None:
    record_failures(participant, 10)
    sign_in_as(client, PersonFactory(**{role: True}))
    page = client.get(DESK).content.decode()
    assert "Siti Rahmawati" in page
    assert "LT-0231" in page
    assert "chip warn" in page


def test_the_list_leaves_out_those_out_of_reach(desk: Client) -> None:
    PersonFactory(trainer=True, name="Pelatih Wati")
    PersonFactory(coordinator=True, name="Rekan Koordinator")
    PersonFactory(participant=True, name="Peserta Ani")
    page = desk.get(DESK).content.decode()
    assert "Peserta Ani" in page
    assert "Pelatih Wati" not in page
    assert "Rekan Koordinator" not in page


def test_searching_finds_by_name_code_and_number(desk: Client) -> None:
    PersonFactory(name="Siti Rahmawati", code="LT-0231", phone="+6281234567890")
    PersonFactory(name="Budi Santoso", code="KW-0007")
    for query in ("rahma", "lt-0231", "0812 3456 7890"):
        page = desk.get(DESK, {"q": query}).content.decode()
        assert "Siti Rahmawati" in page
        assert "Budi Santoso" not in page


def test_the_list_has_fifty_on_a_page(desk: Client) -> None:
    PersonFactory.create_batch(51)
    first = desk.get(DESK).content.decode()
    assert first.count("<tr>") == 51  # with the header
    assert "page=2" in first
    assert desk.get(DESK, {"page": "2"}).content.decode().count("<tr>") == 2
    assert desk.get(DESK, {"page": "no number"}).status_code == 200


def test_the_list_asks_as_many_questions_for_many_as_for_few(desk: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(DESK).status_code == 200
        return len(queries)

    PersonFactory.create_batch(2, participant=True)
    count()  # what is kept for a minute
    few = count()
    PersonFactory.create_batch(40, participant=True)
    assert count() == few <= 12


def test_a_new_pin_is_shown_once_and_works(desk: Client, participant: Person) -> None:
    record_failures(participant, 10)
    response = desk.post(f"{DESK}LT-0231/", {"action": "new_pin"})
    found = re.search(r"PIN for Pijar is (\d{6})", response.content.decode())
    assert found
    participant.refresh_from_db()
    assert participant.check_pin(found[1])
    assert not participant.check_pin("482913") or found[1] == "482913"
    assert not is_locked(participant)
    assert "no-store" in response["Cache-Control"]
    assert found[1] not in desk.get(f"{DESK}LT-0231/").content.decode()


def test_looking_changes_nothing(desk: Client, participant: Person) -> None:
    record_failures(participant, 10)
    assert "chip warn" in desk.get(f"{DESK}lt-0231/").content.decode()
    participant.refresh_from_db()
    assert participant.check_pin("482913")
    assert is_locked(participant)


def test_unlocking_leaves_the_pin(desk: Client, participant: Person) -> None:
    record_failures(participant, 10)
    assert desk.post(f"{DESK}LT-0231/", {"action": "unlock"}).status_code == 200
    participant.refresh_from_db()
    assert participant.check_pin("482913")
    assert not is_locked(participant)


def test_a_new_pin_signs_the_person_out(desk: Client, participant: Person) -> None:
    phone = Client()
    phone.post("/masuk/", {"identifier": "LT-0231", "pin": "482913"})
    assert "_auth_user_id" in phone.session
    assert phone.get("/masuk/").status_code == 302
    desk.post(f"{DESK}LT-0231/", {"action": "new_pin"})
    assert phone.get("/masuk/").status_code == 200


@pytest.mark.parametrize("role", ["trainer", "coordinator"])
@pytest.mark.parametrize("other", ["trainer", "coordinator", "administrator"])
@pytest.mark.parametrize("action", ["new_pin", "unlock", ""])
def test_trainers_and_coordinators_do_not_reset_staff(
    client: Client, role: str, other: str, action: str
) -> None:
    person = PersonFactory(**{other: True}, code="XX-0001")
    record_failures(person, 10)
    sign_in_as(client, PersonFactory(**{role: True}))
    assert client.get(f"{DESK}XX-0001/").status_code == 403
    assert client.post(f"{DESK}XX-0001/", {"action": action}).status_code == 403
    assert is_locked(person)


def test_administrators_unlock_staff_but_give_them_no_pin(client: Client) -> None:
    trainer = PersonFactory(trainer=True, code="TR-0001")
    record_failures(trainer, 10)
    sign_in_as(client, PersonFactory(administrator=True))
    page = client.get(f"{DESK}TR-0001/").content.decode()
    assert 'value="new_pin"' not in page
    assert client.post(f"{DESK}TR-0001/", {"action": "new_pin"}).status_code == 403
    client.post(f"{DESK}TR-0001/", {"action": "unlock"})
    trainer.refresh_from_db()
    assert not is_locked(trainer)
    assert trainer.pin == ""


def test_nobody_by_that_code(desk: Client) -> None:
    assert desk.get(f"{DESK}XX-9999/").status_code == 404


@pytest.mark.usefixtures("participant")
def test_the_pages_hold_no_inline_style_or_script(desk: Client) -> None:
    for address in (DESK, f"{DESK}LT-0231/"):
        page = desk.get(address).content.decode()
        assert not find_inline_code(page)


@pytest.mark.usefixtures("participant")
def test_a_search_with_nul_finds_as_without(desk: Client) -> None:
    for query in ("%00", "Si%00ti"):
        response = desk.get(f"{DESK}?q={query}")
        assert response.status_code == 200
        assert "LT-0231" in response.content.decode()
