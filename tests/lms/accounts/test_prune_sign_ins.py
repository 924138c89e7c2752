import pytest
from django.core.management import call_command
from django.test import Client

from lms.accounts import throttling
from lms.accounts.models import Device, SignInCount
from lms.accounts.throttling import is_locked
from tests.factories.accounts import PersonFactory
from tests.lms.accounts.conftest import Clock, Post

DAY = 24 * 60 * 60


def prune() -> None:
    call_command("prune_sign_ins", verbosity=0)


def test_failures_are_forgotten_after_a_month(sign_in: Post, clock: Clock) -> None:
    PersonFactory(participant=True, code="LT-0231", pin="482913")
    for identifier in ("LT-0231", "LT-9999"):
        sign_in(identifier, "000001")
    clock.move(29 * DAY)
    prune()
    assert SignInCount.objects.count() == 4
    clock.move(2 * DAY)
    prune()
    assert not SignInCount.objects.exists()


def test_who_is_locked_stays_locked(sign_in: Post, clock: Clock) -> None:
    """What was typed is forgotten for everybody alike, so that nothing shows who exists."""
    person = PersonFactory(participant=True, code="LT-0231", pin="482913")
    for identifier in ("LT-0231", "LT-9999"):
        for _ in range(10):
            clock.move(301)
            sign_in(identifier, "000001")
    clock.move(31 * DAY)
    prune()
    assert is_locked(person)
    assert sign_in("LT-0231", "482913") == sign_in("LT-9999", "482913") == {"invalid_login": {}}


def test_a_claim_that_nobody_finished_is_forgotten(
    sign_in: Post, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(throttling, "authenticate", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            sign_in("LT-0231", "482913")
    clock.move(31 * DAY)
    prune()
    assert not SignInCount.objects.exists()


def test_devices_are_forgotten_after_a_year(clock: Clock) -> None:
    PersonFactory(participant=True, code="LT-0231", pin="482913")
    Client().post("/masuk/", {"identifier": "LT-0231", "pin": "482913"})
    clock.move(364 * DAY)
    prune()
    assert Device.objects.count() == 1
    clock.move(2 * DAY)
    prune()
    assert not Device.objects.exists()
