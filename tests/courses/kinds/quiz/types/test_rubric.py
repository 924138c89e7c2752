from typing import Any

import pytest
from django.utils.translation import override

from courses.kinds.quiz.types import rubric
from tests.courses.kinds.quiz.types.grading import change, editor_errors
from tests.courses.kinds.quiz.types.samples import PLAN, RUBRIC


def criterion(*points: float) -> dict[str, Any]:
    levels = [
        {"id": f"l{place}", "text": f"L{place}", "points": one} for place, one in enumerate(points)
    ]
    return {"id": "k", "criterion": "Rapi", "levels": levels}


def test_the_points_are_those_of_the_best_levels() -> None:
    assert rubric.max_points(RUBRIC) == 5.0
    assert rubric.max_points([criterion(3.0, 1.0, 2.0)]) == 3.0
    assert rubric.max_points([]) == 0.0


@pytest.mark.parametrize(
    ("chosen", "score"),
    [
        ({"jelas": "j2", "nyata": "n3"}, 1.0),
        ({"jelas": "j1", "nyata": "n3"}, 0.8),
        ({"jelas": "j1", "nyata": "n0"}, 0.2),
        ({"jelas": "j0", "nyata": "n0"}, 0.0),
    ],
)
def test_the_score_is_the_share_of_the_points(chosen: dict[str, str], score: float) -> None:
    assert rubric.score(RUBRIC, chosen) == pytest.approx(score)


@pytest.mark.parametrize(
    ("levels", "chosen", "sentence"),
    [
        (RUBRIC, {"jelas": "j2"}, "Choose a level for “Nyata”."),
        (RUBRIC, {"jelas": "j2", "nyata": ""}, "Choose a level for “Nyata”."),
        (
            RUBRIC,
            {"jelas": "n3", "nyata": "n3"},
            "The level chosen for “Jelas” is not in the rubric any more. Choose again.",
        ),
        (
            RUBRIC,
            {"jelas": "j2", "nyata": "n3", "rapi": "r1"},
            "The rubric was changed meanwhile. Open the answer again and mark it once more.",
        ),
        ([], {}, "This question has no rubric. Give the mark in per cent."),
        (
            [criterion(0.0, 0.0)],
            {"k": "l0"},
            "This question has no rubric. Give the mark in per cent.",
        ),
    ],
)
def test_what_does_not_fit_the_rubric_is_refused_with_a_sentence(
    levels: list[dict[str, Any]], chosen: dict[str, str], sentence: str
) -> None:
    with override("en"), pytest.raises(ValueError) as caught:
        rubric.score(levels, chosen)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("points", "errors"),
    [
        (
            (0.0, 0.0),
            {"rubric.0.levels": "At least one level must give more than 0 points."},
        ),
        ((1.0,), {"rubric.0.levels": "The minimum number of items is 2"}),
        (
            (-1.0, 2.0),
            {"rubric.0.levels.0.points": "Ensure this value is greater than or equal to 0."},
        ),
        ((1.0, 0.0), {}),
    ],
)
def test_the_editor_wants_levels_that_differ(
    points: tuple[float, ...], errors: dict[str, str]
) -> None:
    assert editor_errors(change(PLAN, rubric=[criterion(*points)])) == errors
