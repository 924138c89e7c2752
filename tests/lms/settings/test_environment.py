"""Environment variables, and the sentences about what is wrong with them."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from lms.settings.environment import Environment


def problem(env: Environment) -> str:
    with pytest.raises(ImproperlyConfigured) as caught:
        env.check()
    return str(caught.value)


def test_values_are_read_and_trimmed() -> None:
    env = Environment({"NAME": " Pijar ", "HOSTS": "a.org, b.org,,", "SIZE": "12", "ON": "Yes"})
    assert env.text("NAME") == "Pijar"
    assert env.words("HOSTS") == ["a.org", "b.org"]
    assert env.number("SIZE", 1) == 12
    assert env.switch("ON") is True
    env.check()


def test_defaults_stand_in_for_what_is_missing_or_empty() -> None:
    env = Environment({"NAME": "", "SIZE": " "})
    assert env.text("NAME", "Pijar") == "Pijar"
    assert env.words("HOSTS", "a,b") == ["a", "b"]
    assert env.number("SIZE", 7) == 7
    assert env.switch("ON", default=True) is True
    assert env.choice("LEVEL", "INFO", ["INFO"]) == "INFO"
    env.check()


@pytest.mark.parametrize("value", ["12 MB", "-1", "1.5", "²", "0x10"])
def test_a_number_must_be_whole(value: str) -> None:
    env = Environment({"SIZE": value})
    assert env.number("SIZE", 7) == 7
    assert f"SIZE must be a whole number, but it is {value!r}" in problem(env)


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("ON", True), ("no", False), ("False", False)]
)
def test_a_switch_has_several_spellings(value: str, expected: bool) -> None:
    assert Environment({"IT": value}).switch("IT", default=not expected) is expected


def test_everything_wrong_is_said_at_once_and_once() -> None:
    env = Environment({"IT": "maybe", "LEVEL": "LOUD"})
    for _again in range(2):
        env.switch("IT")
        env.choice("LEVEL", "INFO", ["INFO", "DEBUG"])
        env.require(SECRET="what signs sessions", HOSTS="the names that people use")
    assert problem(env) == (
        "Pijar cannot start: IT must be yes or no, but it is 'maybe'; "
        "LEVEL must be one of INFO, DEBUG, but it is 'LOUD'; "
        "SECRET is missing (what signs sessions); "
        "HOSTS is missing (the names that people use). "
        "docs/deploying.md describes every variable."
    )
