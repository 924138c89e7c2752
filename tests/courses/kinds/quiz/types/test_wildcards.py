import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.kinds.quiz.types.wildcards import matches


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("modal", "modal", True),
        ("modal", " Modal  ", True),
        ("modal", "modal usaha", False),
        ("uang  kas", "uang\u00a0kas", True),
        ("kafé", "KAFE", True),
        ("*", "", True),
        ("modal*", "modal", True),
        ("*modal*", "uang modal usaha", True),
        ("m*d*l", "model", True),
        ("aa*aa", "aaa", False),
        (r"2\*3", "2*3", True),
        (r"2\*3", "2x3", False),
        ("a.c", "abc", False),
    ],
)
def test_matching_without_regard_to_case_and_accents(
    pattern: str, text: str, expected: bool
) -> None:
    assert matches(pattern, text, case_matters=False, accents_matter=False) is expected


def test_case_and_accents_may_matter() -> None:
    assert not matches("Kafe", "kafe", case_matters=True, accents_matter=False)
    assert matches("Kafe", "Kafé", case_matters=True, accents_matter=False)
    assert not matches("kafe", "kafé", case_matters=False, accents_matter=True)
    assert matches("kaf\u00e9", "KAFE\u0301", case_matters=False, accents_matter=True)


@given(st.text(alphabet="ab*\\", max_size=10), st.text(alphabet="ab*\\", max_size=10))
def test_it_agrees_with_a_regular_expression(pattern: str, text: str) -> None:
    pieces = (re.escape(one.replace(r"\*", "*")) for one in re.split(r"(?<!\\)\*", pattern))
    expected = re.fullmatch(".*".join(pieces), text) is not None
    assert matches(pattern, text, case_matters=True, accents_matter=True) is expected


def test_no_pattern_takes_long() -> None:
    began = perf_counter()
    assert not matches("a*" * 5000 + "b", "a" * 50000, case_matters=False, accents_matter=False)
    assert perf_counter() - began < 1
