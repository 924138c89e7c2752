"""YAML settings: lines, types, and no blank line when written."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.transfer.problems import Place, Problems
from courses.transfer.settings import Settings, read_settings, write_settings

any_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(["yes", "010", "12:30", "2024-01-01", "1e3", "~", "a\n\nb", "# x: y", "="]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=12), inner, max_size=4
        )
    ),
    max_leaves=12,
)


def read(source: str) -> tuple[Settings, list[str]]:
    problems = Problems()
    settings = read_settings(source, Place("x.md", 5), problems)
    return settings, [str(problem) for problem in problems.found]


@given(any_json)
def test_any_value_comes_back_and_has_no_blank_line(value: Any) -> None:
    text = write_settings({"value": value})
    assert all(line.strip() for line in text.removesuffix("\n").split("\n"))
    assert not any(line.startswith("# ") for line in text.split("\n"))
    settings, problems = read(text)
    assert (settings.data("value"), problems) == (value, [])


def test_words_numbers_and_dates_are_texts_as_they_are_written() -> None:
    settings, problems = read("a: 30\nb: Yes\nc: 2024-01-01\nd: 'x: y'\ne:")
    assert [settings.text(name) for name in "abcde"] == ["30", "Yes", "2024-01-01", "x: y", ""]
    assert problems == []


def test_hand_written_times_and_zeros_stay_text() -> None:
    settings, _problems = read("value: [12:30, 010, 2024-01-01]")
    assert settings.data("value") == ["12:30", "010", "2024-01-01"]


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("a: 1\nb: x: y", 6, "not valid YAML"),
        ("a: 1\na: 2", 6, "twice"),
        ("- a", 5, "name: value"),
        ("a: &x [1]\nb: *x", 6, "Aliases"),
        ("a: \x07", 5, "not valid YAML"),
        ("a: " + "[" * 5000, 5, "not valid YAML"),
        ("? [a]\n: b", 5, "a word"),
    ],
)
def test_bad_yaml(source: str, line: int, words: str) -> None:
    [problem] = read(source)[1]
    assert problem.startswith(f"x.md:{line}: ")
    assert words in problem


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("value:\n  a: !!binary aGk=", "not supported"),
        ("value: !!python/name:os.system x", "not supported"),
        ("value: .inf", "finite"),
        ("value: {1: a}", "must be a text"),
        ("value: {a: 1, a: 2}", "twice"),
        ("value: {<<: {a: 1}}", "must be a text"),
    ],
)
def test_values_that_json_can_not_hold(source: str, words: str) -> None:
    problems = Problems()
    assert read_settings(source, Place("x.md"), problems).data("value") is None
    assert words in problems.found[0].sentence


def test_types() -> None:
    settings, _problems = read("n: x\nf: maybe\nk: 123\nt: [a]")
    assert (settings.number("n"), settings.flag("f"), settings.key("k"), settings.text("t")) == (
        None,
        False,
        None,
        "",
    )
    assert [problem.place.line for problem in settings.problems.found] == [5, 6, 7, 8]
