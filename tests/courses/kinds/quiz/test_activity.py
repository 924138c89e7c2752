import itertools
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import strategies as st
from wagtail.blocks import StructBlockValidationError

from courses.activities.contract import FRESH, AnswerForm, BadPayload, Event, State
from courses.activities.testing import KindConformance
from courses.kinds.quiz.activity import QuizKind
from tests.factories.catalog import quiz_block

QUIZ = QuizKind()


class TestQuiz(KindConformance):
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


class Sitting:
    """Somebody at a quiz: each answer is decided and folded as the ledger does it."""

    def __init__(self, **quiz: Any) -> None:
        self.value = QuizKind.block().to_python(quiz_block(**quiz)["value"])
        self.state: State = FRESH
        self.events: list[Event] = []

    def answer(self, *rights: bool, attempt: int = 1) -> str:
        verb = ""
        for number, right in enumerate(rights, start=1):
            verb = self.send(attempt, f"q{number}", f"q{number}-{'right' if right else 'wrong'}")
        return verb

    def send(self, attempt: Any, question: str, choice: str) -> str:
        payload = {"attempt": attempt, "question": question, "choice": choice}
        result = QUIZ.submit(self.value, payload, self.state)
        event = Event(
            uuid.uuid4(), result.verb, payload, result.score, result.detail, datetime.now(UTC)
        )
        self.events.append(event)
        self.state = QUIZ.fold(self.state, event)
        return result.verb

    def html(self, *, may: bool = True) -> str:
        answer = AnswerForm(id="a1", may=may, url="/", gate="GATE")
        context = QUIZ.context(self.value, self.state)
        return render_to_string(
            QUIZ.template, {"value": self.value, "state": self.state, "answer": answer, **context}
        )


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
    sitting = Sitting(questions=3, pass_mark=pass_mark)
    assert sitting.answer(*rights) == ("passed" if passed else "failed")
    assert sitting.state.completed is passed
    assert sitting.state.score == pytest.approx(sum(rights) / 3)


def test_failing_then_passing_completes_and_keeps_the_best_score() -> None:
    sitting = Sitting(questions=2)
    sitting.answer(False, False)
    assert not sitting.state.completed
    assert sitting.state.score == 0
    sitting.answer(True, True, attempt=2)
    assert sitting.state.completed
    sitting.answer(True, False, attempt=3)
    assert sitting.state.completed
    assert sitting.state.score == 1


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
        QUIZ.submit(Sitting(questions=2).value, payload, FRESH)


def test_a_question_is_answered_once_an_attempt() -> None:
    sitting = Sitting(questions=2)
    sitting.send(1, "q1", "q1-wrong")
    with pytest.raises(BadPayload, match="sudah kamu jawab"):
        sitting.send(1, "q1", "q1-right")


def test_tries_run_out() -> None:
    sitting = Sitting(questions=1, tries=1)
    sitting.answer(False)
    with pytest.raises(BadPayload, match="sudah habis"):
        sitting.answer(True, attempt=2)
    assert "Hubungi pelatihmu" in sitting.html()
    assert "<form" not in sitting.html()


def test_a_score_sent_along_is_ignored() -> None:
    value = Sitting(questions=1).value
    payload = {"attempt": 1, "question": "q1", "choice": "q1-wrong", "score": 1, "right": True}
    assert QUIZ.submit(value, payload, FRESH).score == 0


def test_two_phones_that_answered_the_same_question_make_one_answer_the_earlier() -> None:
    one, other = Sitting(questions=2), Sitting(questions=2)
    one.send(1, "q1", "q1-wrong")
    other.send(1, "q1", "q1-right")
    events = one.events + other.events
    for order in itertools.permutations(events):
        state = FRESH
        for event in order:
            state = QUIZ.fold(state, event)
        [answer] = state.detail["attempts"]["1"]["answers"].values()
        assert answer["choice"] == "q1-wrong"


def test_right_answers_and_feedback_reach_the_page_only_for_what_was_answered() -> None:
    sitting = Sitting(questions=3)
    assert "Karena" not in sitting.html()
    assert sitting.html().count("<legend>") == 1
    sitting.send(1, "q1", "q1-wrong")
    html = sitting.html()
    assert "Karena salah." in html
    assert "Karena benar." not in html
    sitting.send(1, "q2", "q2-wrong")
    sitting.send(1, "q3", "q3-wrong")
    assert "Karena benar." not in sitting.html()


def test_a_visitor_sees_the_gate_in_place_of_the_form() -> None:
    html = Sitting(questions=2).html(may=False)
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


def test_a_question_removed_in_the_middle_of_an_attempt_does_not_block_it() -> None:
    sitting = Sitting(questions=3)
    sitting.send(1, "q3", "q3-wrong")
    sitting.value = QuizKind.block().to_python(quiz_block(2)["value"])
    assert sitting.answer(True, True) == "passed"
    assert sitting.state.score == 1


def test_a_later_edit_changes_no_past_answer() -> None:
    sitting = Sitting(questions=1)
    sitting.answer(True)
    detail = sitting.events[0].detail
    assert (detail["asked"], detail["answered"], detail["right"]) == ("Soal q1?", "Benar", True)


def test_an_attempt_whose_other_questions_were_taken_away_is_over() -> None:
    sitting = Sitting(questions=2)
    sitting.send(1, "q1", "q1-wrong")
    sitting.value = QuizKind.block().to_python(quiz_block(1)["value"])
    html = sitting.html()
    assert 'id="hasil-a1"' in html
    assert 'id="ulang-a1"' in html
    assert sitting.send(2, "q1", "q1-right") == "passed"


def test_once_passed_is_passed_whatever_a_further_try_brings() -> None:
    sitting = Sitting(questions=1)
    sitting.answer(True)
    sitting.answer(False, attempt=2)
    assert "Belum lulus" not in sitting.html()


@pytest.mark.parametrize(
    ("tries", "answers", "closed"), [(0, 3, False), (2, 1, False), (2, 2, True)]
)
def test_it_is_closed_when_the_tries_are_used_up(tries: int, answers: int, closed: bool) -> None:
    sitting = Sitting(questions=1, tries=tries)
    for attempt in range(1, answers + 1):
        sitting.answer(False, attempt=attempt)
    assert QUIZ.closed(sitting.value, sitting.state) is closed
