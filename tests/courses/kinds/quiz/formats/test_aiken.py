"""Aiken: the lines it is made of, what it refuses, and the way back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.kinds.quiz.formats.aiken import AIKEN
from courses.kinds.quiz.formats.comparing import find_difference
from courses.kinds.quiz.formats.entries import Entry, Finding
from tests.courses.kinds.quiz.formats.banks import aiken_entries

QUESTION = "Berapa pulau?\nA. tiga\nB) empat\nANSWER: B"


def read(source: str | bytes) -> list[Entry | Finding]:
    return list(AIKEN.read(source.encode() if isinstance(source, str) else source))


def test_a_question_with_its_lines() -> None:
    [found] = read(f"\n{QUESTION}\n")
    assert isinstance(found, Entry)
    question = found.question
    assert (question.type, question.text, question.format, question.name) == (
        "single_choice",
        "Berapa pulau?",
        "plain",
        "",
    )
    assert question.data == {
        "answers": [
            {"id": "", "text": "tiga", "right": False, "credit": None, "feedback": ""},
            {"id": "", "text": "empat", "right": True, "credit": None, "feedback": ""},
        ],
        "keep_order": False,
    }
    assert (found.line, found.part_lines) == (2, (3, 4))


@pytest.mark.parametrize(
    "answer", ["ANSWER: B", "ANSWER:B", "Answer : b", "ANSWER: B.", "answer: (B)"]
)
@pytest.mark.parametrize(
    "options", ["A. x\nB. y", "a) x\nb) y", "(A) x\n(B) y", "A)x\nB)y", "A.\tx\n\nB.\ty"]
)
def test_ways_to_letter(options: str, answer: str) -> None:
    [found] = read(f"Apa?\n\n{options}\n\n{answer}")
    assert isinstance(found, Entry)
    assert [(one["text"], one["right"]) for one in found.question.data["answers"]] == [
        ("x", False),
        ("y", True),
    ]


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("", 1, "no question"),
        ("<?xml version='1.0'?>", 1, "XML"),
        ("Apa?\nA. x\nANSWER: A", 3, "fewer than two"),
        ("Apa?\nA. x\nB. y\nANSWER: C", 4, "no answer C"),
        ("Apa?\nA. x\nB. y\nANSWER: A B", 4, "one right answer"),
        ("Apa?\nA. x\nB. y\nANSWER:", 4, "one right answer"),
        ("Apa?\nA. x\nB. y", 1, "no ANSWER line"),
        (f"Apa?\nA. x\nB. y\n{QUESTION}", 1, "no ANSWER line"),
        ("Apa?\nA. x\nA. y\nANSWER: A", 3, "A stands here where B"),
        ("Apa?\nB. x\nC. y\nANSWER: B", 2, "B stands here where A"),
        ("Cerita\npanjang?\nA. x\nB. y\nANSWER: A", 2, "line 1 goes on"),
        ("Apa?\nA.\nB. y\nANSWER: B", 2, "empty"),
        ("A. x\nB. y\nANSWER: B", 1, "without a question"),
        ("ANSWER: B", 1, "without a question"),
        (f"Judul\n\n{QUESTION}", 1, "No answers"),
    ],
)
def test_what_is_refused(source: str, line: int, words: str) -> None:
    first = next(one for one in read(source) if isinstance(one, Finding))
    assert (first.line, first.error) == (line, True)
    assert words in first.sentence


def test_a_wrong_question_costs_one_sentence_and_no_other_question() -> None:
    found = read(f"Apa?\nA. x\nC. y\nD. z\nANSWER: A\n{QUESTION}")
    assert [type(one) for one in found] == [Finding, Entry]


def test_twenty_seven_answers_are_too_many() -> None:
    options = "".join(f"{letter}. x\n" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZA")
    [found] = read(f"Apa?\n{options}ANSWER: A")
    assert isinstance(found, Finding)


@settings(max_examples=100, deadline=None)
@given(st.lists(aiken_entries(), min_size=1, max_size=4))
def test_what_is_written_is_read_back_the_same(wanted: list[Entry]) -> None:
    assert [AIKEN.refusals(one) for one in wanted] == [None] * len(wanted)
    source = "".join(AIKEN.write(wanted))
    found = [one for one in read(source) if isinstance(one, Entry)]
    assert [find_difference(*pair) for pair in zip(wanted, found, strict=True)] == [None] * len(
        wanted
    )
    assert "".join(AIKEN.write(found)) == source


_lines = st.sampled_from(
    ["Apa?", "A. x", "B) y", "c) z", "ANSWER: A", "ANSWER: C", "", " ", "B.J. Habibie?", "A."]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_lines, max_size=20).map("\n".join))
def test_whatever_is_read_can_be_written_and_read_again(source: str) -> None:
    wanted = [one for one in read(source) if isinstance(one, Entry)]
    again = read("".join(AIKEN.write(wanted)))
    found = [one for one in again if isinstance(one, Entry)]
    assert [find_difference(*pair) for pair in zip(wanted, found, strict=True)] == [None] * len(
        wanted
    )


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(source: bytes) -> None:
    assert read(source)
