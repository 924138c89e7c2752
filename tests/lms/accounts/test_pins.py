import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from phonenumber_field.phonenumber import PhoneNumber

from lms.accounts.pins import check_pin_rules, generate_pin, give_new_pin, write_pin_message
from lms.accounts.throttling import is_locked
from podcasts.publishing.private import issue_token
from tests.factories.accounts import PersonFactory
from tests.factories.podcasts import ShowPageFactory
from tests.lms.accounts.failures import record_failures

PHONE = PhoneNumber.from_string("+6281734029651")


def explain(pin: str, phone: PhoneNumber | str | None = None) -> str:
    with pytest.raises(ValidationError) as refused:
        check_pin_rules(pin, phone)
    return str(refused.value.code)


@pytest.mark.parametrize("pin", ["", "48291", "4829130", "48 913", "48291a", "٤٨٢٩١٣"])
def test_a_pin_has_six_plain_digits(pin: str) -> None:
    assert explain(pin) == "pin_form"


@pytest.mark.parametrize("pin", ["123456", "654321", "345678", "890123", "321098"])
def test_a_pin_is_no_run(pin: str) -> None:
    assert explain(pin) == "pin_run"


@pytest.mark.parametrize("pin", ["111111", "121212", "112112", "123123", "112233", "384483"])
def test_a_pin_is_no_repetition(pin: str) -> None:
    assert explain(pin) == "pin_repeat"


@pytest.mark.parametrize("phone", [PHONE, "+6281734029651", "081734029651"])
@pytest.mark.parametrize("pin", ["081734", "817340", "029651"])
def test_a_pin_is_no_part_of_the_phone_number(pin: str, phone: PhoneNumber | str) -> None:
    assert explain(pin, phone) == "pin_phone"


@pytest.mark.parametrize("pin", ["482913", "007412", "100294"])
def test_an_ordinary_pin_is_fine(pin: str) -> None:
    check_pin_rules(pin, PHONE)
    check_pin_rules(pin, None)


def test_a_generated_pin_skips_what_the_rules_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = iter([123456, 111111, 817340, 7412])
    monkeypatch.setattr("secrets.randbelow", lambda limit: next(numbers))
    assert generate_pin(PHONE) == "007412"


def test_a_new_pin_replaces_the_old_one_and_unlocks() -> None:
    person = PersonFactory(participant=True, pin="482913")
    record_failures(person, 10)
    pin = give_new_pin(person)
    person.refresh_from_db()
    assert person.check_pin(pin)
    assert pin == "482913" or not person.check_pin("482913")
    assert pin not in person.pin
    assert not is_locked(person)


@pytest.mark.django_db
def test_a_new_pin_ends_the_persons_podcast_addresses() -> None:
    person = PersonFactory(participant=True)
    token = issue_token(ShowPageFactory(private=True), person=person)
    give_new_pin(person)
    token.refresh_from_db()
    assert token.revoked_at


@pytest.mark.parametrize("staff", [{"trainer": True}, {"administrator": True}])
def test_staff_get_no_pin(staff: dict[str, bool]) -> None:
    person = PersonFactory(**staff)
    with pytest.raises(ValidationError) as refused:
        give_new_pin(person)
    assert refused.value.code == "pin_for_staff"
    person.refresh_from_db()
    assert person.pin == ""


def test_a_superuser_gets_no_pin() -> None:
    with pytest.raises(ValidationError):
        give_new_pin(PersonFactory(is_superuser=True))


def test_the_message_holds_all_that_signing_in_needs() -> None:
    person = PersonFactory(code="LT-0231", language="en")
    message = write_pin_message(person, "482913", address="https://pijar.example/masuk/")
    assert "482913" in message
    assert "LT-0231" in message
    assert "https://pijar.example/masuk/" in message


@pytest.mark.django_db(transaction=True)
def test_a_pin_is_hashed_before_the_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    locked: list[bool] = []
    person = PersonFactory(participant=True)
    set_pin = person.set_pin

    def watch(pin: str) -> None:
        locked.append(connection.in_atomic_block)
        set_pin(pin)

    monkeypatch.setattr(person, "set_pin", watch)
    give_new_pin(person)
    assert locked == [False]
