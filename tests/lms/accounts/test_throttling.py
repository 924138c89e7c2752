import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from lms.accounts import throttling
from lms.accounts.models import Person, SignInCount
from lms.accounts.throttling import find_locked, is_locked, unlock
from tests.factories.accounts import STAFF_PASSWORD, PersonFactory
from tests.lms.accounts.conftest import Clock, Post, Refusals, read_refusals
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
    PersonFactory(code="LT-0231", pin="482913")
    fail(sign_in, clock, 3)
    with monkeypatch.context() as patch:
        patch.setattr(Person, "check_pin", lambda *_: pytest.fail("The PIN was looked at."))
        assert sign_in("LT-0231", "482913") == {"wait": {"seconds": 5}}
    clock.move(5)
    assert sign_in("LT-0231", "482913") == {}


def test_the_sentences_say_how_long_and_whom_to_ask(
    sign_in: Post, client: Client, clock: Clock
) -> None:
    PersonFactory(code="LT-0231", pin="482913")

    def read_page() -> str:
        fields = {"identifier": "LT-0231", "pin": "482913"}
        return client.post("/en/masuk/", fields).content.decode()

    fail(sign_in, clock, 3)
    assert "Please wait 5 seconds" in read_page()
    clock.move(4)
    assert "Please wait 1 second," in read_page()
    fail(sign_in, clock, 7)
    assert "Ask your trainer or coordinator" in read_page()


def test_the_right_pin_forgets_the_failures(sign_in: Post, clock: Clock) -> None:
    PersonFactory(code="LT-0231", phone="+6281234567890", pin="482913")
    fail(sign_in, clock, 4)
    fail(sign_in, clock, 2, "0812 3456 7890")
    clock.move(301)
    assert sign_in("LT-0231", "482913") == {}
    # What was typed as a number is another matter: see below.
    [left] = SignInCount.objects.all()
    assert left.name.startswith("PIN-typed-")


def test_locked_at_the_tenth_failure_until_unlocked(sign_in: Post, clock: Clock) -> None:
    person = PersonFactory(code="LT-0231", pin="482913")
    assert "locked" not in fail(sign_in, clock, 9)
    assert not is_locked(person)
    assert "locked" in fail(sign_in, clock, 1)
    assert is_locked(person)
    clock.move(60 * 60 * 24 * 365)
    assert sign_in("LT-0231", "482913") == {"locked": {}}
    assert is_locked(person)
    unlock(person)
    assert sign_in("LT-0231", "482913") == {}


def test_people_who_do_not_exist_are_locked_too(sign_in: Post, clock: Clock) -> None:
    assert "locked" in fail(sign_in, clock, 10, "LT-9999")


def test_phone_and_code_are_counted_together(sign_in: Post, clock: Clock) -> None:
    person = PersonFactory(code="LT-0231", phone="+6281234567890", pin="482913")
    for identifier in ("LT-0231", "0812-3456-7890", "+62 812 3456 7890", "lt-0231"):
        fail(sign_in, clock, 2, identifier)
    assert not is_locked(person)
    fail(sign_in, clock, 2, "62 812 3456 7890")
    assert is_locked(person)
    clock.move(301)
    assert sign_in("LT-0231", "482913") == {"invalid_login": {}, "wait": {"seconds": 20}}


def test_what_was_done_to_the_number_does_not_show_under_the_code(
    sign_in: Post, clock: Clock
) -> None:
    """Whoever tries a number and a code learns nothing of whether they belong together."""
    PersonFactory(code="LT-0231", phone="+6281234567890", pin="482913")
    assert "locked" in fail(sign_in, clock, 10, "0812 3456 7890")
    answers = {code: [sign_in(code, "000001") for _ in range(4)] for code in ("LT-0231", "LT-9999")}
    assert answers["LT-0231"] == answers["LT-9999"]
    assert answers["LT-0231"][0] == {"invalid_login": {}}


def test_what_was_done_under_the_number_outlasts_a_sign_in_by_code(
    sign_in: Post, clock: Clock
) -> None:
    """Whoever watches both learns neither that they are one's, nor when that person came."""
    PersonFactory(code="LT-0231", phone="+6281234567890", pin="482913")
    fail(sign_in, clock, 4, "0812 3456 7890")
    clock.move(301)
    assert sign_in("LT-0231", "482913") == {}
    fields = {"identifier": "0812 3456 7890", "pin": "000001"}
    refusals = read_refusals(Client().post("/masuk/", fields))
    assert refusals == {"invalid_login": {}, "wait": {"seconds": 20}}


def test_under_a_delay_of_the_person_the_pin_is_not_looked_at_under_another_name(
    sign_in: Post, clock: Clock
) -> None:
    PersonFactory(code="LT-0231", phone="+6281234567890", pin="482913")
    fail(sign_in, clock, 3, "0812 3456 7890")
    assert sign_in("LT-0231", "482913") == {"invalid_login": {}}
    clock.move(5)
    assert sign_in("LT-0231", "482913") == {}


@pytest.mark.parametrize("failures", [0, 5])
def test_the_database_is_asked_and_a_hash_made_as_often_whoever_is_meant(
    sign_in: Post, clock: Clock, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    """For nobody, for a wrong PIN, and where only the person's own count blocks."""
    hashed = []
    encode = MD5PasswordHasher.encode

    def count(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(salt)
        return encode(self, password, salt)

    PersonFactory(code="LT-0231", pin="482913")
    PersonFactory(code="LT-0232", phone="+6281234567890", pin="482913")
    fail(sign_in, clock, 10, "0812 3456 7890")
    work = set()
    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    for identifier in ("LT-9999", "LT-0231", "LT-0232"):
        fail(sign_in, clock, failures, identifier)
        clock.move(301)
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            assert "invalid_login" in sign_in(identifier, "000001")
        kinds = tuple(query["sql"].split()[0] for query in queries)
        work.add((kinds, len(hashed)))
    assert len(work) == 1
    assert work.pop()[1] == 1


def test_no_failure_is_answered_sooner_than_the_slowest_check(
    sign_in: Post, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.PIJAR_FAILED_SIGN_IN_SECONDS = 0.3
    slept: list[float] = []
    monkeypatch.setattr(throttling.time, "sleep", slept.append)
    PersonFactory(code="LT-0231", pin="482913")
    for identifier in ("LT-0231", "LT-9999"):
        sign_in(identifier, "000001")
    assert all(0 < seconds <= 0.3 for seconds in slept)
    assert sign_in("LT-0231", "482913") == {}
    assert len(slept) == 2


def test_notations_of_an_unknown_number_are_counted_together(sign_in: Post, clock: Clock) -> None:
    fail(sign_in, clock, 5, "0819 9999 9999")
    assert "locked" in fail(sign_in, clock, 5, "+62 819-9999-9999")


def test_a_lock_of_staff_ends_by_itself(sign_in_to_editor: Post, clock: Clock) -> None:
    """Nobody may be there who could unlock an administrator."""
    person = PersonFactory(administrator=True, code="AD-0001")
    assert "locked" in fail(sign_in_to_editor, clock, 10, "AD-0001")
    assert is_locked(person)
    clock.move(60 * 60 - 1)
    assert "locked" in sign_in_to_editor("AD-0001", STAFF_PASSWORD)
    clock.move(1)
    assert not is_locked(person)
    assert "locked" in sign_in_to_editor("AD-0001", "wrong")
    clock.move(60 * 60)
    assert sign_in_to_editor("AD-0001", STAFF_PASSWORD) == {}


def test_the_editor_tells_of_nobody_what_it_tells_of_staff(
    sign_in_to_editor: Post, clock: Clock
) -> None:
    PersonFactory(administrator=True, code="AD-0001")
    PersonFactory(participant=True, code="LT-0231", pin="482913")
    for code in ("AD-0001", "LT-0231", "XX-9999"):
        assert "locked" in fail(sign_in_to_editor, clock, 10, code)
        clock.move(60 * 60)
        assert sign_in_to_editor(code, "wrong").keys() == {"invalid_login", "locked"}


def test_each_door_counts_for_itself(sign_in: Post, sign_in_to_editor: Post, clock: Clock) -> None:
    """Where staff can't sign in, nobody can keep them from signing in."""
    person = PersonFactory(trainer=True, code="TR-0001")
    fail(sign_in, clock, 10, "TR-0001")
    assert not is_locked(person)
    assert sign_in_to_editor("TR-0001", STAFF_PASSWORD) == {}


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
    counts = SignInCount.objects.all()
    assert len(counts) == 2
    kept = " ".join(str(value) for count in counts for value in vars(count).values())
    for secret in ("482913", "81234567890", "7890"):
        assert secret not in kept


def test_an_attempt_whose_process_died_holds_nobody_off_for_long(
    sign_in: Post, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    PersonFactory(code="LT-0231", pin="482913")
    with monkeypatch.context() as patch:
        patch.setattr(throttling, "authenticate", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sign_in("LT-0231", "482913")
    assert sign_in("LT-0231", "482913") == {"wait": {"seconds": 2}}
    clock.move(throttling.CLAIM.total_seconds())
    assert sign_in("LT-0231", "482913") == {}


def test_the_locked_are_found_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people = PersonFactory.create_batch(4)
    record_failures(people[0], 10)
    record_failures(people[1], 9)
    with django_assert_num_queries(1):
        assert find_locked(people) == {people[0].pk}


def test_the_command_unlocks(sign_in_to_editor: Post, clock: Clock) -> None:
    person = PersonFactory(administrator=True, code="AD-0001")
    fail(sign_in_to_editor, clock, 10, "AD-0001")
    call_command("unlock_sign_in", "ad-0001")
    assert not is_locked(person)
    assert sign_in_to_editor("AD-0001", STAFF_PASSWORD) == {}
    with pytest.raises(CommandError):
        call_command("unlock_sign_in", "XX-1")
