from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types.grading import answered, change, editor_errors, refusal
from tests.courses.kinds.quiz.types.samples import CAPITAL, accepted

SHORT_ANSWER = types["short_answer"]


def score(pattern: str, typed: str, *, case: bool = False, accents: bool = False) -> float | None:
    question = change(
        CAPITAL, answers=[accepted("a", pattern)], case_matters=case, accents_matter=accents
    )
    return answered(question, {"text": typed}).score


@pytest.mark.parametrize(
    ("typed", "expected", "feedback"),
    [
        ("modal", 1.0, "Masukan untuk modal."),
        ("  MODAL ", 1.0, "Masukan untuk modal."),
        ("modal  usaha", 0.8, "Masukan untuk modal apa pun."),
        ("utang", 0.0, "Masukan untuk yang lain."),
    ],
    ids=["right", "right, untidy", "partly right", "wrong"],
)
def test_the_first_answer_that_fits_counts(typed: str, expected: float, feedback: str) -> None:
    mark = answered(CAPITAL, {"text": typed})
    assert mark.score == expected
    assert mark.feedback == (feedback,)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "Write your answer."),
        ("", "Write your answer."),
        (" \r\n\t", "Write your answer."),
        ("\x00\x07", "Write your answer."),
        (12, "Write your answer."),
        (["modal"], "Write your answer."),
        ({"text": "modal"}, "Write your answer."),
        ("a" * 501, "Write at most 500 characters; now there are 501."),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(text: Any, sentence: str) -> None:
    assert refusal(CAPITAL, {"text": text}) == sentence


def test_nothing_at_all_is_refused() -> None:
    assert refusal(CAPITAL, {}) == "Write your answer."


def test_five_hundred_characters_are_taken() -> None:
    assert answered(CAPITAL, {"text": "a" * 500}).score == 0.0


@pytest.mark.parametrize(
    ("pattern", "typed", "case", "accents", "expected"),
    [
        ("Warung", "warung", False, False, 1.0),
        ("Warung", "warung", True, False, 0.0),
        ("Warung", "Warung", True, False, 1.0),
        ("kafe", "kafé", False, False, 1.0),
        ("kafé", "kafe", False, False, 1.0),
        ("kafé", "kafe", False, True, 0.0),
        # The same letter, composed and decomposed.
        ("kaf\u00e9", "kafe\u0301", False, True, 1.0),
        ("KAFÉ", "kafé", False, True, 1.0),
        ("KAFÉ", "kafé", True, True, 0.0),
        ("Straße", "STRASSE", False, False, 1.0),
        ("uang  kas", "uang\u00a0kas", True, True, 1.0),
        ("Jum'at", "Jum’at", True, True, 1.0),
    ],
)
def test_case_accents_and_white_space(
    pattern: str, typed: str, case: bool, accents: bool, expected: float
) -> None:
    assert score(pattern, typed, case=case, accents=accents) == expected


@pytest.mark.parametrize(
    ("pattern", "typed", "expected"),
    [
        ("modal*", "modal", 1.0),
        ("modal*", "modal usaha", 1.0),
        ("modal*", "uang modal", 0.0),
        ("*modal*", "uang modal usaha", 1.0),
        ("m*d*l", "model", 1.0),
        ("m*d*l", "mdal", 1.0),
        ("m*d*l", "lemdl x", 0.0),
        ("aa*aa", "aaa", 0.0),
        ("aa*aa", "aaaa", 1.0),
        ("2 \\* 3", "2 * 3", 1.0),
        ("2 \\* 3", "2 x 3", 0.0),
        ("\\**", "*apa saja", 1.0),
        ("a.c", "abc", 0.0),
        ("[a-z]+(x", "[a-z]+(x", 1.0),
    ],
)
def test_wildcards(pattern: str, typed: str, expected: float) -> None:
    assert score(pattern, typed) == expected


def test_no_pattern_makes_it_slow() -> None:
    # A search that goes back and tries again would not end within a lifetime.
    assert score("*a" * 120 + "*b", "a" * 500) == 0.0


@given(st.text(alphabet="ab*\\ é", max_size=12), st.text(alphabet="abé *", max_size=12))
def test_no_pattern_makes_it_fail(pattern: str, typed: str) -> None:
    mark = SHORT_ANSWER.mark(change(CAPITAL, answers=[accepted("a", pattern)]), {}, typed)
    assert mark.score in (0.0, 1.0)


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("credit", [0.0, 100.0])
def test_a_star_alone_takes_the_rest_wherever_it_stands_and_gives_nothing(
    place: int, credit: float
) -> None:
    answers = [accepted("a", "modal")]
    answers.insert(place, accepted("rest", " * ", credit, "Baca lagi."))
    question = change(CAPITAL, answers=answers)
    assert answered(question, {"text": "modal"}).score == 1.0
    other = answered(question, {"text": "lain"})
    assert (other.score, other.feedback) == (0.0, ("Baca lagi.",))
    assert SHORT_ANSWER.solution(question, {}, "en") == [Line("modal", right=True)]


@pytest.mark.parametrize(("credit", "expected"), [(150.0, 1.0), (-5.0, 0.0), (None, 1.0)])
def test_a_credit_from_a_file_never_leaves_the_range(credit: float | None, expected: float) -> None:
    answer = {**accepted("a", "modal"), "credit": credit}
    assert answered(change(CAPITAL, answers=[answer]), {"text": "modal"}).score == expected


@pytest.mark.parametrize("response", [None, 3, [], {}, {"text": "modal"}, True])
def test_no_response_makes_it_fail(response: Any) -> None:
    assert SHORT_ANSWER.mark(CAPITAL, {}, response).score == 0.0
    assert SHORT_ANSWER.tell(CAPITAL, {}, response, "en") == []


def test_what_was_typed_and_what_was_wanted_are_told_as_plain_text() -> None:
    assert SHORT_ANSWER.tell(CAPITAL, {}, "Modal", "en") == [Line("Modal", right=True)]
    assert SHORT_ANSWER.tell(CAPITAL, {}, "modal kecil", "en") == [Line("modal kecil", right=False)]
    question = change(
        CAPITAL,
        answers=[accepted("a", "modal*"), accepted("b", "2\\*3"), accepted("c", "uang", 50.0)],
    )
    assert SHORT_ANSWER.solution(question, {}, "en") == [
        Line("modal…", right=True),
        Line("2*3", right=True),
    ]


def test_the_screen_has_no_answer() -> None:
    assert SHORT_ANSWER.screen(CAPITAL, {}, "en") == {"max_length": 500}


def test_chance_gets_nowhere_and_nothing_written_remains() -> None:
    assert SHORT_ANSWER.guess(CAPITAL) is None
    assert SHORT_ANSWER.redact({"text": "Siti"}) == {}


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        (
            [accepted("a", "modal", 50.0)],
            {"answers": "At least one answer must give 100 per cent."},
        ),
        (
            [accepted("a", "modal"), accepted("b", "*")],
            {"answers.1.credit": "* alone fits whatever is written: give it 0 per cent."},
        ),
        (
            [accepted("b", "*", 0.0)],
            {"answers": "At least one answer must give 100 per cent."},
        ),
        (
            [accepted("a", "modal"), accepted("b", "")],
            {"answers.1.text": "This field is required."},
        ),
    ],
)
def test_the_editor_says_what_is_missing(
    answers: list[dict[str, Any]], errors: dict[str, str]
) -> None:
    assert editor_errors(change(CAPITAL, answers=answers)) == errors
