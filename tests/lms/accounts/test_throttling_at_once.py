"""Attempts at the same time, in threads with connections of their own. Trust, line 19."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from lms.accounts import throttling
from lms.accounts.models import Device, Person, SignInCount, SignInRate
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 16


class Gate:
    """Lets an attempt that is being looked at go on once so many others have their answer."""

    def __init__(self, others: int) -> None:
        self.others = others
        self.looked_at = 0
        self._answered = 0
        self._changed = threading.Condition()

    def look(self, look: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.looked_at += 1
        with self._changed:
            assert self._changed.wait_for(lambda: self._answered >= self.others, timeout=20)
        return look(*args, **kwargs)

    def answer(self) -> None:
        with self._changed:
            self._answered += 1
            self._changed.notify_all()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate(AT_ONCE - 1)
    authenticate = throttling.authenticate
    monkeypatch.setattr(
        throttling,
        "authenticate",
        lambda *args, **kwargs: gate.look(authenticate, *args, **kwargs),
    )
    return gate


def read_answer(response: Any) -> str:
    """From the page: the context that a test client notes may be another thread's."""
    if response.status_code == 302:
        return "in"
    page = response.content.decode()
    said = {"mismatch": "do not match", "wait": "Please wait"}
    return " ".join(answer for answer, words in said.items() if words in page)


def post_at_once(gate: Gate, identifiers: list[str], pin: str, cookies: Any = None) -> Counter[str]:
    """How often each answer came: "in", "mismatch" or "wait"."""
    begin = threading.Barrier(len(identifiers))

    def post(identifier: str) -> str:
        client = Client()
        if cookies:
            client.cookies.update(cookies)
        begin.wait()
        try:
            fields = {"identifier": identifier, "pin": pin}
            return read_answer(client.post("/en/masuk/", fields))
        finally:
            gate.answer()
            connection.close()

    with ThreadPoolExecutor(len(identifiers)) as pool:
        return Counter(pool.map(post, identifiers))


@pytest.fixture
def person() -> Person:
    return PersonFactory(participant=True, code="LT-0231", phone="+6281234567890", pin="482913")


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize("identifier", ["LT-0231", "LT-9999"])
def test_of_sixteen_wrong_pins_one_is_looked_at_and_fifteen_wait(
    gate: Gate, identifier: str
) -> None:
    answers = post_at_once(gate, [identifier] * AT_ONCE, "000001")
    assert answers == {"mismatch": 1, "wait": AT_ONCE - 1}
    assert gate.looked_at == 1
    assert set(SignInCount.objects.values_list("failures", flat=True)) == {1}
    # The rest of a crowd that comes a little later waits as well.
    assert post_at_once(gate, [identifier], "000001") == {"wait": 1}


def test_of_sixteen_right_pins_one_signs_in(gate: Gate, person: Person) -> None:
    answers = post_at_once(gate, ["LT-0231"] * AT_ONCE, "482913")
    assert answers == {"in": 1, "wait": AT_ONCE - 1}
    assert not SignInCount.objects.exists()


def test_the_number_and_the_code_together_have_one_pin_looked_at(
    gate: Gate, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two are answered as if they had been; only one was checked against the person's PIN."""
    checked = []
    check_pin = Person.check_pin
    monkeypatch.setattr(
        Person, "check_pin", lambda self, pin: checked.append(pin) or check_pin(self, pin)
    )
    monkeypatch.setattr(throttling, "wait_for_turn", nullcontext)
    gate.others = AT_ONCE - 2
    answers = post_at_once(gate, ["LT-0231", "0812 3456 7890"] * (AT_ONCE // 2), "000001")
    assert answers == {"mismatch": 2, "wait": AT_ONCE - 2}
    assert len(checked) == 1


def test_a_known_device_has_one_looked_at(gate: Gate, person: Person) -> None:
    known = Client()
    gate.others = 0
    known.post("/masuk/", {"identifier": "LT-0231", "pin": "482913"})
    known.post("/keluar/")
    gate.others = AT_ONCE - 1
    answers = post_at_once(gate, ["LT-0231"] * AT_ONCE, "000001", known.cookies)
    assert answers == {"mismatch": 1, "wait": AT_ONCE - 1}
    assert Device.objects.get(person=person).failures == 1


def test_attempts_at_once_do_not_fit_in_one_place(settings: Any, gate: Gate) -> None:
    """The limit of a network is looked at and counted in one step, too."""
    settings.PIJAR_FAILED_SIGN_INS_PER_NETWORK = 1
    answers = post_at_once(gate, [f"LT-{number:04}" for number in range(AT_ONCE)], "000001")
    assert answers == {"mismatch": 1, "wait": AT_ONCE - 1}
    assert SignInRate.objects.count() == 2
