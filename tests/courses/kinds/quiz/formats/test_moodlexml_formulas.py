"""Formulas in Moodle's words."""

import pytest

from courses.kinds.quiz.formats.moodlexml.formulas import (
    translate_from_moodle,
    translate_to_moodle,
)


@pytest.mark.parametrize(
    ("ours", "moodles"),
    [
        ("a + max(b, 1.5)", "{a} + max({b}, 1.5)"),
        ("{a}*2", "{a}*2"),
        ("a × 2", "{a} * 2"),
        ("2^a", "pow(2, {a})"),
        ("-a^2 + 1", "((-pow({a}, 2)) + 1)"),
        ("sqrt(a^2)", "sqrt(pow({a}, 2))"),
        ("a +", "a +"),
    ],
)
def test_formulas_in_moodles_words(ours: str, moodles: str) -> None:
    assert translate_to_moodle(ours) == moodles
    if ours != "a +":
        assert translate_to_moodle(translate_from_moodle(moodles)) == moodles
