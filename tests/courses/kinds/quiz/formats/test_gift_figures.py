"""GIFT's numbers: weights that were rounded, and values in one spelling."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.kinds.quiz.formats.gift.figures import (
    read_equal_weights,
    read_number,
    read_weight,
    write_weight,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50", 50),
        ("-33.33333", -100 / 3),
        ("33.33", 100 / 3),
        ("33.330", 33.33),
        ("33.3", 33.3),
        ("33", 33),
        ("66.67", 200 / 3),
        ("66.66", 200 / 3),
        ("14.28571", 100 / 7),
        ("0.00", 0),
        ("12.5", 12.5),
    ],
)
def test_a_rounded_share_is_the_share(text: str, value: float) -> None:
    assert read_weight(text) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    ("texts", "are_equal"),
    [
        (["50", "50"], True),
        (["33"] * 3, True),
        (["33.3"] * 3, True),
        (["17"] * 6, True),
        (["16"] * 6, True),
        (["-25"] * 4, True),
        (["100"], True),
        (["30"] * 3, False),
        (["50"], False),
        (["33", "34", "33"], False),
    ],
)
def test_weights_that_share_everything_evenly(texts: list[str], are_equal: bool) -> None:
    assert read_equal_weights(texts) is are_equal


@given(st.floats(-100, 100) | st.integers(-100, 100).map(float), st.integers(0, 12))
def test_a_weight_is_read_back_as_it_was(value: float, equals: int) -> None:
    text = write_weight(value, equals=equals)
    assert read_weight(text) == pytest.approx(value, abs=1e-9)
    if equals and read_equal_weights([text] * equals):
        assert abs(value) == pytest.approx(100 / equals, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "text"), [(100 / 3, "33.33333"), (50.0, "50"), (12.5, "12.5"), (33.33, "33.330")]
)
def test_a_weight_is_as_short_as_it_can_be(value: float, text: str) -> None:
    assert write_weight(value) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8500", "8500"),
        (" 8.50 ", "8.5"),
        ("-0.0", "0"),
        ("+3", "3"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1e3", "1000"),
        ("1E-3", "0.001"),
        ("007", "7"),
        ("8,5", None),
        ("8.500.000", None),
        ("1e99", None),
        ("1e-99", None),
        ("9" * 60, None),
        ("nan", None),
        ("inf", None),
        ("٣", None),
        ("1_000", None),
        ("", None),
    ],
)
def test_numbers_in_one_spelling(text: str, number: str | None) -> None:
    assert read_number(text) == number


@given(st.decimals(-1_000_000, 1_000_000, places=6))
def test_a_number_keeps_its_value(value: Decimal) -> None:
    read = read_number(str(value)) or ""
    assert Decimal(read) == value
    assert read_number(read) == read
