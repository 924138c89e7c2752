"""What a figure means, in plain words: at each threshold and beyond."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from courses.kinds.quiz.statistics import readings
from courses.kinds.quiz.statistics.items import Item
from courses.kinds.quiz.statistics.readings import Tone
from courses.kinds.quiz.statistics.whole import Whole

ITEM = Item(
    question="q",
    asked=40,
    facility=60.0,
    deviation=40.0,
    guess=25.0,
    intended_weight=10.0,
    effective_weight=10.0,
    negative=False,
    drawn=False,
    discrimination=40.0,
    efficiency=60.0,
)
WHOLE = Whole(
    count=40,
    waiting=0,
    even=True,
    mean=65.0,
    median=66.0,
    deviation=15.0,
    skewness=-0.5,
    kurtosis=0.2,
    consistency=80.0,
    error_ratio=44.7,
    standard_error=6.7,
)
OF_ITEMS = ("facility", "discrimination", "efficiency", "weight")
OF_WHOLES = (
    "mean",
    "median",
    "deviation",
    "skewness",
    "kurtosis",
    "consistency",
    "error_ratio",
    "standard_error",
)


def read(name: str, found: Any) -> tuple[Tone, str]:
    reading = getattr(readings, f"read_{name}")(found)
    return reading.tone, str(reading.text)


def words(name: str, found: Any) -> str:
    return read(name, found)[1]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("facility", "guess", "word"),
    [
        (95, 25, "Too easy"),
        (90.01, 25, "Too easy"),
        (90, 25, "Easy"),
        (80.01, 25, "Easy"),
        (80, 25, "About right"),
        (35, 25, "About right"),
        (34.99, 25, "Hard"),
        (30.01, 25, "Hard"),
        (30, 25, "guessing"),
        (10, 25, "guessing"),
        (55, 50, "guessing"),
        (55.01, 50, "About right"),
        (19.99, None, "Too hard"),
        (20, None, "Hard"),
        (0, None, "Too hard"),
    ],
)
def test_how_hard(facility: float, guess: float | None, word: str) -> None:
    assert word in words("facility", replace(ITEM, facility=facility, guess=guess))


@pytest.mark.parametrize(
    ("index", "facility", "word", "tone"),
    [
        (60, 60, "very well", Tone.GOOD),
        (50, 60, "very well", Tone.GOOD),
        (49.9, 60, "who do not.", Tone.GOOD),
        (30, 60, "who do not.", Tone.GOOD),
        (29.9, 60, "weakly", Tone.LOOK),
        (10, 60, "weakly", Tone.LOOK),
        (9.9, 60, "Confusing", Tone.MEND),
        (0, 60, "Confusing", Tone.MEND),
        (-0.1, 60, "Check the key", Tone.MEND),
        (5, 96, "answered alike", Tone.NONE),
        (5, 4, "answered alike", Tone.NONE),
        (-20, 96, "Check the key", Tone.MEND),
        (None, 100, "nothing to compare", Tone.NONE),
    ],
)
def test_whether_it_tells_people_apart(
    index: float | None, facility: float, word: str, tone: Tone
) -> None:
    found = read("discrimination", replace(ITEM, discrimination=index, facility=facility))
    assert word in found[1]
    assert found[0] is tone


@pytest.mark.parametrize(
    ("value", "word"),
    [(50, "most"), (49.9, "less than half"), (-1, "Check the key"), (None, "nothing to compare")],
)
def test_how_much_it_could_tell(value: float | None, word: str) -> None:
    assert word in words("efficiency", replace(ITEM, efficiency=value))


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"effective_weight": 4.9}, "much less"),
        ({"effective_weight": 5}, "as much as you meant"),
        ({"effective_weight": 15}, "as much as you meant"),
        ({"effective_weight": 15.1}, "much more"),
        ({"effective_weight": None, "negative": True}, "Negative"),
        ({"effective_weight": None, "drawn": True}, "drawn"),
        ({"effective_weight": None}, "Nothing to compare"),
        ({"effective_weight": 0.0, "intended_weight": 0.0}, "Nothing to compare"),
    ],
)
def test_whether_it_counts_as_it_was_meant(fields: dict[str, Any], word: str) -> None:
    assert word in words("weight", replace(ITEM, **fields))


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("mean", 49.9, "Low"),
        ("mean", 50, "About right"),
        ("mean", 75, "About right"),
        ("mean", 75.1, "High"),
        ("median", 50, "Half"),
        ("deviation", 11.9, "close together"),
        ("deviation", 12, "as they should be"),
        ("deviation", 18.1, "far apart"),
        ("skewness", 1.1, "Most are low"),
        ("skewness", 1.0, "roughly"),
        ("skewness", -1.1, "Most are high"),
        ("skewness", None, "nothing to compare"),
        ("kurtosis", 1.1, "in the middle"),
        ("kurtosis", 1.0, "Spread over"),
        ("kurtosis", None, "nothing to compare"),
        ("consistency", 75, "well together"),
        ("consistency", 74.9, "loosely"),
        ("consistency", 64, "loosely"),
        ("consistency", 63.9, "do not measure the same"),
        ("consistency", -20, "do not measure the same"),
        ("consistency", None, "two questions"),
        ("error_ratio", 50, "mostly real"),
        ("error_ratio", 50.1, "Some of"),
        ("error_ratio", 60, "Some of"),
        ("error_ratio", 60.1, "Much of"),
        ("standard_error", 8, "close to what"),
        ("standard_error", 8.1, "says little"),
    ],
)
def test_the_quiz(name: str, value: float | None, word: str) -> None:
    assert word in words(name, replace(WHOLE, **{name: value}))


@pytest.mark.parametrize("name", ["consistency", "error_ratio", "standard_error"])
def test_attempts_of_different_lengths_are_said_to_be_that(name: str) -> None:
    whole = replace(WHOLE, consistency=None, error_ratio=None, standard_error=None, even=False)
    assert "different numbers" in words(name, whole)


@pytest.mark.parametrize("name", OF_ITEMS)
def test_few_attempts_say_nothing_about_a_question(name: str) -> None:
    too_few = (Tone.NONE, "Too few attempts to say.")
    assert read(name, replace(ITEM, asked=9)) == too_few
    assert read(name, replace(ITEM, asked=10)) != too_few


@pytest.mark.parametrize("name", OF_WHOLES)
def test_few_attempts_say_nothing_about_the_quiz(name: str) -> None:
    too_few = (Tone.NONE, "Too few attempts to say.")
    assert read(name, replace(WHOLE, count=9)) == too_few
    assert read(name, replace(WHOLE, count=10)) != too_few


@pytest.mark.parametrize("name", OF_WHOLES)
def test_no_figure_has_a_reading_all_the_same(name: str) -> None:
    nothing = dict.fromkeys(OF_WHOLES, None)
    assert words(name, replace(WHOLE, **nothing))
