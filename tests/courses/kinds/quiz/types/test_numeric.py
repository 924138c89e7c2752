from decimal import localcontext
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from courses.activities.contract import BadPayload
from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types.grading import answered, change, editor_errors, refusal
from tests.courses.kinds.quiz.types.samples_more import UNIT_COST, WEIGHT, number

NUMERIC = types["numeric"]


def score(text: str, *answers: dict[str, Any], language: str = "en") -> float | None:
    question = change(UNIT_COST, answers=list(answers))
    response = NUMERIC.read(question, {}, {"text": text}, language)
    return NUMERIC.mark(question, {}, response).score


@pytest.mark.parametrize(
    ("text", "expected", "feedback"),
    [
        ("8500", 1.0, "Masukan untuk n1."),
        ("Rp 8500", 1.0, "Masukan untuk n1."),
        ("8,500.00", 1.0, "Masukan untuk n1."),
        ("8501", 0.5, "Masukan untuk n2."),
        ("7650", 0.5, "Masukan untuk n2."),
        ("9350", 0.5, "Masukan untuk n2."),
        ("7649.99", 0.0, "Masukan untuk n4."),
        ("10000", 0.25, "Masukan untuk n3."),
        ("11000.50", 0.25, "Masukan untuk n3."),
        ("11000.51", 0.0, "Masukan untuk n4."),
        ("-8500", 0.0, "Masukan untuk n4."),
    ],
)
def test_right_partly_right_and_wrong(text: str, expected: float, feedback: str) -> None:
    mark = answered(UNIT_COST, {"text": text})
    assert (mark.score, mark.feedback) == (expected, (feedback,))


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        ({}, "Write a number."),
        ({"text": ""}, "Write a number."),
        ({"text": " \n"}, "Write a number."),
        ({"text": 8500}, "Write a number."),
        ({"text": None}, "Write a number."),
        ({"text": ["8500", "9000"]}, "Write a number."),
        ({"text": {"number": "8500"}}, "Write a number."),
        ({"number": "8500"}, "Write a number."),
        ([], "Write a number."),
        ("8500", "Write a number."),
        ({"text": "mahal"}, "“mahal” is not a number. Write it in digits, for example 8,500."),
        ({"text": "8500 kg"}, "Write the number alone, without “kg”."),
        ({"text": "8.500"}, "Do you mean 8.5 or 8500? Write the one that you mean like this."),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(payload: Any, sentence: str) -> None:
    assert refusal(UNIT_COST, payload) == sentence


def test_the_pages_language_reads_the_number() -> None:
    price = number("a", "8500")
    assert score("8.500", price, language="id") == 1.0
    assert score("8,500", price, language="en") == 1.0
    with pytest.raises(BadPayload):
        score("8,500", price, language="id")
    assert NUMERIC.read(UNIT_COST, {}, {"text": " Rp8.500 "}, "id") == {
        "number": "8500",
        "text": "Rp8.500",
        "unit": "",
    }


def test_a_tolerance_in_per_cent_is_of_the_values_size() -> None:
    loss = number("a", "-200", tolerance="1.5", tolerance_kind="relative")
    assert [score(text, loss) for text in ("-203", "-197", "-203.01", "200")] == [1, 1, 0, 0]
    nought = number("a", "0", tolerance="50", tolerance_kind="relative")
    assert [score(text, nought) for text in ("0", "0.0001")] == [1, 0]


@pytest.mark.parametrize(
    ("value", "tolerance", "text", "expected"),
    [
        # Binary fractions would get these wrong.
        ("0.3", "0.1", "0.4", 1.0),
        ("0.3", "0.1", "0.2", 1.0),
        ("0.3", "0", "0.3", 1.0),
        ("12345678901234567890.12", "0", "12345678901234567890.12", 1.0),
        ("12345678901234567890.12", "0", "12345678901234567890.13", 0.0),
    ],
)
def test_numbers_are_compared_exactly(
    value: str, tolerance: str, text: str, expected: float
) -> None:
    with localcontext() as context:
        context.prec = 6
        assert score(text, number("a", value, tolerance=tolerance)) == expected


def test_the_best_credit_counts_and_the_first_of_equals() -> None:
    answers = [
        number("low", low="0", high="10", credit=20.0),
        number("first", "5", credit=60.0),
        number("second", "5", tolerance="1", credit=60.0),
    ]
    mark = answered(change(UNIT_COST, answers=answers), {"text": "5"})
    assert (mark.score, mark.feedback) == (0.6, ("Masukan untuk first.",))


@pytest.mark.parametrize("credit", [0.0, 100.0])
def test_a_star_takes_any_other_number_and_gives_nothing(credit: float) -> None:
    answers = [number("rest", "*", credit=credit), number("a", "5")]
    question = change(UNIT_COST, answers=answers)
    assert answered(question, {"text": "5"}).score == 1.0
    other = answered(question, {"text": "6"})
    assert (other.score, other.feedback) == (0.0, ("Masukan untuk rest.",))


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"text": "2.5 kg"}, 1.0),
        ({"text": "2,500g"}, 1.0),
        ({"text": "2600 G"}, 1.0),
        ({"text": "2601 g"}, 0.0),
        ({"text": "2.5", "unit": "kg"}, 1.0),
        ({"text": "2.5 kg", "unit": "kg"}, 1.0),
        ({"text": "2500", "unit": "g"}, 1.0),
        ({"text": "2500", "unit": "kg"}, 0.0),
    ],
)
def test_units_are_written_or_chosen(payload: Any, expected: float) -> None:
    assert answered(WEIGHT, payload).score == expected


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        ({"text": "2.5"}, "Write the unit too: kg, g."),
        ({"text": "2.5", "unit": ""}, "Write the unit too: kg, g."),
        ({"text": "2.5", "unit": "lb"}, "Choose one of these units: kg, g."),
        ({"text": "2.5", "unit": ["kg"]}, "Choose one of these units: kg, g."),
        ({"text": "2.5 lb"}, "The unit “lb” does not fit here. Write one of these: kg, g."),
        (
            {"text": "2.5 kg", "unit": "g"},
            "You wrote “kg” and chose “g”. Keep only one of them.",
        ),
    ],
)
def test_a_unit_that_does_not_fit_is_refused(payload: Any, sentence: str) -> None:
    assert refusal(WEIGHT, payload) == sentence


def test_a_unit_may_be_left_out_where_it_is_not_needed() -> None:
    assert answered(change(WEIGHT, unit_needed=False), {"text": "2.5"}).score == 1.0


def test_a_response_outlives_an_edit_of_what_it_needs() -> None:
    response = NUMERIC.read(WEIGHT, {}, {"text": "2500 g"}, "en")
    assert response == {"number": "2500", "text": "2500 g", "unit": "g"}
    assert NUMERIC.mark(change(WEIGHT, units=[]), {}, response).score == 0.0
    assert NUMERIC.mark(change(WEIGHT, answers=[]), {}, response).score == 0.0
    broken = [{"id": "x", "value": "8,5"}, {"id": "y", "low": "1"}]
    assert NUMERIC.mark(change(WEIGHT, answers=broken), {}, response).score == 0.0


@given(st.text(alphabet="0123456789.,-Rp kg", max_size=12), st.sampled_from(["id", "en"]))
def test_every_entry_is_marked_or_refused(text: str, language: str) -> None:
    try:
        response = NUMERIC.read(UNIT_COST, {}, {"text": text}, language)
    except BadPayload:
        return
    mark = NUMERIC.mark(UNIT_COST, {}, response)
    assert mark.score in (0.0, 0.25, 0.5, 1.0)


def test_what_was_written_and_what_was_wanted_are_told() -> None:
    def told(payload: dict[str, str]) -> list[Line]:
        response = NUMERIC.read(WEIGHT, {}, payload, "id")
        return NUMERIC.tell(WEIGHT, {}, response, "id")

    assert told({"text": "2,5 kg"}) == [Line("2,5 kg", right=True)]
    assert told({"text": "3.000", "unit": "g"}) == [Line("3.000 g", right=False)]
    assert NUMERIC.solution(WEIGHT, {}, "id") == [Line("2,5 kg", right=True)]
    assert NUMERIC.solution(UNIT_COST, {}, "en") == [Line("8,500", right=True)]
    ranges = change(UNIT_COST, answers=[number("a", low="8000", high="9000.5")])
    with override("en"):
        assert NUMERIC.solution(ranges, {}, "id") == [Line("8.000 to 9.000,5", right=True)]


def test_the_screen_has_the_units_and_no_number() -> None:
    assert NUMERIC.screen(WEIGHT, {}, "en") == {"units": ["kg", "g"]}
    assert NUMERIC.screen(UNIT_COST, {}, "en") == {"units": []}


def test_chance_gets_nowhere_and_nothing_written_remains() -> None:
    assert NUMERIC.guess(UNIT_COST) is None
    assert NUMERIC.redact({"text": "081234567", "unit": "kg"}) == {}


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        (number("a"), {"value": "Fill in a number, or a range from … to …"}),
        (number("a", "5", low="1"), {"value": "Fill in a number or a range, not both."}),
        (number("a", low="1"), {"high": "A range needs both ends."}),
        (number("a", high="1"), {"low": "A range needs both ends."}),
        (
            number("a", low="10", high="9.5"),
            {"high": "The range ends before it begins: write the larger number here."},
        ),
        (number("a", "*"), {"credit": "* alone fits any number: give it 0 per cent."}),
        (number("a", "8,5"), {"value": "“8,5” is not a number."}),
        (number("a", "5", tolerance="-1"), {"tolerance": "Write 0 or more."}),
        (
            number("a", low="1", high="2", tolerance="1"),
            {"tolerance": "Only a single number may be off; clear this field."},
        ),
        (number("a", "5", tolerance_kind="x"), {"tolerance_kind": "Select a valid choice."}),
    ],
)
def test_the_editor_says_what_is_wrong_with_an_answer(
    answer: dict[str, Any], errors: dict[str, str]
) -> None:
    found = editor_errors(change(UNIT_COST, answers=[number("right", "1"), answer]))
    assert found.keys() == {f"answers.1.{field}" for field in errors}
    for field, sentence in errors.items():
        assert found[f"answers.1.{field}"].startswith(sentence)


def units(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"id": unit, "unit": unit, "factor": factor} for unit, factor in pairs]


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        (
            {"answers": [number("a", "5", credit=50.0)]},
            {"answers": "At least one answer must give 100 per cent."},
        ),
        ({"unit_needed": True}, {"unit_needed": "Write down the units that may be used."}),
        (
            {"units": units(("kg", "2"), ("g", "1000"))},
            {"units": "One unit needs the factor 1: the unit in which you wrote the answers."},
        ),
        (
            {"units": units(("kg", "1"), ("kg", "5"))},
            {"units.1.unit": "This unit is there twice."},
        ),
        (
            {"units": units(("kg", "1"), ("g", "0"))},
            {"units.1.factor": "Write a number above 0."},
        ),
        (
            {"units": units(("kg", "1"), ("5g", "1000"))},
            {"units.1.unit": "A unit can't begin with a digit or a sign."},
        ),
    ],
)
def test_the_editor_says_what_is_wrong_as_a_whole(
    data: dict[str, Any], errors: dict[str, str]
) -> None:
    assert editor_errors(change(UNIT_COST, **data)) == errors
