import pytest
from axes.models import AccessAttempt
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from lms.accounts.models import Person
from lms.accounts.throttling import (
    find_locked,
    is_locked,
    name_person,
    read_failures,
    sign_in_name,
    unlock,
)
from tests.factories.accounts import STAFF_PASSWORD, PersonFactory
from tests.lms.accounts.conftest import Clock, Post, Refusals
from tests.lms.accounts.failures import record_failures

DELAYS = {3: 5, 4: 10, 5: 20, 6: 40, 7: 80, 8: 160, 9: 300}


def fail(post: Post, clock: Clock, times: int, identifier: str = "LT-0231") -> Refusals:
    """Fail so often, each time after the longest delay."""
    refusals: Refusals = {}
    for _ in range(times):
        clock.move(301)
        refusals = post(identifier, "000001")
    return refusals


@pytest.mark.parametrize("identifier", ["LT-0231", "LT-9999", "0819 9999 9999"])
def test_the_delay_starts_at_the_third_failure_and_doubles(
    sign_in: Post, clock: Clock, identifier: str
) -> None:
    """For people who exist and for those who do not."""
    PersonFactory(code="LT-0231", pin="482913")
    for _ in range(2):
        assert sign_in(identifier, "000001") == {"invalid_login": {}}
    for seconds in DELAYS.values():
        assert sign_in(identifier, "000001") == {
            "invalid_login": {},
            "wait": {"seconds": seconds},
        }
        clock.move(seconds - 1)
        assert sign_in(identifier, "000001") == {"wait": {"seconds": 1}}
        clock.move(1)
    assert sign_in(identifier, "000001") == {"invalid_login": {}, "locked": {}}


def test_while_the_delay_runs_not_even_the_right_pin_is_looked_at(
    sign_in: Post, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = PersonFactory(code="LT-0231", pin="482913")
    fail(sign_in, clock, 3)
    with monkeypatch.context() as patch:
        patch.setattr(Person, "check_pin", lambda *_: pytest.fail("The PIN was looked at."))
        assert sign_in("LT-0231", "482913") == {"wait": {"seconds": 5}}
    assert read_failures(name_person(person)).count == 3
    clock.move(5)
    assert sign_in("LT-0231", "482913") == {}


def test_the_sentences_say_how_long_and_whom_to_ask(client: Client, clock: Clock) -> None:
    person = PersonFactory(code="LT-0231", pin="482913")

    def read_page() -> str:
        fields = {"identifier": "LT-0231", "pin": "482913"}
        return client.post("/en/masuk/", fields).content.decode()

    record_failures(person, 3)
    assert "Please wait 5 seconds" in read_page()
    clock.move(4)
    assert "Please wait 1 second," in read_page()
    AccessAttempt.objects.update(failures_since_start=10)
    assert "Ask your trainer or coordinator" in read_page()


def test_the_right_pin_forgets_the_failures(sign_in: Post, clock: Clock) -> None:
    person = PersonFactory(code="LT-0231", pin="482913")
    fail(sign_in, clock, 4)
    clock.move(301)
    assert sign_in("LT-0231", "482913") == {}
    assert read_failures(name_person(person)).count == 0


def test_locked_at_the_tenth_failure_until_unlocked(sign_in: Post, clock: Clock) -> None:
    person = PersonFactory(code="LT-0231", pin="482913")
    assert "locked" not in fail(sign_in, clock, 9)
    assert "locked" in fail(sign_in, clock, 1)
    assert is_locked(person)
    clock.move(60 * 60 * 24 * 365)
    assert sign_in("LT-0231", "482913") == {"locked": {}}
    assert read_failures(name_person(person)).count == 10
    unlock(person)
    assert sign_in("LT-0231", "482913") == {}


def test_people_who_do_not_exist_are_locked_too(sign_in: Post, clock: Clock) -> None:
    assert "locked" in fail(sign_in, clock, 10, "LT-9999")


def test_phone_and_code_are_counted_together(sign_in: Post, clock: Clock) -> None:
    person = PersonFactory(code="LT-0231", phone="+6281234567890", pin="482913")
    for identifier in ("LT-0231", "0812-3456-7890", "+62 812 3456 7890", "lt-0231"):
        fail(sign_in, clock, 2, identifier)
    assert read_failures(name_person(person)).count == 8
    assert "locked" in fail(sign_in, clock, 2, "62 812 3456 7890")


def test_notations_of_an_unknown_number_are_counted_together(sign_in: Post, clock: Clock) -> None:
    fail(sign_in, clock, 5, "0819 9999 9999")
    assert "locked" in fail(sign_in, clock, 5, "+62 819-9999-9999")


def test_the_editor_and_the_sign_in_page_share_the_count(
    sign_in: Post, sign_in_to_editor: Post, clock: Clock
) -> None:
    PersonFactory(trainer=True, code="TR-0001")
    fail(sign_in, clock, 5, "TR-0001")
    assert "locked" in fail(sign_in_to_editor, clock, 5, "tr-0001")
    clock.move(301)
    assert "locked" in sign_in_to_editor("TR-0001", STAFF_PASSWORD)


def test_the_editor_delays_as_well(sign_in_to_editor: Post, clock: Clock) -> None:
    PersonFactory(trainer=True, code="TR-0001")
    fail(sign_in_to_editor, clock, 3, "TR-0001")
    assert sign_in_to_editor("TR-0001", STAFF_PASSWORD) == {"wait": {"seconds": 5}}
    clock.move(5)
    assert sign_in_to_editor("TR-0001", STAFF_PASSWORD) == {}


def test_a_forged_address_changes_nothing(sign_in: Post, clock: Clock) -> None:
    PersonFactory(code="LT-0231", pin="482913")
    for number in range(10):
        clock.move(301)
        refusals = sign_in(
            "LT-0231",
            "000001",
            HTTP_X_FORWARDED_FOR=f"203.0.113.{number}",
            REMOTE_ADDR=f"198.51.100.{number}",
            HTTP_USER_AGENT=f"phone {number}",
        )
    assert "locked" in refusals
    clock.move(301)
    assert "locked" in sign_in("LT-0231", "482913", HTTP_X_FORWARDED_FOR="192.0.2.99")


def test_one_persons_failures_do_not_lock_another_at_the_same_address(
    sign_in: Post, clock: Clock
) -> None:
    PersonFactory(code="LT-0232", pin="482913")
    PersonFactory(code="LT-0231", pin="482913")
    fail(sign_in, clock, 10)
    assert sign_in("LT-0232", "482913") == {}


def test_nothing_typed_is_kept(client: Client) -> None:
    client.post(
        "/masuk/?identifier=081234567890", {"identifier": "0812-3456-7890", "pin": "482913"}
    )
    attempt = AccessAttempt.objects.get()
    kept = " ".join(str(value) for value in vars(attempt).values())
    for secret in ("482913", "81234567890", "7890"):
        assert secret not in kept
    assert attempt.username.startswith("unknown-")


def test_the_name_is_stable_and_tells_nothing(rf: RequestFactory) -> None:
    person = PersonFactory(code="LT-0231", phone="+6281234567890")
    request = rf.post("/masuk/", {"identifier": "lt-0231"})
    names = {
        sign_in_name(request, None),
        sign_in_name(request, {"identifier": "0812 3456 7890", "pin": "482913"}),
        sign_in_name(request, {"code": None, "username": "LT-0231"}),
        sign_in_name(request, {"code": "LT-0231"}),
    }
    assert names == {f"person-{person.pk}"}
    assert sign_in_name(request, {"identifier": "lt-9"}) == sign_in_name(None, {"username": "LT-9"})


def test_the_locked_are_found_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people = PersonFactory.create_batch(4)
    record_failures(people[0], 10)
    record_failures(people[1], 9)
    with django_assert_num_queries(1):
        assert find_locked(people) == {people[0].pk}


def test_the_command_unlocks() -> None:
    person = PersonFactory(code="AD-0001")
    record_failures(person, 10)
    call_command("unlock_sign_in", "ad-0001")
    assert not is_locked(person)
    with pytest.raises(CommandError):
        call_command("unlock_sign_in", "XX-1")
