from typing import Any

import pytest
from django.utils.translation import override

from courses.kinds.quiz.types.contract import Line, Mark
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types.grading import answered, change, editor_errors, refusal
from tests.courses.kinds.quiz.types.samples import STATEMENT

TRUE_FALSE = types["true_false"]


@pytest.mark.parametrize(
    ("right", "choice", "score", "feedback"),
    [
        (False, "false", 1.0, "Masukan untuk salah."),
        (False, "true", 0.0, "Masukan untuk benar."),
        (True, "true", 1.0, "Masukan untuk benar."),
        (True, "false", 0.0, "Masukan untuk salah."),
    ],
)
def test_the_right_answer_gives_the_mark_and_each_its_feedback(
    right: bool, choice: str, score: float, feedback: str
) -> None:
    mark = answered(change(STATEMENT, right=right), {"choice": choice})
    assert mark.score == score
    assert mark.feedback == (feedback,)


@pytest.mark.parametrize("choice", [None, "", "True", "1", True, 0, ["true"], {"true": 1}])
def test_anything_else_is_refused(choice: Any) -> None:
    assert refusal(STATEMENT, {"choice": choice}) == "Choose “true” or “false”."


@pytest.mark.parametrize("response", [None, "true", 1, 0, [], {}])
def test_no_response_makes_it_fail(response: Any) -> None:
    assert TRUE_FALSE.mark(STATEMENT, {}, response) == Mark(0.0)
    assert TRUE_FALSE.tell(STATEMENT, {}, response, "en") == []


def test_both_are_told_in_words_of_the_language_asked_for() -> None:
    with override("id"):
        label = "This statement is"
        assert TRUE_FALSE.tell(STATEMENT, {}, True, "en") == [Line("True", label, right=False)]
        assert TRUE_FALSE.tell(STATEMENT, {}, False, "en") == [Line("False", label, right=True)]
        assert TRUE_FALSE.solution(STATEMENT, {}, "en") == [Line("False", right=True)]


def test_the_screen_says_nothing_of_right_or_wrong() -> None:
    assert TRUE_FALSE.screen(STATEMENT, {}, "en") == {}


def test_chance_gets_a_half() -> None:
    assert TRUE_FALSE.guess(STATEMENT) == 0.5


def test_only_the_choice_remains_of_a_payload() -> None:
    assert TRUE_FALSE.redact({"choice": "true", "text": "Siti"}) == {"choice": "true"}
    assert TRUE_FALSE.redact({"choice": "Siti"}) == {}


def test_the_editor_needs_only_the_statement() -> None:
    assert editor_errors(change(STATEMENT, feedback_true="", feedback_false="")) == {}
