from typing import Any

import pytest

from courses.kinds.quiz.types.contract import Line, Mark
from courses.kinds.quiz.types.essay import count_words
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types.grading import answered, change, editor_errors, refusal
from tests.courses.kinds.quiz.types.samples import DIARY, PLAN

ESSAY = types["essay"]


@pytest.mark.parametrize(
    "text", ["Besok saya hitung", "satu dua tiga empat lima enam tujuh delapan"]
)
def test_a_text_within_the_limits_waits_for_a_trainer(text: str) -> None:
    assert answered(PLAN, {"text": text}) == Mark(None)


def test_the_text_is_kept_as_it_was_written() -> None:
    text = " Besok:\r\n\r- saya hitung\u0301 'HPP' <b>\x00 "
    assert ESSAY.read(PLAN, {}, {"text": text}, "en") == {
        "text": "Besok:\n\n- saya hitun\u01f5 'HPP' <b>"
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "Write your answer."),
        ("  ", "Write your answer."),
        (["Besok saya hitung"], "Write your answer."),
        ("Minggu  1:\r\n", "Write your answer."),
        ("Besok hitung", "Write at least 3 words. So far: 2."),
        ("- besok - hitung -", "Write at least 3 words. So far: 2."),
        ("a b c d e f g h i", "Write at most 8 words. Now: 9."),
        ("a" * 10_001, "Write at most 10,000 characters; now there are 10,001."),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(text: Any, sentence: str) -> None:
    assert refusal(PLAN, {"text": text}) == sentence


def test_without_limits_any_text_is_taken() -> None:
    assert answered(DIARY, {"text": "…"}) == Mark(None)
    assert answered(DIARY, {"text": "a" * 10_000}) == Mark(None)


@pytest.mark.parametrize("response", [None, "teks", [], {}, {"text": 3}])
def test_no_response_makes_it_fail(response: Any) -> None:
    assert ESSAY.mark(PLAN, {}, response) == Mark(None)
    assert ESSAY.tell(PLAN, {}, response, "en") == []


def test_the_text_is_told_and_the_good_answer_is_the_solution() -> None:
    assert ESSAY.tell(PLAN, {}, {"text": "a < b"}, "en") == [Line("a < b")]
    assert ESSAY.solution(PLAN, {}, "en") == [Line("Jawaban contoh: hitung HPP lebih dulu.")]
    assert ESSAY.solution(DIARY, {}, "en") == []


def test_the_screen_has_the_limits_but_neither_rubric_nor_good_answer() -> None:
    assert ESSAY.screen(PLAN, {}, "en") == {
        "template": "Minggu 1:",
        "lines": 6,
        "min_words": 3,
        "max_words": 8,
        "max_length": 10_000,
    }


def test_chance_gets_nowhere_and_nothing_written_remains() -> None:
    assert ESSAY.guess(PLAN) is None
    assert ESSAY.redact({"text": "Siti"}) == {}


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("satu", 1), ("  dua\nkata ", 2), ("buah-buahan", 1), ("1. satu — (dua)", 3)],
)
def test_words_are_what_holds_a_letter_or_digit(text: str, count: int) -> None:
    assert count_words(text) == count


@pytest.mark.parametrize(
    ("least", "most", "errors"),
    [
        (5, 4, {"max_words": "This is less than the 5 words that are the least."}),
        (5, 5, {}),
        (5, None, {}),
        (None, 5, {}),
        (0, None, {"min_words": "Ensure this value is greater than or equal to 1."}),
    ],
)
def test_the_editor_wants_limits_that_leave_room(
    least: int | None, most: int | None, errors: dict[str, str]
) -> None:
    assert editor_errors(change(PLAN, min_words=least, max_words=most)) == errors
