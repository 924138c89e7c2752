"""From attempts as the quiz keeps them to sheets and rows."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from courses.activities.contract import Result
from courses.kinds.quiz.attempts import MARKED, REGRADED
from courses.kinds.quiz.statistics.gathering import credit, guesses, make_row, make_sheet
from courses.kinds.quiz.statistics.words import answer_words, question_words, solution_words
from tests.courses.kinds.quiz.sitters import Sitter
from tests.factories.quiz import stored_question


def sheet_of(sitter: Sitter, at: int = 0) -> Any:
    return make_sheet("learner", sitter.attempts[at], "id")


def with_question(question: dict[str, Any]) -> Sitter:
    """A quiz of one single-choice question and this one."""
    sitter = Sitter(questions=1)
    raw = sitter.value["questions"].raw_data
    value = {"title": "Kuis", "pass_mark": 60, "tries": 0, "questions": [*list(raw), question]}
    return Sitter(value)


def test_a_finished_attempt_is_a_sheet() -> None:
    sitter = Sitter(questions=2)
    sitter.choose(1, "q1", right=True)
    sitter.wait(minutes=3)
    sitter.choose(1, "q2", right=False)
    sheet = sheet_of(sitter)
    assert (sheet.learner, sheet.number, sheet.total, sheet.seconds) == ("learner", 1, 0.5, 180)
    assert sheet.marks == {"q1": 1.0, "q2": 0.0}
    assert sheet.weights == {"q1": 1.0, "q2": 1.0}
    assert sheet.answers == {"q1": "Benar", "q2": "Salah"}
    assert sheet.credits == {"q1": 1.0, "q2": 0.0}
    assert sheet.marked


def test_what_was_not_answered_is_worth_nothing() -> None:
    sitter = Sitter(questions=2, behaviour="deferred")
    sitter.choose(1, "q1", right=True)
    sitter.finish()
    sheet = sheet_of(sitter)
    assert sheet.marks == {"q1": 1.0, "q2": 0.0}
    assert sheet.answers["q2"] == ""
    assert "q2" not in sheet.credits
    assert sheet.marked


def test_a_further_try_costs_its_penalty_but_the_answer_was_right() -> None:
    sitter = Sitter(questions=1, behaviour="tries")
    sitter.choose(1, "q1", right=False)
    sitter.choose(1, "q1", right=True)
    sheet = sheet_of(sitter)
    assert sheet.marks["q1"] == pytest.approx(2 / 3)
    assert sheet.credits["q1"] == 1.0


def test_what_a_trainer_has_to_read_waits_and_then_has_the_trainers_mark() -> None:
    essay = stored_question("essay", block_id="e", text="Ceritakan.", lines=3)
    sitter = with_question(essay)
    sitter.choose(1, "q1", right=True)
    sitter.send({"attempt": 1, "question": "e", "text": "Saya menabung."})
    sheet = sheet_of(sitter)
    assert (sheet.total, sheet.marks["e"], sheet.marked) == (None, None, False)
    assert sheet.answers["e"] == "Saya menabung."
    row = make_row("x", sitter.attempts[0], 60)
    assert (row.waiting, row.passed) == (True, None)
    give_mark(sitter, MARKED, {"score": 0.5, "digest": ""})
    sheet = sheet_of(sitter)
    assert (sheet.total, sheet.marks["e"], sheet.credits["e"]) == (0.75, 0.5, 0.5)


def give_mark(sitter: Sitter, verb: str, mark: dict[str, Any], question: str = "e") -> None:
    whole = {"comment": "", "rubric": {}, "by": None, **mark}
    sitter.wait(hours=1)
    sitter.record(Result(verb, detail={"attempt": 1, "marks": {question: whole}}))


def test_a_corrected_key_decides_what_an_answer_is_worth() -> None:
    sitter = Sitter(questions=1)
    sitter.choose(1, "q1", right=False)
    asked = sitter.attempts[0].questions[0]
    assert credit(asked) == 0.0
    corrected = asked.question.as_json()
    for answer in corrected["data"]["answers"]:
        answer["right"] = not answer["right"]
    whole = {"score": 0.4, "comment": "", "rubric": {}, "by": None, "digest": "new"}
    detail = {"attempt": 1, "marks": {"q1": whole}, "questions": {"new": corrected}}
    sitter.wait(hours=1)
    sitter.record(Result(REGRADED, detail=detail))
    # The mark is what the person gets; the answer itself is right.
    assert sheet_of(sitter).marks["q1"] == 0.4
    assert sheet_of(sitter).credits["q1"] == 1.0


def test_what_is_only_read_is_no_question() -> None:
    sitter = with_question(stored_question("description", block_id="d", text="Baca.", weight=0))
    sitter.choose(1, "q1", right=True)
    assert list(sheet_of(sitter).marks) == ["q1"]


def test_a_row_tells_how_an_attempt_stands() -> None:
    sitter = Sitter(questions=2)
    sitter.choose(1, "q1", right=True)
    row = make_row("x", sitter.attempts[0], 60)
    assert (row.score, row.finished_at, row.minutes) == (None, None, None)
    assert (row.answered, row.asked, row.passed, row.waiting) == (1, 2, None, False)
    sitter.wait(seconds=90)
    sitter.choose(1, "q2", right=True)
    row = make_row("x", sitter.attempts[0], 60)
    assert (row.score, row.minutes, row.passed, row.answered) == (1.0, 1.5, True, 2)
    assert row.finished_at == row.started_at + timedelta(seconds=90)


def test_each_attempt_is_judged_by_itself() -> None:
    sitter = Sitter(questions=2)
    sitter.answer(True, True)
    sitter.answer(True, False, attempt=2)
    assert [make_row("x", one, 60).passed for one in sitter.attempts] == [True, False]
    assert [make_row("x", one, 50).passed for one in sitter.attempts] == [True, True]


def test_words_of_a_question_and_its_answer_have_no_markup() -> None:
    sitter = Sitter(questions=1)
    answers = [
        {"type": "item", "id": "a", "value": {"text": "<b>Modal</b>", "right": True}},
        {"type": "item", "id": "b", "value": {"text": "Laba", "right": False}},
    ]
    question = stored_question(
        "single_choice", block_id="q1", text="<p>Apa?</p>", format="html", answers=answers
    )
    sitter = Sitter({"title": "K", "pass_mark": 60, "tries": 0, "questions": [question]})
    sitter.send({"attempt": 1, "question": "q1", "choice": "b"})
    [asked] = sitter.attempts[0].questions
    assert question_words(asked, "id") == "Apa?"
    assert answer_words(asked, "id") == "Laba"
    assert solution_words(asked, "id") == "Modal"
    assert guesses({"q1": asked.question}) == {"q1": 0.5}


def test_what_a_person_typed_is_no_markup() -> None:
    answers = [{"type": "item", "id": "a", "value": {"text": "modal", "credit": 100}}]
    question = stored_question(
        "short_answer", block_id="s", text="<p>Apa?</p>", format="html", answers=answers
    )
    sitter = Sitter({"title": "K", "pass_mark": 60, "tries": 0, "questions": [question]})
    sitter.send({"attempt": 1, "question": "s", "text": "laba <b modal & *dua*"})
    assert answer_words(sitter.attempts[0].questions[0], "id") == "laba <b modal & *dua*"


def test_a_type_that_is_no_longer_installed_stops_nothing() -> None:
    sitter = Sitter(questions=1)
    sitter.choose(1, "q1", right=True)
    stored = sitter.state.detail["questions"]
    for digest in stored:
        stored[digest] = {**stored[digest], "type": "gone"}
    sheet = sheet_of(sitter)
    assert (sheet.marks, sheet.answers) == ({"q1": 1.0}, {"q1": ""})
    [asked] = sitter.attempts[0].questions
    assert question_words(asked, "id") == "Soal q1?"
    assert solution_words(asked, "id") == ""
    assert guesses({"q1": asked.question}) == {"q1": None}


def test_ids_of_learners_may_be_of_any_kind() -> None:
    sitter = Sitter(questions=1)
    sitter.choose(1, "q1", right=True)
    learner = uuid.uuid4()
    assert make_sheet(learner, sitter.attempts[0], None).learner == learner
    assert make_sheet(learner, sitter.attempts[0], None).answers == {}
