import itertools
from typing import Any

import pytest
from hypothesis import strategies as st
from wagtail.blocks import StructBlockValidationError

from courses.activities.contract import FRESH, BadPayload
from courses.activities.registry import kinds
from courses.activities.testing import KindConformance
from courses.kinds.quiz.activity import QuizKind
from tests.courses.kinds.quiz.sitters import Sitter
from tests.factories.catalog import quiz_block

QUIZ = kinds["quiz"]


class QuizConformance(KindConformance):
    kind = QUIZ
    raw_value = quiz_block(3, pass_mark=60)["value"]
    payloads = st.fixed_dictionaries(
        {
            "attempt": st.integers(1, 3) | st.sampled_from(["1", "2", "x"]),
            "question": st.sampled_from(["q1", "q2", "q3", "q9"]),
            "choice": st.sampled_from(
                [f"q{n}-{how}" for n in (1, 2, 3) for how in ("right", "wrong")]
            ),
        }
    )
    completing = (
        {"attempt": 1, "question": "q1", "choice": "q1-right"},
        {"attempt": 1, "question": "q2", "choice": "q2-wrong"},
        {"attempt": "1", "question": "q3", "choice": "q3-right"},
    )


class TestQuiz(QuizConformance):
    """Feedback at once; it begins with the first answer."""


class TestQuizWithTries(QuizConformance):
    raw_value = quiz_block(3, behaviour="tries")["value"]
    completing = (
        {"attempt": 1, "question": "q1", "choice": "q1-wrong"},
        {"attempt": 1, "question": "q1", "choice": "q1-right"},
        {"attempt": 1, "question": "q2", "choice": "q2-right"},
        {"attempt": 1, "question": "q3", "choice": "q3-right"},
    )


class _BegunByATap(QuizConformance):
    payloads = QuizConformance.payloads | st.fixed_dictionaries(
        {"attempt": st.integers(1, 3)},
        optional={"start": st.just("1"), "finish": st.just("1")},
    )


class TestQuizAtTheEnd(_BegunByATap):
    raw_value = quiz_block(3, behaviour="deferred", minutes=10)["value"]
    completing = (
        {"attempt": 1, "start": "1"},
        *QuizConformance.completing,
        {"attempt": 1, "question": "q2", "choice": "q2-right"},
        {"attempt": 1, "finish": "1"},
    )


class TestQuizThatShuffles(_BegunByATap):
    raw_value = quiz_block(3, shuffle_questions=True, shuffle_answers=True, counts="last", tries=9)[
        "value"
    ]
    completing = ({"attempt": 1, "start": "1"}, *QuizConformance.completing)


@pytest.mark.parametrize(
    ("rights", "pass_mark", "passed"),
    [
        ((True, True, True), 100, True),
        ((True, True, False), 100, False),
        ((True, True, False), 66, True),
        ((True, True, False), 67, False),
        ((False, False, False), 0, True),
        ((False, False, True), 34, False),
        ((False, False, True), 33, True),
    ],
)
def test_the_pass_mark_is_reached_exactly(
    rights: tuple[bool, ...], pass_mark: int, passed: bool
) -> None:
    sitter = Sitter(questions=3, pass_mark=pass_mark)
    assert sitter.answer(*rights) == ("passed" if passed else "failed")
    assert sitter.state.completed is passed
    assert sitter.state.score == pytest.approx(sum(rights) / 3)


def test_failing_then_passing_completes_and_keeps_the_best_score() -> None:
    sitter = Sitter(questions=2)
    sitter.answer(False, False)
    assert not sitter.state.completed
    assert sitter.state.score == 0
    sitter.answer(True, True, attempt=2)
    assert sitter.state.completed
    sitter.answer(True, False, attempt=3)
    assert sitter.state.completed
    assert sitter.state.score == 1


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        ({"attempt": 1, "question": "q9", "choice": "q9-right"}, "sudah tidak ada di kuis"),
        ({"attempt": 1, "question": "q1", "choice": "q2-right"}, "Pilih salah satu"),
        ({"attempt": 1, "question": "q1"}, "Pilih salah satu"),
        ({"attempt": 2, "question": "q1", "choice": "q1-right"}, "Percobaan ini sudah selesai"),
        ({"question": "q1", "choice": "q1-right"}, "Percobaan ini sudah selesai"),
    ],
)
def test_an_answer_that_cannot_be_taken_says_why(payload: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadPayload, match=sentence):
        QUIZ.submit(Sitter(questions=2).value, payload, FRESH)


def test_a_question_is_answered_once_an_attempt() -> None:
    sitter = Sitter(questions=2)
    sitter.choose(1, "q1", right=False)
    with pytest.raises(BadPayload, match="sudah kamu jawab"):
        sitter.choose(1, "q1", right=True)


def test_tries_run_out() -> None:
    sitter = Sitter(questions=1, tries=1)
    sitter.answer(False)
    with pytest.raises(BadPayload, match="sudah habis"):
        sitter.answer(True, attempt=2)
    assert "Hubungi pelatihmu" in sitter.html()
    assert "<form" not in sitter.html()


def test_a_score_sent_along_is_ignored() -> None:
    value = Sitter(questions=1).value
    payload = {"attempt": 1, "question": "q1", "choice": "q1-wrong", "score": 1, "right": True}
    assert QUIZ.submit(value, payload, FRESH).score == 0


def test_two_phones_that_answered_the_same_question_make_one_answer_the_earlier() -> None:
    one, other = Sitter(questions=2), Sitter(questions=2)
    one.choose(1, "q1", right=False)
    other.wait(seconds=1)
    other.choose(1, "q1", right=True)
    for order in itertools.permutations(one.events + other.events):
        state = FRESH
        for event in order:
            state = QUIZ.fold(state, event)
        [answer] = state.detail["attempts"]["1"]["answers"].values()
        assert answer["response"] == "q1-wrong"


def test_right_answers_and_feedback_reach_the_page_only_for_what_was_answered() -> None:
    sitter = Sitter(questions=3)
    assert "Karena" not in sitter.html()
    assert sitter.html().count("<legend>") == 1
    sitter.choose(1, "q1", right=False)
    html = sitter.html()
    assert "Karena salah." in html
    assert "Karena benar." not in html
    sitter.choose(1, "q2", right=False)
    sitter.choose(1, "q3", right=False)
    assert "Karena benar." not in sitter.html()


def test_a_visitor_sees_the_gate_in_place_of_the_form() -> None:
    html = Sitter(questions=2).html(may=False)
    assert "GATE" in html
    assert "<form" not in html


@pytest.mark.parametrize("right", [[], ["a", "b"]])
def test_a_question_needs_exactly_one_right_answer(right: list[str]) -> None:
    block = QuizKind.block()
    value = quiz_block(1)["value"]
    for answer in value["questions"][0]["value"]["answers"]:
        answer["value"]["right"] = bool(right)
    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(block.to_python(value))
    assert "tepat satu jawaban" in str(caught.value.as_json_data())


def test_an_attempt_goes_on_with_the_questions_that_it_began_with() -> None:
    sitter = Sitter(questions=2)
    sitter.choose(1, "q1", right=True)
    edited = quiz_block(2)["value"]
    edited["questions"][1]["value"]["text"] = "Soal yang baru?"
    edited["questions"].reverse()
    sitter.set_value(edited)
    assert "Soal q2?" in sitter.html()
    assert "Soal yang baru?" not in sitter.html()
    assert sitter.choose(1, "q2", right=True) == "passed"
    assert sitter.choose(2, "q2", right=True) == "answered"
    assert "Soal yang baru?" in sitter.html()


def test_a_corrected_key_changes_no_past_answer() -> None:
    sitter = Sitter(questions=1)
    sitter.choose(1, "q1", right=True)
    edited = quiz_block(1)["value"]
    for answer in edited["questions"][0]["value"]["answers"]:
        answer["value"]["right"] = not answer["value"]["right"]
    sitter.set_value(edited)
    assert sitter.attempts[0].score == 1
    assert sitter.choose(2, "q1", right=True) == "failed"


def test_the_quiz_is_rebuilt_from_its_events_alone() -> None:
    sitter = Sitter(questions=3)
    sitter.answer(True, False, True)
    sitter.set_value(quiz_block(1)["value"])
    state = FRESH
    for event in reversed(sitter.events):
        state = QUIZ.fold(state, event)
    assert state == sitter.state
    assert [one.question.text for one in sitter.attempts[0].questions] == [
        "Soal q1?",
        "Soal q2?",
        "Soal q3?",
    ]


def test_once_passed_is_passed_whatever_a_further_try_brings() -> None:
    sitter = Sitter(questions=1)
    sitter.answer(True)
    sitter.answer(False, attempt=2)
    assert "Belum lulus" not in sitter.html()


@pytest.mark.parametrize(
    ("tries", "answers", "closed"), [(0, 3, False), (2, 1, False), (2, 2, True)]
)
def test_it_is_closed_when_the_tries_are_used_up(tries: int, answers: int, closed: bool) -> None:
    sitter = Sitter(questions=1, tries=tries)
    for attempt in range(1, answers + 1):
        sitter.answer(False, attempt=attempt)
    assert QUIZ.closed(sitter.value, sitter.state) is closed
