from itertools import combinations
from random import Random
from typing import Any

import pytest

from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types.grading import answered, change, editor_errors, refusal
from tests.courses.kinds.quiz.types.samples import answer, several

MULTIPLE_CHOICE = types["multiple_choice"]
RIGHT = ["bahan", "upah", "kemasan"]


@pytest.mark.parametrize(
    ("marking", "chosen", "score"),
    [
        ("all_or_nothing", RIGHT, 1.0),
        ("all_or_nothing", ["bahan", "upah"], 0.0),
        ("all_or_nothing", [*RIGHT, "arisan"], 0.0),
        ("all_or_nothing", ["arisan"], 0.0),
        ("partial", RIGHT, 1.0),
        ("partial", ["bahan", "upah"], 2 / 3),
        ("partial", ["bahan", "upah", "arisan"], 2 / 3),
        ("partial", ["arisan"], 0.0),
        ("penalty", RIGHT, 1.0),
        ("penalty", ["bahan", "upah"], 2 / 3),
        ("penalty", [*RIGHT, "arisan"], 0.5),
        ("penalty", [*RIGHT, "arisan", "seragam"], 0.0),
        ("penalty", ["bahan", "arisan", "seragam"], 0.0),
        ("penalty", ["arisan"], 0.0),
    ],
)
def test_the_three_ways_of_marking(marking: str, chosen: list[str], score: float) -> None:
    assert answered(several(marking), {"choice": chosen}).score == pytest.approx(score)


def test_one_answer_may_come_as_a_form_sends_it() -> None:
    mark = answered(several("partial"), {"choice": "upah"})
    assert mark.score == pytest.approx(1 / 3)
    assert mark.feedback == ("Masukan untuk upah.",)
    assert mark.parts == {"upah": True}


def test_the_order_of_choosing_and_choosing_twice_change_nothing() -> None:
    response = MULTIPLE_CHOICE.read(
        several("partial"), {}, {"choice": ["upah", "bahan", "upah"]}, "en"
    )
    assert response == ["bahan", "upah"]


def test_what_was_chosen_is_told_apart_and_nothing_else() -> None:
    mark = answered(several("penalty"), {"choice": ["arisan", "bahan"]})
    assert mark.parts == {"bahan": True, "arisan": False}
    assert mark.feedback == ("Masukan untuk bahan.", "Masukan untuk arisan.")


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (None, "Choose at least one answer."),
        ([], "Choose at least one answer."),
        ({"bahan": "on"}, "Choose at least one answer."),
        (7, "Choose at least one answer."),
        ("", "Choose among the answers that are shown."),
        (["bahan", "gaji"], "Choose among the answers that are shown."),
        (["bahan", ["upah"]], "Choose among the answers that are shown."),
        ([None], "Choose among the answers that are shown."),
        ([*RIGHT, "arisan"], "Choose at most 3 answers."),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(choice: Any, sentence: str) -> None:
    assert refusal(several("partial"), {"choice": choice}) == sentence


def test_choosing_everything_does_not_win() -> None:
    everything = [*RIGHT, "seragam", "arisan"]
    assert refusal(several("partial"), {"choice": everything}) == "Choose at most 3 answers."
    assert answered(several("penalty"), {"choice": everything}).score == 0.0
    assert answered(several("all_or_nothing"), {"choice": everything}).score == 0.0


def test_the_limit_is_said_before_it_is_met_and_only_where_there_is_one() -> None:
    assert MULTIPLE_CHOICE.screen(several("partial"), {}, "en")["most"] == 3
    assert MULTIPLE_CHOICE.screen(several("penalty"), {}, "en")["most"] is None
    assert MULTIPLE_CHOICE.screen(several("all_or_nothing"), {}, "en")["most"] is None


def test_where_an_answer_costs_something_any_number_may_be_chosen() -> None:
    question = several(
        "partial",
        answer("a", "A", right=True, credit=100.0),
        answer("b", "B", credit=-40.0),
        answer("c", "C"),
    )
    assert MULTIPLE_CHOICE.screen(question, {}, "en")["most"] is None
    assert answered(question, {"choice": ["a", "b", "c"]}).score == pytest.approx(0.6)


@pytest.mark.parametrize(("number", "credit"), [(3, 33.33333), (3, 33.0), (7, 14.28571)])
def test_rounded_shares_are_the_whole_mark_together(number: int, credit: float) -> None:
    answers = [answer(f"a{n}", f"A{n}", right=True, credit=credit) for n in range(number)]
    question = several("partial", *answers, answer("x", "X"))
    mark = answered(question, {"choice": [one["id"] for one in answers]})
    assert mark.score == 1.0
    assert mark.right
    assert editor_errors(question) == {}


def test_shares_that_the_author_gave_are_added_up() -> None:
    question = several(
        "penalty",
        answer("a", "A", right=True, credit=75.0),
        answer("b", "B", right=True, credit=50.0),
        answer("c", "C", credit=-25.0),
    )
    assert answered(question, {"choice": ["b", "c"]}).score == pytest.approx(0.25)
    assert answered(question, {"choice": ["a", "b"]}).score == 1.0


def test_a_response_of_before_an_edit_is_still_marked() -> None:
    now = several("partial", answer("bahan", "Bahan", right=True), answer("baru", "Baru"))
    assert MULTIPLE_CHOICE.mark(now, {}, ["bahan", "gone"]).score == 1.0
    assert MULTIPLE_CHOICE.mark(now, {}, ["gone"]).score == 0.0
    exact = change(now, marking="all_or_nothing")
    assert MULTIPLE_CHOICE.mark(exact, {}, ["bahan"]).score == 1.0
    assert MULTIPLE_CHOICE.mark(exact, {}, ["bahan", "gone"]).score == 0.0


@pytest.mark.parametrize("response", [None, "bahan", {}, [[]], [{}], 5])
def test_no_response_makes_it_fail(response: Any) -> None:
    for marking in ("all_or_nothing", "partial", "penalty"):
        assert MULTIPLE_CHOICE.mark(several(marking), {}, response).score == 0.0
        assert MULTIPLE_CHOICE.tell(several(marking), {}, response, "en") == []


def test_answers_are_told_in_the_order_in_which_they_stood() -> None:
    question = several("partial")
    draw = MULTIPLE_CHOICE.prepare(question, Random(1), shuffle=True)
    assert draw["order"] != [one["id"] for one in question.data["answers"]]
    told = MULTIPLE_CHOICE.tell(question, draw, ["bahan", "kemasan", "arisan"], "en")
    texts = {one["id"]: one["text"] for one in question.data["answers"]}
    expected = [texts[one] for one in draw["order"] if one in ("bahan", "kemasan", "arisan")]
    assert [line.text for line in told] == expected
    assert {line.text: line.right for line in told}["Arisan"] is False
    assert MULTIPLE_CHOICE.solution(question, {}, "en") == [
        Line("Bahan baku", right=True),
        Line("Upah", right=True),
        Line("Kemasan", right=True),
    ]


def test_the_screen_says_nothing_of_right_or_wrong() -> None:
    for one in MULTIPLE_CHOICE.screen(several("penalty"), {}, "en")["answers"]:
        assert one.keys() == {"id", "text"}


@pytest.mark.parametrize(
    "answers",
    [
        (),
        (
            answer("a", "A", right=True, credit=75.0),
            answer("b", "B", right=True, credit=50.0),
            answer("c", "C", credit=-25.0),
        ),
    ],
)
@pytest.mark.parametrize("marking", ["all_or_nothing", "partial", "penalty"])
def test_chance_gets_the_mean_over_every_choice_that_is_taken(
    marking: str, answers: tuple[dict[str, Any], ...]
) -> None:
    question = several(marking, *answers)
    ids = [one["id"] for one in question.data["answers"]]
    most = MULTIPLE_CHOICE.screen(question, {}, "en")["most"] or len(ids)
    choices = [list(some) for size in range(1, most + 1) for some in combinations(ids, size)]
    scores = [answered(question, {"choice": some}).score or 0.0 for some in choices]
    assert MULTIPLE_CHOICE.guess(question) == pytest.approx(sum(scores) / len(scores))


def test_what_chance_gets_of_very_many_uneven_shares_is_not_worked_out() -> None:
    answers = [answer(f"a{n}", f"A{n}", right=True, credit=1 + n**0.5) for n in range(60)]
    assert MULTIPLE_CHOICE.guess(several("penalty", *answers)) is None
    even = [answer(f"a{n}", f"A{n}", right=n < 30) for n in range(60)]
    assert 0 < (MULTIPLE_CHOICE.guess(several("penalty", *even)) or 0) < 1


def test_only_ids_remain_of_a_payload() -> None:
    sent = {"choice": ["bahan", "Saya Siti", 5, None, "x" * 40], "text": "Siti"}
    assert MULTIPLE_CHOICE.redact(sent) == {"choice": ["bahan"]}
    assert MULTIPLE_CHOICE.redact({"choice": "upah"}) == {"choice": "upah"}
    assert MULTIPLE_CHOICE.redact({"choice": {"x": "Siti"}}) == {}


@pytest.mark.parametrize(
    ("marking", "answers", "errors"),
    [
        (
            "all_or_nothing",
            [answer("a", "A"), answer("b", "B")],
            {"answers": "Mark at least one answer as right."},
        ),
        (
            "partial",
            [answer("a", "A", right=True, credit=-10.0), answer("b", "B", right=True)],
            {"answers.0.credit": "A right answer must give more than 0 per cent."},
        ),
        (
            "penalty",
            [answer("a", "A", right=True), answer("b", "B", credit=10.0)],
            {
                "answers.1.credit": (
                    "An answer that gives a share of the mark must be marked as right."
                )
            },
        ),
        (
            "partial",
            [answer("a", "A", right=True, credit=80.0), answer("b", "B")],
            {
                "answers": (
                    "Together the right answers give 80 per cent. Raise their shares to 100, "
                    "or leave them all empty."
                )
            },
        ),
        # Shares are of no account where it is all or nothing.
        ("all_or_nothing", [answer("a", "A", right=True, credit=5.0), answer("b", "B")], {}),
        ("penalty", [answer("a", "A", right=True), answer("b", "B", right=True)], {}),
    ],
)
def test_the_editor_says_what_does_not_add_up(
    marking: str, answers: list[dict[str, Any]], errors: dict[str, str]
) -> None:
    assert editor_errors(several(marking, *answers)) == errors


def test_a_question_of_a_file_without_a_right_answer_gives_nobody_a_mark() -> None:
    question = several("all_or_nothing", answer("a", "A"), answer("b", "B"))
    assert answered(question, {"choice": ["a"]}).score == 0.0
    assert answered(change(question, marking="partial"), {"choice": ["a"]}).score == 0.0
