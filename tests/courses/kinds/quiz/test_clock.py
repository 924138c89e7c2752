"""Opening, closing and time limits: by the server's clock, and within a window for a phone's."""

from datetime import timedelta
from typing import Any

import pytest

from courses.activities.contract import BadPayload, Result
from courses.kinds.quiz.attempts import ALLOWED
from tests.courses.kinds.quiz.sitters import START, Sitter


def timed(**quiz: Any) -> Sitter:
    sitter = Sitter(questions=3, **{"minutes": 10, **quiz})
    sitter.start()
    return sitter


def test_a_quiz_opens_and_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    opens, closes = START + timedelta(hours=1), START + timedelta(hours=2)
    sitter = Sitter(questions=1, opens_at=opens.isoformat(), closes_at=closes.isoformat())
    assert sitter.quiz.timely(sitter.value)
    with pytest.raises(BadPayload, match="belum dibuka"):
        sitter.answer(True)
    assert "belum dibuka" in sitter.html(monkeypatch)
    assert sitter.quiz.closed(sitter.value, sitter.state)
    sitter.wait(minutes=61)
    assert not sitter.quiz.closed(sitter.value, sitter.state)
    assert "belum dibuka" not in sitter.html(monkeypatch)
    sitter.wait(minutes=60)
    with pytest.raises(BadPayload, match="sudah ditutup"):
        sitter.answer(True)
    assert "sudah ditutup" in sitter.html(monkeypatch)
    assert "<form" not in sitter.html(monkeypatch)


def test_a_quiz_without_times_does_not_depend_on_the_clock() -> None:
    sitter = Sitter(questions=1)
    assert not sitter.quiz.timely(sitter.value)


@pytest.mark.parametrize(("seconds", "taken"), [(600, True), (659, True), (661, False)])
def test_the_time_limit_has_a_minute_of_grace(seconds: int, taken: bool) -> None:
    sitter = timed()
    sitter.wait(seconds=seconds)
    if taken:
        assert sitter.choose(1, "q1", right=True) == "answered"
    else:
        with pytest.raises(BadPayload, match="Waktu"):
            sitter.choose(1, "q1", right=True)


def test_when_the_time_is_over_the_result_counts_what_was_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sitter = timed()
    sitter.choose(1, "q1", right=True)
    sitter.wait(minutes=12)
    html = sitter.html(monkeypatch)
    assert "Waktu habis" in html
    assert "<fieldset" not in html
    assert sitter.finish() == "failed"
    assert sitter.state.score == pytest.approx(1 / 3)
    assert sitter.attempts[0].finished_at == START + timedelta(minutes=10)


def test_the_phones_clock_can_not_stretch_the_limit() -> None:
    sitter = timed()
    sitter.wait(minutes=5)
    sitter.choose(1, "q1", right=True)
    sitter.wait(minutes=15)
    # Given before the answer that is recorded already, or after the end: not believed.
    for minutes in (4, 12):
        with pytest.raises(BadPayload, match="Waktu"):
            sitter.choose(1, "q2", right=True, occurred_at=START + timedelta(minutes=minutes))


def test_an_answer_kept_without_signal_is_taken_within_the_window() -> None:
    sitter = timed(offline_hours=24)
    sitter.wait(hours=20)
    in_time = START + timedelta(minutes=6)
    assert sitter.choose(1, "q1", right=True, occurred_at=in_time) == "answered"
    sitter.wait(hours=5)
    with pytest.raises(BadPayload, match="Waktu"):
        sitter.choose(1, "q2", right=True, occurred_at=in_time + timedelta(minutes=1))


def test_an_answer_given_before_the_attempt_began_is_not_taken_late() -> None:
    sitter = timed()
    sitter.wait(hours=1)
    with pytest.raises(BadPayload, match="Waktu"):
        sitter.choose(1, "q1", right=True, occurred_at=START - timedelta(minutes=1))


def test_one_person_may_be_allowed_more_time() -> None:
    sitter = timed()
    sitter.record(Result(ALLOWED, detail={"minutes": 5, "attempts": 0, "by": "7"}))
    sitter.wait(minutes=14)
    assert sitter.choose(1, "q1", right=True) == "answered"
    sitter.wait(minutes=3)
    with pytest.raises(BadPayload, match="Waktu"):
        sitter.choose(1, "q2", right=True)


def test_the_closing_time_ends_an_open_attempt() -> None:
    closes = START + timedelta(minutes=5)
    sitter = Sitter(questions=2, closes_at=closes.isoformat())
    sitter.choose(1, "q1", right=True)
    sitter.wait(minutes=7)
    with pytest.raises(BadPayload, match="Waktu"):
        sitter.choose(1, "q2", right=True)
    assert sitter.finish() == "failed"
    assert sitter.quiz.closed(sitter.value, sitter.state)


def test_no_answer_is_older_than_its_attempt() -> None:
    sitter = timed()
    sitter.wait(minutes=5)
    forged = START - timedelta(days=3)
    for question in ("q1", "q2", "q3"):
        sitter.choose(1, question, right=True, occurred_at=forged)
    [attempt] = sitter.attempts
    assert attempt.started_at == attempt.finished_at == START
    assert {one.answer and one.answer.at for one in attempt.questions} == {START}
    assert {event.occurred_at for event in sitter.events} == {START}


def test_a_time_limit_runs_from_when_the_server_saw_the_start() -> None:
    for days in (-2, 2):
        sitter = Sitter(questions=3, minutes=10)
        sitter.send({"attempt": 1, "start": "1"}, occurred_at=START + timedelta(days=days))
        assert sitter.attempts[0].started_at == sitter.events[0].occurred_at == START
        sitter.wait(minutes=12)
        for forged in (START - timedelta(minutes=1), START + timedelta(minutes=9)):
            with pytest.raises(BadPayload, match="Waktu"):
                sitter.choose(1, "q1", right=True, occurred_at=forged)


def test_a_quiz_that_closes_begins_by_the_servers_clock_too() -> None:
    opens = START + timedelta(hours=1)
    sitter = Sitter(questions=1, opens_at=opens.isoformat())
    with pytest.raises(BadPayload, match="belum dibuka"):
        sitter.choose(1, "q1", right=True, occurred_at=opens + timedelta(minutes=1))
    sitter.wait(minutes=70)
    sitter.choose(1, "q1", right=True, occurred_at=START)
    assert sitter.attempts[0].started_at == START + timedelta(minutes=70)


def test_a_forged_clock_does_not_open_an_attempt_that_is_over() -> None:
    sitter = timed(offline_hours=24, tries=1)
    sitter.choose(1, "q1", right=False)
    sitter.wait(minutes=30)
    sitter.finish()
    for payload in ({"start": "1"}, {"question": "q1", "choice": "q1-right"}):
        for attempt in (1, 2):
            with pytest.raises(BadPayload):
                sitter.send(
                    {"attempt": attempt, **payload}, occurred_at=START + timedelta(minutes=1)
                )


def test_where_nothing_is_limited_an_attempt_begins_when_its_first_answer_was_given() -> None:
    sitter = Sitter(questions=2)
    sitter.wait(hours=5)
    sitter.choose(1, "q1", right=True, occurred_at=START)
    sitter.choose(1, "q2", right=True, occurred_at=START + timedelta(minutes=2))
    [attempt] = sitter.attempts
    assert (attempt.started_at, attempt.seconds) == (START, 120)
