from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.numbers import write_number
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types.grading import answered, change, editor_errors, refusal
from tests.courses.kinds.quiz.types.samples_more import (
    BREAK_EVEN,
    PRICE,
    formula,
    listed,
    variable,
)

CALCULATED = types["calculated"]
#: 8500 / 0.7 = 12142.857142…
DRAW = {"values": {"hpp": "8500", "margin": "30"}}


@pytest.mark.parametrize(
    ("text", "expected", "feedback"),
    [
        ("12142.86", 1.0, "HPP 8,500 adalah 8,500 itu."),
        ("Rp 12,142.86", 1.0, "HPP 8,500 adalah 8,500 itu."),
        # Before rounding, too.
        ("12142.8571", 1.0, "HPP 8,500 adalah 8,500 itu."),
        ("12142.87", 0.0, "Hitung lagi."),
        ("12143", 0.0, "Hitung lagi."),
        ("11050", 0.5, "Itu markup."),
        ("8500", 0.0, "Hitung lagi."),
    ],
)
def test_right_partly_right_and_wrong(text: str, expected: float, feedback: str) -> None:
    with override("en"):
        mark = answered(PRICE, {"text": text}, DRAW)
    assert (mark.score, mark.feedback) == (expected, (feedback,))


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        ({}, "Write a number."),
        ({"text": ""}, "Write a number."),
        ({"text": 12142.86}, "Write a number."),
        ({"text": ["1"]}, "Write a number."),
        ([], "Write a number."),
        ({"text": "x"}, "“x” is not a number. Write it in digits, for example 8,500."),
        (
            {"text": "12.143"},
            "Do you mean 12.1430 or 12143? Write the one that you mean like this.",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(payload: Any, sentence: str) -> None:
    assert refusal(PRICE, payload, DRAW) == sentence


@given(st.integers(0, 2**32), st.booleans())
def test_numbers_are_drawn_from_what_the_trainer_allowed(seed: int, shuffle: bool) -> None:
    values = CALCULATED.prepare(PRICE, Random(seed), shuffle=shuffle)["values"]
    assert 8000 <= int(values["hpp"]) <= 9000
    assert values["margin"] in ("20", "30", "40")
    values = CALCULATED.prepare(BREAK_EVEN, Random(seed), shuffle=shuffle)["values"]
    assert Decimal("8500") <= Decimal(values["variabel"]) <= Decimal("8500.75")
    assert Decimal(values["variabel"]) * 100 % 1 == 0


def test_every_number_of_a_range_can_come_also_its_ends() -> None:
    question = change(
        PRICE, variables=[variable("hpp", "-0.1", "0.15", 1), listed("margin", "1;2")]
    )
    drawn = {
        CALCULATED.prepare(question, Random(seed), shuffle=False)["values"]["hpp"]
        for seed in range(60)
    }
    assert drawn == {"-0.1", "0", "0.1"}


def test_it_draws_again_where_the_formula_has_no_result() -> None:
    question = change(PRICE, variables=[variable("hpp", "0", "1")], answers=[formula("a", "1/hpp")])
    for seed in range(20):
        draw = CALCULATED.prepare(question, Random(seed), shuffle=False)
        assert draw == {"values": {"hpp": "1"}}


def test_a_formula_without_any_result_ends_too() -> None:
    question = change(
        PRICE, answers=[formula("a", "hpp/0"), formula("b", "nobody"), formula("c", "(")]
    )
    draw = CALCULATED.prepare(question, Random(1), shuffle=False)
    assert CALCULATED.mark(question, draw, {"number": "1", "text": "1", "unit": ""}).score == 0.0
    assert CALCULATED.solution(question, draw, "en") == []


def test_the_text_shows_the_numbers_in_the_pages_language() -> None:
    values = {"values": {"hpp": "8500.5", "margin": "30"}}
    assert CALCULATED.text(PRICE, values, "id") == (
        "HPP Rp8.500,5, margin 30 % dari harga. Berapa harga jualnya?"
    )
    assert CALCULATED.text(PRICE, values, "en").startswith("HPP Rp8,500.5, margin 30 %")
    # Nothing was drawn yet.
    assert CALCULATED.text(PRICE, {}, "id") == PRICE.text


@pytest.mark.parametrize(
    ("fields", "decimals", "right", "wrong"),
    [
        ({}, None, ["3.3333", "3.3336"], ["3.33", "3.3340"]),
        ({}, 2, ["3.33", "3.3333", "3.3350"], ["3.3", "3.3351"]),
        ({}, 0, ["3", "3.3333", "2.5"], ["3.6", "2.4"]),
        ({"tolerance": "0"}, 2, ["3.33"], ["3.3333"]),
        ({"tolerance": "0.5"}, None, ["3", "3.8"], ["4"]),
        ({"tolerance": "1", "tolerance_kind": "relative"}, 0, ["3", "3.0300"], ["3.04"]),
    ],
)
def test_tolerance_and_rounding(
    fields: dict[str, Any], decimals: int | None, right: list[str], wrong: list[str]
) -> None:
    question = change(PRICE, answers=[formula("a", "hpp/3", **fields)], decimals=decimals)
    draw = {"values": {"hpp": "10"}}
    for text in right:
        assert answered(question, {"text": text}, draw).score == 1.0, text
    for text in wrong:
        assert answered(question, {"text": text}, draw).score == 0.0, text


def test_units_are_those_of_a_number() -> None:
    draw = {"values": {"tetap": "900000", "variabel": "8500"}}
    for text in ("225", "225 bungkus", "Bungkus 225"):
        assert answered(BREAK_EVEN, {"text": text}, draw).score == 1.0
    assert CALCULATED.screen(BREAK_EVEN, draw, "en") == {"units": ["bungkus"]}
    assert CALCULATED.solution(BREAK_EVEN, draw, "en") == [Line("225 bungkus", right=True)]
    response = CALCULATED.read(BREAK_EVEN, draw, {"text": "225"}, "en")
    assert CALCULATED.tell(BREAK_EVEN, draw, response, "en") == [Line("225", right=True)]


@settings(max_examples=60)
@given(
    st.integers(0, 2**32),
    st.sampled_from(["hpp/7", "sqrt(hpp)", "1/hpp^2", "hpp^3/11", "-hpp/margin"]),
    st.sampled_from([None, 0, 3]),
    st.sampled_from(["id", "en"]),
)
def test_who_copies_the_solution_is_right(
    seed: int, text: str, decimals: int | None, language: str
) -> None:
    question = change(PRICE, answers=[formula("a", text)], decimals=decimals)
    draw = CALCULATED.prepare(question, Random(seed), shuffle=False)
    (line,) = CALCULATED.solution(question, draw, language)
    response = CALCULATED.read(question, draw, {"text": line.text}, language)
    assert CALCULATED.mark(question, draw, response).score == 1.0


def test_the_solution_has_no_needless_decimals() -> None:
    question = change(PRICE, decimals=None)
    assert CALCULATED.solution(question, DRAW, "id") == [Line("12.142,86", right=True)]


@pytest.mark.parametrize("draw", [{}, {"values": {}}, {"values": {"hpp": "x", "margin": None}}])
def test_numbers_that_are_missing_make_nothing_fail(draw: dict[str, Any]) -> None:
    response = {"number": "1", "text": "1", "unit": ""}
    assert CALCULATED.mark(PRICE, draw, response).score == 0.0
    assert CALCULATED.solution(PRICE, draw, "en") == []
    assert CALCULATED.text(PRICE, draw, "en") == PRICE.text


def test_an_edit_of_the_key_marks_the_same_numbers_anew() -> None:
    response = CALCULATED.read(PRICE, DRAW, {"text": "11050"}, "en")
    assert CALCULATED.mark(PRICE, DRAW, response).score == 0.5
    edited = change(PRICE, answers=[formula("a", "hpp * (1 + margin/100)")])
    assert CALCULATED.mark(edited, DRAW, response).score == 1.0


def test_the_screen_has_neither_formula_nor_result() -> None:
    assert CALCULATED.screen(PRICE, DRAW, "en") == {"units": []}
    assert CALCULATED.guess(PRICE) is None
    assert CALCULATED.redact({"text": "12142.86"}) == {}


@pytest.mark.parametrize(
    ("one", "errors"),
    [
        (
            variable("harga jual", "1", "2"),
            {"name": "A name is made of the letters a to z, digits and _, without spaces."},
        ),
        (
            variable("größe", "1", "2"),
            {"name": "A name is made of the letters a to z, digits and _, without spaces."},
        ),
        (variable("round", "1", "2"), {"name": "“round” is a function; take another name."}),
        (variable("x", "", "2"), {"low": "A range needs both ends."}),
        (variable("x", "1", ""), {"high": "A range needs both ends."}),
        (
            variable("x", "2", "1"),
            {"high": "There is no number with so many decimals in this range."},
        ),
        (
            variable("x", "1.1", "1.9"),
            {"high": "There is no number with so many decimals in this range."},
        ),
        (
            variable("x", "0", "99999999999999999999", 10),
            {"high": "There are too many numbers in this range."},
        ),
        (
            listed("x", "5"),
            {"values": "Write at least two numbers with semicolons between them."},
        ),
        (listed("x", "5; lima"), {"values": "“lima” is not a number."}),
    ],
)
def test_the_editor_says_what_is_wrong_with_a_variable(
    one: dict[str, Any], errors: dict[str, str]
) -> None:
    found = editor_errors(change(PRICE, variables=[*PRICE.data["variables"], one]))
    assert found == {f"variables.2.{field}": sentence for field, sentence in errors.items()}


def test_two_variables_need_two_names() -> None:
    twice = [*PRICE.data["variables"], variable("hpp", "1", "2")]
    assert editor_errors(change(PRICE, variables=twice)) == {
        "variables.2.name": "This name is there twice."
    }


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        (
            formula("a", "hpp +"),
            {"formula": "The formula ends where a number or a name should follow."},
        ),
        (
            formula("a", "hpp * 1,3"),
            {
                "formula": "At character 8: a comma does not belong here. Write decimals with a "
                "dot: 1.5."
            },
        ),
        (formula("a", "hpp + untung"), {"formula": "There is no variable “untung”."}),
        (formula("a", "*"), {"credit": "* alone fits any number: give it 0 per cent."}),
        (formula("a", "hpp", tolerance="-1"), {"tolerance": "Write 0 or more."}),
        (
            formula("a", "1 / (hpp - 9000)"),
            {"formula": "It divides by zero. (With hpp = 9,000, margin = 20.)"},
        ),
        (
            formula("a", "1 / (hpp - 8500)"),
            {"formula": "It divides by zero. (With hpp = 8,500, margin = 20.)"},
        ),
        (
            formula("a", "sqrt(margin - 25)"),
            {
                "formula": "“sqrt” can't be worked out for these numbers. "
                "(With hpp = 8,000, margin = 20.)"
            },
        ),
        (
            formula("a", "hpp^9"),
            {"formula": "The result is too large to be typed. (With hpp = 8,000, margin = 20.)"},
        ),
        (
            formula("a", "hpp/7", tolerance="0"),
            {
                "tolerance": "The result has too many decimals to be typed. Let it be off. "
                "(With hpp = 8,000, margin = 20.)"
            },
        ),
    ],
)
def test_the_editor_says_what_is_wrong_with_a_formula(
    answer: dict[str, Any], errors: dict[str, str]
) -> None:
    # So few numbers that every one is tried out.
    few = [variable("hpp", "8000", "9000"), listed("margin", "20; 30")]
    if "8500" in answer["formula"]:
        few[0] = variable("hpp", "8499", "8501")
    found = editor_errors(
        change(PRICE, variables=few, answers=[formula("right", "hpp"), answer], decimals=None)
    )
    assert found == {f"answers.1.{field}": sentence for field, sentence in errors.items()}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Berapa {harga}?", "There is no variable “harga”."),
        ("Berapa {=hpp*2}?", "Only variables may stand in {…}, no formulas."),
    ],
)
def test_the_editor_says_what_is_wrong_with_the_text(text: str, sentence: str) -> None:
    assert editor_errors(replace(PRICE, text=text)) == {"text": sentence}
    only = "Numbers can stand in the question and in the answers' feedback only."
    for field, value in (("feedback", "Lihat {hpp}."), ("hints", ("Lihat {hpp}.",))):
        assert editor_errors(replace(PRICE, **{field: value})) == {field: only}


def test_the_editor_takes_texts_with_other_braces_and_variables_nobody_uses() -> None:
    assert editor_errors(replace(PRICE, text="Berapa {} atau {a b}, dengan { hpp }?")) == {}


def test_one_answer_must_be_right() -> None:
    assert editor_errors(change(PRICE, answers=[formula("a", "hpp", credit=50.0)])) == {
        "answers": "At least one answer must give 100 per cent."
    }


def test_a_question_with_many_variables_is_taken_at_once() -> None:
    names = [f"x{number}" for number in range(20)]
    question = change(
        PRICE,
        variables=[variable("hpp", "1", "9"), listed("margin", "1;2")]
        + [variable(name, "1", "1000000") for name in names[:18]],
        answers=[formula("a", "+".join(names[:18]))],
    )
    assert editor_errors(question) == {}
    draw = CALCULATED.prepare(question, Random(3), shuffle=False)
    total = sum(Decimal(draw["values"][name]) for name in names[:18])
    assert answered(question, {"text": write_number(total, "en")}, draw).score == 1.0
