"""Sheets for tests, from a table of marks, and by chance."""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from courses.kinds.quiz.statistics.sheets import Sheet

#: Marks as questions give them: halves, thirds, what penalties leave.
MARKS = st.sampled_from([0.0, 0.25, 1 / 3, 0.5, 2 / 3, 0.9, 1.0])
WEIGHTS = st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0])


def make_sheet(
    learner: Any,
    marks: Mapping[str, float | None],
    weights: Mapping[str, float] | None = None,
    **fields: Any,
) -> Sheet:
    """A sheet whose total is what its marks make."""
    weights = weights or dict.fromkeys(marks, 1.0)
    whole = sum(weights.values())
    waits = None in marks.values()
    points = sum(weights[one] * (mark or 0) for one, mark in marks.items())
    total = None if waits else (points / whole if whole else 1.0)
    return Sheet(learner=learner, total=total, marks=marks, weights=weights, **fields)


def make_sheets(table: Sequence[Sequence[float]], weights: Sequence[float] = ()) -> list[Sheet]:
    """One sheet for each row; the questions are q1, q2 …"""
    names = [f"q{number}" for number in range(1, len(table[0]) + 1)]
    given = dict(zip(names, weights or [1.0] * len(names), strict=True))
    return [
        make_sheet(learner, dict(zip(names, row, strict=True)), given)
        for learner, row in enumerate(table)
    ]


@st.composite
def fixed_quizzes(draw: Any) -> tuple[list[list[float]], list[float]]:
    """Marks and weights of a quiz that asks everybody the same."""
    questions = draw(st.integers(1, 6))
    row = st.lists(MARKS, min_size=questions, max_size=questions)
    table = draw(st.lists(row, min_size=1, max_size=25))
    return table, draw(st.lists(WEIGHTS, min_size=questions, max_size=questions))


@st.composite
def drawn_quizzes(draw: Any) -> list[Sheet]:
    """Sheets of a quiz that asks everybody `common` questions and as many drawn from a pool."""
    common, drawn = draw(st.integers(0, 3)), draw(st.integers(1, 3))
    pool = [f"d{number}" for number in range(draw(st.integers(drawn, 6)))]
    fixed = [f"q{number}" for number in range(common)]
    weights = {name: draw(WEIGHTS) for name in (*fixed, *pool)}
    sheets = []
    for learner in range(draw(st.integers(1, 20))):
        names = [*fixed, *draw(st.permutations(pool))[:drawn]]
        asked = draw(st.permutations(names))
        sheets.append(
            make_sheet(
                learner, {one: draw(MARKS) for one in asked}, {one: weights[one] for one in asked}
            )
        )
    return sheets
