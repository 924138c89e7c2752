"""When feedback comes, which try counts, and what one person is allowed beyond the rules."""

from typing import Any

import pytest

from courses.activities.contract import BadPayload, Result
from courses.kinds.quiz.attempts import ALLOWED, read_allowance
from tests.courses.kinds.quiz.sitters import Sitter

# --- At the end ---------------------------------------------------------------------------------


def hand_in(*rights: bool, **quiz: Any) -> Sitter:
    sitter = Sitter(questions=len(rights), behaviour="deferred", **quiz)
    sitter.answer(*rights)
    return sitter


def test_at_the_end_nothing_tells_right_from_wrong_before_it_is_handed_in() -> None:
    sitter = hand_in(True, False)
    html = sitter.html()
    assert "Karena" not in html
    assert "✓" not in html
    assert "✗" not in html
    assert 'class="said"' in html
    assert sitter.finish() == "failed"
    assert "Karena salah." in sitter.html()


def test_at_the_end_every_question_is_saved_and_none_is_checked() -> None:
    sitter = Sitter(questions=2, behaviour="deferred")
    for _question in range(2):
        assert ">Simpan</button>" in sitter.html()
        assert ">Periksa</button>" not in sitter.html()
        sitter.answer(True)
    assert ">Periksa</button>" in Sitter(questions=2).html()


def test_at_the_end_an_answer_can_be_changed_and_the_last_one_counts() -> None:
    sitter = hand_in(True, False)
    sitter.wait(seconds=5)
    sitter.choose(1, "q2", right=True)
    assert sitter.finish() == "passed"
    assert sitter.state.score == 1


def test_at_the_end_a_try_that_is_handed_in_takes_nothing_more() -> None:
    sitter = hand_in(True, False)
    sitter.finish()
    with pytest.raises(BadPayload, match="sudah selesai"):
        sitter.choose(1, "q2", right=True)
    with pytest.raises(BadPayload, match="sudah selesai"):
        sitter.finish()


def test_at_the_end_what_was_not_answered_counts_as_wrong() -> None:
    sitter = Sitter(questions=2, behaviour="deferred")
    sitter.choose(1, "q1", right=True)
    sitter.finish()
    assert sitter.state.score == 0.5


def test_with_feedback_at_once_nothing_is_handed_in_early() -> None:
    sitter = Sitter(questions=2)
    sitter.choose(1, "q1", right=True)
    with pytest.raises(BadPayload, match="Masih ada soal"):
        sitter.finish()


# --- With further tries -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ([True], 1),
        ([False, True], 2 / 3),
        ([False, False, True], 1 / 3),
        ([False, False, False], 0),
    ],
)
def test_each_wrong_try_costs_the_penalty(answers: list[bool], score: float) -> None:
    sitter = Sitter(questions=1, behaviour="tries")
    for right in answers:
        sitter.choose(1, "q1", right=right)
        sitter.wait(seconds=3)
    assert sitter.attempts[0].finished
    assert sitter.attempts[0].score == pytest.approx(score)


def test_after_the_last_try_the_question_is_closed() -> None:
    sitter = Sitter(questions=2, behaviour="tries", question_tries=2)
    sitter.choose(1, "q1", right=False)
    html = sitter.html()
    assert "Coba soal ini lagi" in html
    assert "1 kesempatan lagi" in html
    sitter.choose(1, "q1", right=False)
    assert "Coba soal ini lagi" not in sitter.html()
    with pytest.raises(BadPayload, match="sudah kamu jawab"):
        sitter.choose(1, "q1", right=True)


def test_hints_come_one_after_another_with_each_wrong_try() -> None:
    sitter = Sitter(questions=1, behaviour="tries", question_tries=4)
    raw = sitter.quiz.block().get_prep_value(sitter.value)
    raw["questions"][0]["value"]["hints"] = [
        {"type": "item", "id": name, "value": f"Petunjuk {name}"} for name in ("satu", "dua")
    ]
    sitter.set_value(raw)
    assert "Petunjuk" not in sitter.html()
    seen = []
    for _try in range(3):
        sitter.choose(1, "q1", right=False)
        html = sitter.html()
        seen.append([name for name in ("satu", "dua") if f"Petunjuk {name}" in html])
    assert seen == [["satu"], ["dua"], ["dua"]]


# --- Which try counts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "score"), [("best", 1), ("last", 0.5), ("first", 0), ("mean", 0.5)]
)
def test_the_score_is_that_of_the_try_that_counts(counts: str, score: float) -> None:
    sitter = Sitter(questions=2, counts=counts)
    sitter.answer(False, False, attempt=1)
    sitter.answer(True, True, attempt=2)
    sitter.answer(True, False, attempt=3)
    assert sitter.state.score == score


@pytest.mark.parametrize(("counts", "passed"), [("best", True), ("first", False), ("mean", False)])
def test_it_is_passed_by_what_counts(counts: str, passed: bool) -> None:
    sitter = Sitter(questions=2, counts=counts, pass_mark=60)
    sitter.answer(False, False, attempt=1)
    sitter.answer(True, True, attempt=2)
    assert sitter.state.completed is passed


def test_one_person_may_be_allowed_more_tries() -> None:
    sitter = Sitter(questions=1, tries=1)
    sitter.answer(False)
    assert sitter.quiz.closed(sitter.value, sitter.state)
    sitter.record(Result(ALLOWED, detail={"minutes": 0, "attempts": 1, "by": "7"}))
    assert read_allowance(sitter.state).attempts == 1
    assert not sitter.quiz.closed(sitter.value, sitter.state)
    assert sitter.answer(True, attempt=2) == "passed"
    with pytest.raises(BadPayload, match="sudah habis"):
        sitter.answer(True, attempt=3)


# --- Beginning ----------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [{"shuffle_questions": True}, {"shuffle_answers": True}])
def test_what_is_drawn_is_drawn_once_when_it_begins(rule: dict[str, Any]) -> None:
    sitter = Sitter(questions=6, **rule)
    assert "<legend>" not in sitter.html()
    with pytest.raises(BadPayload, match="Mulai"):
        sitter.choose(1, "q1", right=True)
    assert sitter.start() == "initialized"
    assert sitter.html() == sitter.html()
    with pytest.raises(BadPayload, match="sudah mulai"):
        sitter.start()
    sitter.answer(*[True] * 6)
    assert sitter.state.completed


def test_shuffled_questions_come_in_another_order_for_others() -> None:
    orders = set()
    for _person in range(12):
        sitter = Sitter(questions=6, shuffle_questions=True)
        sitter.start()
        orders.add(tuple(one.id for one in sitter.attempts[0].questions))
    assert len(orders) > 1


def test_shuffled_answers_come_in_another_order_for_others() -> None:
    firsts = set()
    for _person in range(20):
        sitter = Sitter(questions=1, shuffle_answers=True)
        sitter.start()
        html = sitter.html()
        firsts.add(html.index("q1-right") < html.index("q1-wrong"))
    assert firsts == {True, False}


def test_a_text_to_read_first_is_shown_with_the_question_and_asks_nothing() -> None:
    sitter = Sitter(questions=1)
    raw = sitter.quiz.block().get_prep_value(sitter.value)
    text = {"type": "description", "id": "d1", "value": {"text": "Baca cerita Siti dulu."}}
    raw["questions"].insert(0, text)
    sitter.set_value(raw)
    html = sitter.html()
    assert "Baca cerita Siti dulu." in html
    assert "Soal 1 dari 1" in html
    assert sitter.choose(1, "q1", right=True) == "passed"
    assert sitter.state.score == 1


def test_the_tries_before_the_last_are_kept_for_a_corrected_key() -> None:
    sitter = Sitter(questions=1, behaviour="tries")
    sitter.choose(1, "q1", right=False)
    sitter.choose(1, "q1", right=True)
    answer = sitter.attempts[0].find("q1").answer
    assert (answer.response, list(answer.earlier)) == ("q1-right", ["q1-wrong"])


def test_a_worse_try_takes_nothing_away() -> None:
    sitter = Sitter(questions=1, behaviour="tries")
    raw = sitter.quiz.block().get_prep_value(sitter.value)
    wrong, right = raw["questions"][0]["value"]["answers"]
    half = {**wrong, "id": "q1-half", "value": {**wrong["value"], "text": "Hampir", "credit": 60.0}}
    raw["questions"][0]["value"]["answers"] = [wrong, half, right]
    sitter.set_value(raw)
    sitter.send({"attempt": 1, "question": "q1", "choice": "q1-half"})
    sitter.choose(1, "q1", right=False)
    assert sitter.attempts[0].find("q1").score == pytest.approx(0.6)
