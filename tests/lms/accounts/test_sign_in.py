from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.models import Person
from lms.accounts.pins import give_new_pin
from tests.factories.accounts import STAFF_PASSWORD, PersonFactory
from tests.lms.accounts.conftest import Post, find_inline_code, sign_in_as

SIGN_IN = "/masuk/"


def post(client: Client, **fields: str) -> Any:
    return client.post(SIGN_IN, {"identifier": "LT-0231", "pin": "482913", **fields})


@pytest.fixture
def participant() -> Person:
    return PersonFactory(
        participant=True, code="LT-0231", phone="+6281234567890", pin="482913", language="id"
    )


@pytest.mark.usefixtures("participant")
def test_the_page_asks_for_two_things(client: Client) -> None:
    page = client.get(SIGN_IN).content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert 'inputmode="numeric"' in page
    assert not find_inline_code(page)


@pytest.mark.parametrize(("language", "home"), [("id", "/"), ("en", "/en/")])
def test_signing_in_leads_home_in_the_persons_language(
    client: Client, language: str, home: str
) -> None:
    PersonFactory(code="LT-0231", pin="482913", language=language)
    response = post(client)
    assert response.status_code == 302
    assert response["Location"] == home


@pytest.mark.usefixtures("participant")
def test_spaces_in_the_pin_are_forgiven(client: Client) -> None:
    assert post(client, pin=" 482 913").status_code == 302


@pytest.mark.usefixtures("participant")
def test_signing_in_leads_to_the_page_asked_for(client: Client) -> None:
    page = client.get(SIGN_IN, {"next": "/kelas/satu/"}).content.decode()
    assert '<input type="hidden" name="next" value="/kelas/satu/">' in page
    assert post(client, next="/kelas/satu/")["Location"] == "/kelas/satu/"


@pytest.mark.usefixtures("participant")
@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///x",
    ],
)
def test_signing_in_leads_nowhere_else(client: Client, address: str) -> None:
    assert address not in client.get(SIGN_IN, {"next": address}).content.decode()
    assert post(client, next=address)["Location"] == "/"


@pytest.mark.usefixtures("participant")
def test_unknown_and_wrong_get_the_same_answer(client: Client) -> None:
    answers = {
        client.post(SIGN_IN, {"identifier": identifier, "pin": "000001"})
        .content.decode()
        .split("csrfmiddlewaretoken")[0]
        for identifier in ("LT-0231", "LT-9999")
    }
    assert len(answers) == 1
    assert 'role="alert"' in answers.pop()


@pytest.mark.usefixtures("participant")
def test_posted_extras_change_nothing(client: Client, participant: Person) -> None:
    post(client, role="administrator", is_superuser="on", user="1", is_active="on")
    participant.refresh_from_db()
    assert not participant.is_superuser
    assert [group.name for group in participant.groups.all()] == ["participant"]


@pytest.mark.parametrize(("identifier", "pin"), [("", ""), ("LT-0231", ""), ("LT-0231", "abc")])
def test_an_incomplete_form_is_explained(client: Client, identifier: str, pin: str) -> None:
    response = client.post(SIGN_IN, {"identifier": identifier, "pin": pin})
    assert response.status_code == 200
    assert "aria-invalid" in response.content.decode()


def test_the_pin_does_not_come_back(client: Client) -> None:
    assert (
        "739154"
        not in client.post(SIGN_IN, {"identifier": "LT-0231", "pin": "739154"}).content.decode()
    )


@pytest.mark.usefixtures("participant")
def test_the_session_changes_its_key(client: Client) -> None:
    session = client.session
    session["visitor"] = "somebody"
    session.save()
    before = session.session_key
    post(client)
    assert client.session.session_key != before


def test_whoever_is_signed_in_goes_home(client: Client, participant: Person) -> None:
    sign_in_as(client, participant)
    assert client.get(SIGN_IN)["Location"] == "/"


def test_a_new_pin_ends_the_session(client: Client, participant: Person) -> None:
    post(client)
    assert client.get(SIGN_IN).status_code == 302
    give_new_pin(participant)
    assert client.get(SIGN_IN).status_code == 200


def test_signing_out_asks_first(client: Client, participant: Person) -> None:
    sign_in_as(client, participant)
    assert client.get("/keluar/").status_code == 200
    assert "_auth_user_id" in client.session
    response = client.post("/keluar/")
    assert response["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_staff_do_not_sign_in_here(client: Client) -> None:
    PersonFactory(trainer=True, code="LT-0231")
    assert post(client, pin="482913").status_code == 200


def test_staff_sign_in_to_the_editor(sign_in_to_editor: Post) -> None:
    PersonFactory(trainer=True, code="TR-0001")
    PersonFactory(participant=True, code="LT-0231", pin="482913")
    assert sign_in_to_editor("LT-0231", "482913")
    assert sign_in_to_editor("TR-0001", STAFF_PASSWORD) == {}


def test_the_pages_are_not_kept_by_browsers(client: Client) -> None:
    assert "no-store" in client.get(reverse("accounts:sign_in"))["Cache-Control"]
