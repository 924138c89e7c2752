from collections.abc import Callable

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Permission
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from lms.accounts.backends import PinBackend
from lms.accounts.models import Person
from tests.factories.accounts import STAFF_PASSWORD, PersonFactory


@pytest.fixture
def request_in(rf: RequestFactory) -> Callable[..., object]:
    return lambda **credentials: authenticate(rf.post("/masuk/"), **credentials)


@pytest.mark.parametrize("identifier", ["0812-3456-7890", "lt-0231"])
def test_a_pin_signs_in(request_in: Callable[..., object], identifier: str) -> None:
    person = PersonFactory(code="LT-0231", phone="+6281234567890", pin="482913")
    assert request_in(identifier=identifier, pin="482913") == person
    assert request_in(identifier=identifier, pin="482914") is None


def test_a_password_signs_staff_in_by_code_in_any_case(request_in: Callable[..., object]) -> None:
    trainer = PersonFactory(trainer=True, code="TR-0001")
    assert request_in(username="tr-0001", password=STAFF_PASSWORD) == trainer
    assert request_in(username="tr-0001", password="something else") is None


def test_no_pin_is_not_an_empty_pin(request_in: Callable[..., object]) -> None:
    PersonFactory(code="LT-0231")
    assert request_in(identifier="LT-0231", pin="") is None


def test_whoever_may_not_sign_in_does_not(request_in: Callable[..., object]) -> None:
    PersonFactory(code="LT-0231", pin="482913", is_active=False)
    assert request_in(identifier="LT-0231", pin="482913") is None


def test_a_pin_left_behind_does_not_open_the_editor(request_in: Callable[..., object]) -> None:
    """Also where a permission was granted by a way that does not take the PIN away."""
    person = PersonFactory(code="LT-0231", pin="482913")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert request_in(identifier="LT-0231", pin="482913") is None


@pytest.mark.parametrize(
    ("identifier", "pin"),
    [("LT-0231", "482914"), ("LT-0232", "482913"), ("LT-9999", "482913"), ("08199999999", "4")],
    ids=["wrong PIN", "no PIN", "unknown code", "unknown phone"],
)
def test_one_hash_whatever_is_wrong(
    request_in: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
    identifier: str,
    pin: str,
) -> None:
    PersonFactory(code="LT-0231", pin="482913")
    PersonFactory(code="LT-0232")
    hashed = []
    encode = MD5PasswordHasher.encode

    def count(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(salt)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    assert request_in(identifier=identifier, pin=pin) is None
    assert len(hashed) == 1


def test_permissions_are_asked_for_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    PersonFactory(coordinator=True, code="KO-0001")
    person = Person.objects.get(code="KO-0001")
    with django_assert_num_queries(2):  # the person's own and the groups'
        assert person.has_perm("accounts.reset_sign_in")
        assert not person.has_perm("accounts.change_person")
    assert PinBackend().get_all_permissions(person) == set()
