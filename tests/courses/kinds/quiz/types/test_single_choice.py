from random import Random
from typing import Any

import pytest

from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types.grading import answered, change, editor_errors, refusal
from tests.courses.kinds.quiz.types.samples import MARGIN, PLACES, answer

SINGLE_CHOICE = types["single_choice"]


@pytest.mark.parametrize(
    ("choice", "score", "feedback"),
    [
        ("a1", 1.0, "Masukan untuk a1."),
        ("a2", 0.25, "Masukan untuk a2."),
        ("a3", 0.0, "Masukan untuk a3."),
    ],
    ids=["right", "partly right", "wrong"],
)
def test_an_answer_gives_its_credit_and_its_feedback(
    choice: str, score: float, feedback: str
) -> None:
    mark = answered(MARGIN, {"choice": choice})
    assert mark.score == score
    assert mark.feedback == (feedback,)


@pytest.mark.parametrize("choice", [None, "", "a9", ["a1"], {"a1": 1}, 1, True])
def test_anything_else_is_refused(choice: Any) -> None:
    assert refusal(MARGIN, {"choice": choice}) == "Choose one of the answers."


def test_no_choice_is_refused() -> None:
    assert refusal(MARGIN, {}) == "Choose one of the answers."


@pytest.mark.parametrize(("credit", "score"), [(-50.0, 0.0), (150.0, 1.0), (None, 0.0)])
def test_a_credit_from_a_file_never_leaves_the_range(credit: float | None, score: float) -> None:
    question = change(
        MARGIN, answers=[answer("a", "A", right=True), answer("b", "B", credit=credit)]
    )
    assert answered(question, {"choice": "b"}).score == score


def test_an_answer_without_feedback_gives_none() -> None:
    question = change(MARGIN, answers=[answer("a", "A", right=True, feedback="")])
    assert answered(question, {"choice": "a"}).feedback == ()


@pytest.mark.parametrize("response", ["removed", None, [], {"a": 1}, 3])
def test_an_answer_that_an_edit_removed_is_worth_nothing(response: Any) -> None:
    assert SINGLE_CHOICE.mark(MARGIN, {}, response).score == 0.0
    assert SINGLE_CHOICE.tell(MARGIN, {}, response, "en") == []


def test_the_answers_stand_in_the_drawn_order() -> None:
    draw = SINGLE_CHOICE.prepare(MARGIN, Random(4), shuffle=True)
    shown = [one["id"] for one in SINGLE_CHOICE.screen(MARGIN, draw, "en")["answers"]]
    assert shown == draw["order"]
    assert sorted(shown) == ["a1", "a2", "a3"]


def test_the_order_is_kept_where_the_quiz_or_the_question_wants_it() -> None:
    assert SINGLE_CHOICE.prepare(MARGIN, Random(4), shuffle=False) == {}
    assert SINGLE_CHOICE.prepare(PLACES, Random(4), shuffle=True) == {}


def test_the_screen_says_nothing_of_right_or_wrong() -> None:
    for one in SINGLE_CHOICE.screen(MARGIN, {}, "en")["answers"]:
        assert one.keys() == {"id", "text"}


def test_what_was_chosen_and_what_is_right_are_told_in_the_questions_format() -> None:
    assert SINGLE_CHOICE.tell(MARGIN, {}, "a3", "en") == [Line("Rp8.500", right=False)]
    assert SINGLE_CHOICE.solution(PLACES, {}, "en") == [
        Line("*OJK*", right=True, format="markdown")
    ]


def test_chance_gets_the_mean_of_all_answers() -> None:
    assert SINGLE_CHOICE.guess(MARGIN) == pytest.approx(1.25 / 3)


def test_only_an_id_remains_of_a_payload() -> None:
    kept = SINGLE_CHOICE.redact({"choice": "a1", "text": "Saya Siti"})
    assert kept == {"choice": "a1"}
    assert SINGLE_CHOICE.redact({"choice": "Saya Siti dari Karawang"}) == {}


@pytest.mark.parametrize(
    ("right", "sentence"),
    [
        ([], "Mark exactly one answer as right; now it is 0."),
        (["a", "b"], "Mark exactly one answer as right; now it is 2."),
    ],
)
def test_the_editor_wants_exactly_one_right_answer(right: list[str], sentence: str) -> None:
    answers = [answer(one, one, right=one in right) for one in "abc"]
    assert editor_errors(change(PLACES, answers=answers)) == {"answers": sentence}
