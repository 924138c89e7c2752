"""What a hash costs: its parameters, how many at once, and old ones renewed."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher
from django.test import Client
from pytest_django import Settings

from lms.accounts import hashers, throttling
from lms.accounts.hashers import AT_ONCE, WAITING, Busy, wait_for_turn
from lms.accounts.models import Person, SignInCount
from lms.settings import base
from tests.factories.accounts import STAFF_PASSWORD, PersonFactory
from tests.lms.accounts.conftest import Post
from tests.lms.settings.installation import ROOT


@pytest.fixture
def argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS


@pytest.mark.usefixtures("argon2")
def test_a_hash_takes_20_mb_and_one_core() -> None:
    hasher = get_hasher()
    costs = hasher.decode(hasher.encode("482913", hasher.salt()))
    assert costs["memory_cost"] <= 20_000_000 // 1024
    assert costs["parallelism"] == 1
    # What OWASP asks for at the least: 19 MiB, twice.
    assert costs["memory_cost"] * costs["time_cost"] >= 2 * 19 * 1024


FORKED = """
import os
from django.conf import settings
settings.configure()
from lms.accounts.hashers import LightArgon2Hasher
hasher = LightArgon2Hasher()
hasher.encode("482913", "garamgaramgaram")
child = os.fork()
if not child:
    hasher.encode("482913", "garamgaramgaram")
    os._exit(0)
raise SystemExit(os.waitpid(child, 0)[1])
"""


def test_a_process_that_was_forked_hashes_too() -> None:
    command = [sys.executable, "-W", "ignore", "-c", FORKED]
    assert subprocess.run(command, cwd=ROOT, timeout=20, check=False).returncode == 0  # noqa: S603


@pytest.fixture
def old_hash(argon2: None) -> str:
    """As they were made before."""
    hasher = Argon2PasswordHasher()
    hasher.memory_cost, hasher.time_cost = 8 * hasher.parallelism, 1
    return hasher.encode("482913", hasher.salt())


def test_an_old_hash_of_a_pin_is_renewed_at_its_next_use(old_hash: str, sign_in: Post) -> None:
    person = PersonFactory(participant=True, code="LT-0231")
    Person.objects.filter(pk=person.pk).update(pin=old_hash)
    assert "invalid_login" in sign_in("LT-0231", "000001")
    person.refresh_from_db()
    assert person.pin == old_hash
    assert sign_in("LT-0231", "482913") == {}
    person.refresh_from_db()
    assert not get_hasher().must_update(person.pin)
    assert person.check_pin("482913")


def test_who_signs_in_with_an_old_hash_stays_signed_in(old_hash: str, client: Client) -> None:
    PersonFactory(participant=True, code="LT-0231")
    Person.objects.filter(code="LT-0231").update(pin=old_hash)
    client.post("/masuk/", {"identifier": "LT-0231", "pin": "482913"})
    assert client.get("/akun/perangkat/").status_code == 200


def test_renewing_does_not_bring_back_a_pin_that_was_replaced_meanwhile(old_hash: str) -> None:
    person = PersonFactory(participant=True)
    person.pin = old_hash
    person.save()
    same = Person.objects.get(pk=person.pk)
    same.set_pin("739154")
    same.save()
    assert person.check_pin("482913")
    assert person.pin == same.pin
    assert Person.objects.get(pk=person.pk).check_pin("739154")


@pytest.mark.usefixtures("argon2")
def test_an_old_hash_of_a_password_is_renewed_too(sign_in_to_editor: Post) -> None:
    person = PersonFactory(trainer=True, code="TR-0001")
    hasher = Argon2PasswordHasher()
    hasher.memory_cost, hasher.time_cost = 8 * hasher.parallelism, 1
    old = hasher.encode(STAFF_PASSWORD, hasher.salt())
    Person.objects.filter(pk=person.pk).update(password=old)
    assert sign_in_to_editor("TR-0001", STAFF_PASSWORD) == {}
    person.refresh_from_db()
    assert not get_hasher().must_update(person.password)


@pytest.mark.usefixtures("argon2")
def test_all_hashes_are_made_in_the_same_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each thread that has hashed once keeps 19 MB."""
    names = set()

    def note(*_args: object) -> str:
        names.add(threading.current_thread().name)
        return ""

    monkeypatch.setattr(Argon2PasswordHasher, "encode", note)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", note)
    hasher = get_hasher()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: hasher.encode("482913", f"{number}"), range(8)))
        list(pool.map(lambda number: hasher.verify("482913", f"{number}"), range(8)))
    assert len(names) == AT_ONCE


# --- At once --------------------------------------------------------------------------------------


def test_so_many_hash_and_wait_and_the_others_are_sent_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    most, running, begun, refused = 0, 0, threading.Semaphore(0), threading.Event()
    monkeypatch.setattr(hashers, "SECONDS_TO_WAIT", 30)

    def hash_slowly(_number: int) -> bool:
        nonlocal most, running
        begun.release()
        with wait_for_turn():
            running += 1
            most = max(most, running)
            refused.wait(30)
            running -= 1
        return True

    with ThreadPoolExecutor(AT_ONCE + WAITING) as pool:
        done = pool.map(hash_slowly, range(AT_ONCE + WAITING))
        for _ in range(AT_ONCE + WAITING):
            begun.acquire(timeout=30)
        while hashers._room.acquire(blocking=False):  # until the last of them has come in
            hashers._room.release()
        with pytest.raises(Busy), wait_for_turn():
            pytest.fail("There was room for one more.")
        refused.set()
        assert all(done)
    assert most == AT_ONCE
    with wait_for_turn():
        pass


def test_whose_turn_does_not_come_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashers, "SECONDS_TO_WAIT", 0.01)
    with wait_for_turn(), pytest.raises(Busy), wait_for_turn():
        pytest.fail("Its turn came.")


def test_who_is_sent_away_waits_a_little_and_nothing_counts(
    sign_in: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    PersonFactory(participant=True, code="LT-0231", pin="482913")
    with monkeypatch.context() as patch:
        patch.setattr(hashers, "SECONDS_TO_WAIT", 0.01)
        with wait_for_turn():
            refusals = sign_in("LT-0231", "482913")
    least, most = throttling.BUSY_SECONDS
    assert least <= refusals["wait"]["seconds"] <= most
    assert not SignInCount.objects.filter(failures__gt=0).exists()
    assert sign_in("LT-0231", "482913") == {}
