"""Which of a person's attempts are looked at; before and after; what was answered."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.kinds.quiz.rules import Counts
from courses.kinds.quiz.statistics.pairs import pair_sheets
from courses.kinds.quiz.statistics.responses import count_responses
from courses.kinds.quiz.statistics.sheets import Which, choose_sheets
from tests.courses.kinds.quiz.statistics.making import make_sheet


def tries(learner: Any, *scores: float | None, counts: Counts = Counts.BEST) -> list[Any]:
    return [
        make_sheet(learner, {"q": score}, number=number, counts=counts)
        for number, score in enumerate(scores, start=1)
    ]


def numbers(sheets: list[Any]) -> list[tuple[Any, int]]:
    return [(sheet.learner, sheet.number) for sheet in sheets]


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (Which.FIRST, [1]),
        (Which.LAST, [4]),
        (Which.BEST, [2]),
        (Which.ALL, [1, 2, 3, 4]),
        (Which.COUNTED, [2]),
    ],
)
def test_one_attempt_a_person_or_all(which: Which, expected: list[int]) -> None:
    sheets = tries("a", 0.5, 1.0, 1.0, 0.0)
    assert numbers(choose_sheets(reversed(sheets), which)) == [("a", at) for at in expected]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts.BEST, [2]),
        (Counts.FIRST, [1]),
        (Counts.LAST, [3]),
        (Counts.MEAN, [1, 2, 3]),
    ],
)
def test_what_counts_is_what_the_quiz_says(counts: Counts, expected: list[int]) -> None:
    chosen = choose_sheets(tries("a", 0.5, 1.0, 0.0, counts=counts), Which.COUNTED)
    assert [sheet.number for sheet in chosen] == expected


@pytest.mark.parametrize("which", [Which.BEST, Which.COUNTED])
def test_an_attempt_that_waits_does_not_count_yet(which: Which) -> None:
    assert numbers(choose_sheets(tries("a", None, 0.5), which)) == [("a", 2)]
    assert numbers(choose_sheets(tries("a", None, None), which)) == [("a", 1)]


def test_each_person_is_chosen_for_alone() -> None:
    sheets = [*tries("a", 0.0, 1.0), *tries("b", 1.0, 0.0), *tries(7, 0.5)]
    assert sorted(numbers(choose_sheets(sheets, Which.BEST)), key=str) == [
        ("a", 2),
        ("b", 1),
        (7, 1),
    ]


# --- Before and after -------------------------------------------------------------------------


def test_only_who_has_both_is_compared() -> None:
    before = [*tries("a", 0.2), *tries("b", 0.5), *tries("c", 0.4), *tries("gone", 1.0)]
    after = [*tries("a", 0.8), *tries("b", 0.5), *tries("c", 0.3), *tries("new", 0.0)]
    pairs = pair_sheets(before, after)
    assert (pairs.paired, pairs.only_before, pairs.only_after) == (3, 1, 1)
    assert (pairs.improved, pairs.equal, pairs.worse) == (1, 1, 1)
    assert (pairs.median_before, pairs.median_after) == (40.0, 50.0)
    # The median of the differences +60, 0, -10; the medians' difference would be +10.
    assert pairs.median_difference == pytest.approx(0.0)


def test_nobody_with_both_gives_no_figure() -> None:
    pairs = pair_sheets(tries("a", 0.2), tries("b", 0.9))
    assert pairs.paired == 0
    assert (pairs.median_before, pairs.median_after, pairs.median_difference) == (None,) * 3
    assert pair_sheets([], []).paired == 0


def test_the_score_that_counts_is_compared() -> None:
    before = tries("a", 0.2, 0.6, counts=Counts.MEAN)
    after = tries("a", 0.9, 0.5, None, counts=Counts.BEST)
    pairs = pair_sheets(before, after)
    assert pairs.median_before == pytest.approx(40.0)
    assert pairs.median_after == pytest.approx(90.0)
    assert pair_sheets(before, after, which=Which.FIRST).median_before == pytest.approx(20.0)


def test_an_attempt_that_waits_makes_no_pair_yet() -> None:
    pairs = pair_sheets(tries("a", 0.5), tries("a", None))
    assert (pairs.paired, pairs.only_before) == (0, 1)


SCORES = st.dictionaries(st.integers(0, 12), st.integers(0, 4).map(lambda n: n / 4))


@given(SCORES, SCORES)
def test_pairs_agree_with_a_second_implementation(before: Any, after: Any) -> None:
    pairs = pair_sheets(
        [sheet for one, score in before.items() for sheet in tries(one, score)],
        [sheet for one, score in after.items() for sheet in tries(one, score)],
    )
    both = np.array([(before[one], after[one]) for one in before if one in after])
    assert pairs.paired == len(both)
    if len(both):
        apart = both[:, 1] - both[:, 0]
        assert pairs.median_before == pytest.approx(100 * np.median(both[:, 0]), abs=1e-9)
        assert pairs.median_after == pytest.approx(100 * np.median(both[:, 1]), abs=1e-9)
        assert pairs.median_difference == pytest.approx(100 * np.median(apart), abs=1e-9)
        signs = [int(np.sum(np.sign(apart) == sign)) for sign in (1, 0, -1)]
        assert [pairs.improved, pairs.equal, pairs.worse] == signs


# --- Answers ----------------------------------------------------------------------------------


def answered(learner: int, text: str, credit: float | None) -> Any:
    return make_sheet(learner, {"q": credit}, answers={"q": text}, credits={"q": credit})


def test_each_answer_is_counted_with_its_share_and_worth() -> None:
    sheets = [
        answered(1, "Modal", 1.0),
        answered(2, "Modal", 1.0),
        answered(3, "Laba", 0.0),
        answered(4, "Untung", 0.5),
        make_sheet(5, {"q": 0.0}),
        answered(6, "Apa saja", None),
    ]
    responses = count_responses(sheets)["q"]
    assert (responses.count, responses.others) == (6, 0)
    found = {one.text: (one.count, one.share, one.credit) for one in responses.listed}
    assert found == {
        "Modal": (2, 2 / 6, 1.0),
        "Laba": (1, 1 / 6, 0.0),
        "Untung": (1, 1 / 6, 0.5),
        "": (1, 1 / 6, None),
        "Apa saja": (1, 1 / 6, None),
    }
    assert responses.listed[0].text == "Modal"
    kinds = {one.text: (one.right, one.partly, one.wrong) for one in responses.listed}
    assert kinds["Modal"] == (True, False, False)
    assert kinds["Untung"] == (False, True, False)
    assert kinds["Laba"] == (False, False, True)
    assert kinds["Apa saja"] == (False, False, False)


def test_the_same_words_that_are_right_in_one_draw_and_wrong_in_another_are_two_answers() -> None:
    sheets = [answered(1, "12", 1.0), answered(2, "12", 0.0), answered(3, "12", 1.0)]
    listed = count_responses(sheets)["q"].listed
    assert [(one.text, one.count, one.right, one.wrong) for one in listed] == [
        ("12", 2, True, False),
        ("12", 1, False, True),
    ]


def test_rare_answers_in_free_words_are_only_counted() -> None:
    sheets = [answered(number, f"kata {number % 50}", 0.0) for number in range(130)]
    responses = count_responses(sheets, listed=30)["q"]
    assert len(responses.listed) == 30
    assert responses.others == 130 - sum(one.count for one in responses.listed)
    assert {one.count for one in responses.listed} == {3}


def test_questions_are_counted_over_the_attempts_that_asked_them() -> None:
    sheets = [answered(1, "A", 1.0), make_sheet(2, {"p": 1.0}, answers={"p": "B"})]
    responses = count_responses(sheets)
    assert {question: found.count for question, found in responses.items()} == {"q": 1, "p": 1}
