"""How often a second factor may be tried."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from lms.accounts.models import Person, SignInCount
from lms.accounts.second_factor.attempts import claim_attempt, forget_attempts
from tests.factories.accounts import PersonFactory
from tests.lms.accounts.conftest import Clock
from tests.lms.accounts.second_factor.conftest import (
    SECOND_STEP,
    Staff,
    errors_of,
    is_signed_in,
    send_password,
)

WAITS = [1, 1, 5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]


def seconds_refused(person: Person) -> int:
    with pytest.raises(ValidationError) as refusal:
        claim_attempt(person)
    assert refusal.value.code == "wait"
    seconds: int = refusal.value.params["seconds"]
    return seconds


def test_the_wait_grows_to_an_hour_and_ends_by_itself(person: Person, clock: Clock) -> None:
    for seconds in WAITS:
        claim_attempt(person)
        assert seconds_refused(person) == seconds
        clock.move(seconds - 1)
        assert seconds_refused(person) == 1
        clock.move(1)
    claim_attempt(person)


def test_one_persons_failures_are_not_anothers(person: Person, clock: Clock) -> None:
    claim_attempt(person)
    claim_attempt(PersonFactory())


def test_the_right_code_forgets_the_failures(client: Client, staff: Staff, clock: Clock) -> None:
    send_password(client, staff.person)
    for seconds in WAITS[:4]:
        assert errors_of(client.post(SECOND_STEP, {"code": "000000"})) == {"code": "incorrect_code"}
        clock.move(seconds)
    assert client.post(SECOND_STEP, {"code": staff.code()}).status_code == 302
    assert not SignInCount.objects.filter(name__startswith="FACTOR").exists()


def test_while_the_wait_runs_not_even_the_right_code_is_looked_at(
    client: Client, staff: Staff, clock: Clock
) -> None:
    send_password(client, staff.person)
    client.post(SECOND_STEP, {"code": "000000"})
    for code in (staff.code(), *staff.recovery_codes()[:1]):
        assert errors_of(client.post(SECOND_STEP, {"code": code})) == {"code": "wait"}
    assert not is_signed_in(client)
    clock.move(1)
    assert client.post(SECOND_STEP, {"code": staff.code()}).status_code == 302


def test_the_password_does_not_forget_the_failures(
    client: Client, staff: Staff, clock: Clock
) -> None:
    """Else who knows the password would begin anew after each code."""
    send_password(client, staff.person)
    client.post(SECOND_STEP, {"code": "000000"})
    other = Client()
    send_password(other, staff.person)
    assert errors_of(other.post(SECOND_STEP, {"code": staff.code()})) == {"code": "wait"}


def test_who_has_the_password_keeps_nobody_out_on_their_own_device(
    client: Client, staff: Staff, clock: Clock
) -> None:
    first, second, *_others = staff.recovery_codes()
    send_password(client, staff.person)
    assert client.post(SECOND_STEP, {"code": first}).status_code == 302
    client.post("/keluar/")
    stranger = Client()
    send_password(stranger, staff.person)
    for seconds in WAITS[:4]:
        stranger.post(SECOND_STEP, {"code": "000000"})
        clock.move(seconds)
    stranger.post(SECOND_STEP, {"code": "000000"})
    assert errors_of(stranger.post(SECOND_STEP, {"code": second})) == {"code": "wait"}
    send_password(client, staff.person)
    assert client.post(SECOND_STEP, {"code": second}).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tried_before", [True, False])
def test_of_sixteen_tries_at_once_one_is_looked_at(tried_before: bool) -> None:
    person = PersonFactory()
    if tried_before:
        claim_attempt(person)
        SignInCount.objects.update(blocked_until=person.created_at)
    together = threading.Barrier(16)
    answers: list[bool] = []

    def claim() -> None:
        together.wait()
        try:
            claim_attempt(person)
        except ValidationError:
            answers.append(False)
        else:
            answers.append(True)
        finally:
            connection.close()

    tries = [threading.Thread(target=claim) for _ in range(16)]
    for each in tries:
        each.start()
    for each in tries:
        each.join()
    assert sorted(answers) == [False] * 15 + [True]
    forget_attempts(person)
