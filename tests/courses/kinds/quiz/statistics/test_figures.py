"""Every figure against a second implementation, and against numbers worked out by hand."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.kinds.quiz.statistics.items import Item, analyse_items
from courses.kinds.quiz.statistics.sheets import Sheet
from courses.kinds.quiz.statistics.whole import Whole, analyse_whole
from tests.courses.kinds.quiz.statistics import second_opinion
from tests.courses.kinds.quiz.statistics.making import (
    drawn_quizzes,
    fixed_quizzes,
    make_sheet,
    make_sheets,
)

#: Five people, four questions, each harder than the one before: a perfect scale.
LADDER = [(1, 1, 1, 1), (1, 1, 1, 0), (1, 1, 0, 0), (1, 0, 0, 0), (0, 0, 0, 0)]
WHOLE = ("mean", "median", "deviation", "skewness", "kurtosis", "consistency")
WHOLE_FIGURES = (*WHOLE, "error_ratio", "standard_error")


def agree(found: Any, expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        figure = getattr(found, name)
        if value is None:
            assert figure is None, name
        else:
            assert figure is not None, name
            assert math.isclose(figure, value, rel_tol=1e-9, abs_tol=1e-9), name


def by_question(sheets: list[Sheet]) -> dict[str, Item]:
    return {item.question: item for item in analyse_items(sheets)}


# --- By hand ----------------------------------------------------------------------------------


def test_a_perfect_scale() -> None:
    """Variances 1/5, 3/10, 3/10, 1/5 of the questions and 5/2 of the sums: alpha is 4/5."""
    agree(
        analyse_whole(make_sheets(LADDER)),
        {
            "count": 5,
            "mean": 50.0,
            "median": 50.0,
            "deviation": 39.528470752104741,
            "skewness": 0.0,
            "kurtosis": -1.2,
            "consistency": 80.0,
            "error_ratio": 44.721359549995794,
            "standard_error": 17.677669529663688,
        },
    )


def test_the_questions_of_a_perfect_scale() -> None:
    items = by_question(make_sheets(LADDER))
    agree(
        items["q1"],
        {
            "asked": 5,
            "facility": 80.0,
            "deviation": 44.721359549995794,
            "intended_weight": 25.0,
            # 1 / (2 + √6)
            "effective_weight": 22.474487139158905,
            # 0.3 / √0.34
            "discrimination": 51.449575542752646,
            "efficiency": 100.0,
        },
    )
    agree(
        items["q2"],
        {
            "facility": 60.0,
            "deviation": 54.772255750516611,
            "effective_weight": 27.525512860841095,
            # 0.45 / √(0.3 × 1.3)
            "discrimination": 72.057669212289217,
            "efficiency": 100.0,
        },
    )


def test_scores_with_a_tail() -> None:
    """Totals 0, 0, 0, 1: k2 = 1/4, k3 = 1/4, k4 = 1/4."""
    agree(
        analyse_whole(make_sheets([(0,), (0,), (0,), (1,)])),
        {
            "mean": 25.0,
            "median": 0.0,
            "deviation": 50.0,
            "skewness": 2.0,
            "kurtosis": 4.0,
            "consistency": None,
        },
    )


def test_weights_are_taken_into_account() -> None:
    """The sums are 3, 2, 1, 0 of 3; the heavy question has 2/3 of the weight. Their variance is
    5/3, those of the questions' points are 1/3 and 4/3: alpha is 0."""
    sheets = make_sheets([(1, 1), (0, 1), (1, 0), (0, 0)], weights=(1, 2))
    agree(
        analyse_whole(sheets),
        {"mean": 50.0, "consistency": 0.0, "error_ratio": 100.0},
    )
    items = by_question(sheets)
    agree(items["q1"], {"intended_weight": 100 / 3, "effective_weight": 100 / 3})
    agree(items["q2"], {"intended_weight": 200 / 3, "effective_weight": 200 / 3})
    agree(items["q1"], {"discrimination": 0.0, "efficiency": 0.0})


def test_a_key_that_is_wrong_shows() -> None:
    """The third question is right for those who fail the others."""
    items = by_question(make_sheets([(1, 1, 0), (1, 1, 0), (0, 0, 1), (1, 0, 1)]))
    agree(items["q3"], {"discrimination": -90.453403373329090, "effective_weight": None})
    assert items["q3"].negative
    assert items["q3"].efficiency == pytest.approx(-100.0)
    assert not items["q1"].negative
    # The covariances with the sums are 1/4, 1/6 and -1/6: the last one adds no root.
    agree(items["q1"], {"effective_weight": 50 / (1 / 2 + 1 / math.sqrt(6))})


# --- By a second implementation ---------------------------------------------------------------


@given(fixed_quizzes())
@settings(max_examples=300, deadline=None)
def test_the_whole_of_a_fixed_quiz(quiz: Any) -> None:
    table, given_weights = quiz
    sheets = make_sheets(table, given_weights)
    marks = np.array(table)
    weights = np.tile(given_weights, (len(table), 1))
    totals = [sheet.total for sheet in sheets]
    agree(analyse_whole(sheets), second_opinion.whole(marks, weights, totals))


@given(fixed_quizzes())
@settings(max_examples=300, deadline=None)
def test_the_questions_of_a_fixed_quiz(quiz: Any) -> None:
    table, given_weights = quiz
    items = analyse_items(make_sheets(table, given_weights))
    marks, weights = np.array(table), np.array(given_weights)
    effective = second_opinion.effective_weights(marks, np.tile(weights, (len(table), 1)))
    for at, item in enumerate(items):
        rest = [(np.delete(row, at), np.delete(weights, at)) for row in marks]
        agree(item, second_opinion.item(marks[:, at], [weights[at]] * len(table), rest))
        expected = effective[at] if effective else None
        agree(item, {"effective_weight": expected})
        assert item.negative == (effective is not None and expected is None)
        assert not item.drawn


@given(drawn_quizzes())
@settings(max_examples=300, deadline=None)
def test_the_questions_of_a_drawn_quiz(sheets: list[Sheet]) -> None:
    items = by_question(sheets)
    assert items.keys() == {question for sheet in sheets for question in sheet.marks}
    for question, item in items.items():
        asking = [sheet for sheet in sheets if question in sheet.marks]
        rest = []
        for sheet in asking:
            others = [one for one in sheet.marks if one != question]
            rest.append(
                (
                    np.array([sheet.marks[one] for one in others], dtype=float),
                    np.array([sheet.weights[one] for one in others], dtype=float),
                )
            )
        scores = [sheet.marks[question] or 0.0 for sheet in asking]
        weights = [sheet.weights[question] for sheet in asking]
        agree(item, {"asked": len(asking), **second_opinion.item(scores, weights, rest)})
        assert item.drawn == (len(asking) < len(sheets))


@given(drawn_quizzes())
@settings(max_examples=300, deadline=None)
def test_the_whole_of_a_drawn_quiz(sheets: list[Sheet]) -> None:
    """A question that all were asked is a part; the n-th drawn ones of each are another."""
    common = sorted(set.intersection(*(set(sheet.marks) for sheet in sheets)))
    rows = []
    for sheet in sheets:
        names = [*common, *(one for one in sheet.marks if one not in common)]
        rows.append([(sheet.marks[one], sheet.weights[one]) for one in names])
    grid = np.array(rows, dtype=float)
    marks, weights = grid[:, :, 0], grid[:, :, 1]
    agree(
        analyse_whole(sheets),
        second_opinion.whole(marks, weights, [sheet.total for sheet in sheets]),
    )
    effective = second_opinion.effective_weights(marks, weights)
    items = by_question(sheets)
    for at, question in enumerate(common):
        agree(items[question], {"effective_weight": effective[at] if effective else None})
    for question in items.keys() - set(common):
        assert items[question].effective_weight is None
        assert not items[question].negative


def test_many_attempts_with_a_large_mean_lose_no_digit() -> None:
    """Scores within a thousandth of each other, far from 0: where naive sums cancel."""
    table = [[0.999 + 0.0001 * (number % 10)] * 2 for number in range(3000)]
    sheets = make_sheets(table)
    marks = np.array(table)
    expected = second_opinion.whole(marks, np.ones_like(marks), [s.total for s in sheets])
    agree(analyse_whole(sheets), {"deviation": expected["deviation"], "skewness": 0.0})


# --- What is undefined ------------------------------------------------------------------------


def figures(found: Whole | Item) -> dict[str, Any]:
    names = [name for name in found.__dataclass_fields__ if name != "question"]
    return {name: getattr(found, name) for name in names}


def test_no_attempts() -> None:
    whole = analyse_whole([])
    assert whole.count == 0
    assert {getattr(whole, name) for name in WHOLE_FIGURES} == {None}
    assert analyse_items([]) == []


def test_one_attempt_has_a_mean_and_no_more() -> None:
    whole = analyse_whole(make_sheets([(1, 0)]))
    assert (whole.mean, whole.median) == (50.0, 50.0)
    assert {getattr(whole, name) for name in WHOLE_FIGURES[2:]} == {None}
    [first, _second] = analyse_items(make_sheets([(1, 0)]))
    assert (first.facility, first.intended_weight) == (100.0, 50.0)
    assert (first.deviation, first.discrimination, first.efficiency) == (None, None, None)
    assert first.effective_weight is None


@pytest.mark.parametrize(("count", "skewed", "peaked"), [(2, False, False), (3, True, False)])
def test_higher_moments_need_more_attempts(count: int, skewed: bool, peaked: bool) -> None:
    whole = analyse_whole(make_sheets([(1,), (0,), (0,)][:count]))
    assert (whole.skewness is not None, whole.kurtosis is not None) == (skewed, peaked)


def test_equal_scores_have_no_shape_whatever_their_rounding() -> None:
    """A third three times is not quite 1: the differences of 1e-17 are no spread."""
    sheets = make_sheets([(1 / 3, 0.1 + 0.2), (1 / 3, 0.3), (1 / 3, 0.3), (1 / 3, 0.3)])
    whole = analyse_whole(sheets)
    assert whole.deviation == 0.0
    assert (whole.skewness, whole.kurtosis, whole.consistency) == (None, None, None)
    for item in analyse_items(sheets):
        assert item.deviation == 0.0
        assert (item.discrimination, item.efficiency, item.effective_weight) == (None, None, None)


def test_a_question_without_weight_has_no_part_in_the_sum() -> None:
    plain = make_sheets(LADDER)
    more = make_sheets([(*row, row[0]) for row in LADDER], weights=(1, 1, 1, 1, 0))
    assert analyse_whole(more).consistency == pytest.approx(analyse_whole(plain).consistency)
    last = by_question(more)["q5"]
    assert (last.intended_weight, last.effective_weight) == (0.0, 0.0)
    assert last.discrimination is not None


def test_a_quiz_without_any_weight() -> None:
    sheets = make_sheets(LADDER, weights=(0, 0, 0, 0))
    assert analyse_whole(sheets).consistency is None
    for item in analyse_items(sheets):
        assert item.facility is not None
        assert (item.intended_weight, item.discrimination) == (None, None)


def test_attempts_of_different_lengths_have_no_consistency() -> None:
    sheets = [
        make_sheet(1, {"a": 1.0, "b": 0.0}),
        make_sheet(2, {"a": 0.0}),
        make_sheet(3, {"a": 1.0}),
    ]
    whole = analyse_whole(sheets)
    assert not whole.even
    assert (whole.consistency, whole.error_ratio, whole.standard_error) == (None, None, None)
    assert whole.deviation is not None
    assert {item.effective_weight for item in analyse_items(sheets)} == {None}


def test_what_waits_for_a_mark_is_counted_and_in_no_figure() -> None:
    sheets = make_sheets(LADDER)
    waiting = make_sheet(9, {"q1": 1.0, "q2": None, "q3": 0.0, "q4": 0.0})
    whole = analyse_whole([*sheets, waiting])
    assert (whole.count, whole.waiting, whole.consistency) == (5, 1, pytest.approx(80.0))
    assert analyse_items([*sheets, waiting]) == analyse_items(sheets)


def test_the_score_of_chance_is_told_beside_the_figures() -> None:
    first, second, *_more = analyse_items(make_sheets(LADDER), guesses={"q1": 0.25, "q2": None})
    assert (first.guess, second.guess) == (25.0, None)


@given(
    st.lists(
        st.dictionaries(st.sampled_from("abcd"), st.floats(0, 1), min_size=0, max_size=4),
        max_size=12,
    ),
    st.dictionaries(st.sampled_from("abcd"), st.floats(0, 1e6), min_size=4, max_size=4),
)
@settings(max_examples=300, deadline=None)
def test_no_figure_is_ever_infinite_or_no_number(rows: Any, weights: Any) -> None:
    sheets = [
        make_sheet(at, row, {name: weights[name] for name in row}) for at, row in enumerate(rows)
    ]
    for found in (analyse_whole(sheets), *analyse_items(sheets)):
        for name, figure in figures(found).items():
            assert figure is None or math.isfinite(figure), name
    for item in analyse_items(sheets):
        assert item.discrimination is None or -100 <= item.discrimination <= 100
        # It has no bound below: scores may run against the rest more strongly than with it.
        assert item.efficiency is None or item.efficiency <= 100 + 1e-9
