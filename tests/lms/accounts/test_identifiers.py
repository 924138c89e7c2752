import pytest

from lms.accounts.identifiers import normalize_code, normalize_identifier, parse_phone
from lms.accounts.models import Person
from tests.factories.accounts import PersonFactory

NOTATIONS = [
    "081234567890",
    "0812-3456-7890",
    "0812 3456 7890",
    "(0812) 3456.7890",
    "81234567890",
    "6281234567890",
    "+62 812-3456-7890",
    "0062 812 3456 7890",
]


@pytest.mark.parametrize("typed", NOTATIONS)
def test_every_notation_is_the_same_number(typed: str) -> None:
    assert normalize_identifier(typed) == "+6281234567890"


@pytest.mark.parametrize("typed", ["+60 12-345 6789", "0060 12 345 6789"])
def test_a_number_from_abroad(typed: str) -> None:
    assert normalize_identifier(typed) == "+60123456789"


@pytest.mark.parametrize("typed", ["", "LT-0231", "0231", "not a number", "+", "00"])
def test_what_is_no_phone_number(typed: str) -> None:
    assert parse_phone(typed) is None


def test_a_code_in_any_case() -> None:
    assert normalize_code(" lt-0231 ") == "LT-0231"


@pytest.mark.parametrize("typed", [*NOTATIONS, "LT-0231", "lt-0231", " Lt-0231 "])
def test_a_person_is_found_by_phone_or_code(typed: str) -> None:
    person = PersonFactory(code="LT-0231", phone="+6281234567890")
    PersonFactory(phone=None)
    assert Person.objects.find(typed) == person


def test_nobody_is_found_by_nothing() -> None:
    PersonFactory(phone=None)
    assert Person.objects.find("") is None
    assert Person.objects.find("LT-9999") is None


def test_a_phone_number_goes_before_a_code_spelt_like_it() -> None:
    PersonFactory(code="081234567890")
    owner = PersonFactory(phone="+6281234567890")
    assert Person.objects.find("081234567890") == owner


def test_people_are_found_by_name_code_or_number() -> None:
    person = PersonFactory(name="Siti Rahmawati", code="LT-0231", phone="+6281234567890")
    PersonFactory(name="Budi", code="KW-0007")
    for text in ("rahma", "lt-02", "0812 3456 7890"):
        assert list(Person.objects.search(text)) == [person]
    assert Person.objects.search(" ").count() == 2
