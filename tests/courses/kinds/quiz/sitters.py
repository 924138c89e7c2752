"""Somebody at a quiz, without a database: each answer is decided and folded as the ledger does."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string

from courses.activities.contract import FRESH, AnswerForm, Event, Given, Result, State
from courses.activities.registry import kinds
from courses.kinds.quiz import activity
from courses.kinds.quiz.attempts import Attempt, read_attempts
from tests.factories.catalog import quiz_block

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Sitter:
    """Answers a quiz from `quiz_block(**quiz)`, or one whose value is given, by a clock of its
    own: `wait(minutes=5)` moves it on."""

    def __init__(self, value: Mapping[str, Any] | None = None, **quiz: Any) -> None:
        self.quiz = kinds["quiz"]
        self.set_value(value or quiz_block(**quiz)["value"])
        self.state: State = FRESH
        self.events: list[Event] = []
        self.now = START

    def set_value(self, value: Mapping[str, Any]) -> None:
        self.value = self.quiz.block().to_python(value)

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def answer(self, *rights: bool, attempt: int = 1) -> str:
        verb = ""
        for number, right in enumerate(rights, start=1):
            verb = self.choose(attempt, f"q{number}", right=right)
        return verb

    def choose(self, attempt: int, question: str, *, right: bool, **how: Any) -> str:
        choice = f"{question}-{'right' if right else 'wrong'}"
        return self.send({"attempt": attempt, "question": question, "choice": choice}, **how)

    def start(self, attempt: int = 1) -> str:
        return self.send({"attempt": attempt, "start": "1"})

    def finish(self, attempt: int = 1) -> str:
        return self.send({"attempt": attempt, "finish": "1"})

    def decide(
        self,
        payload: Mapping[str, Any],
        *,
        occurred_at: datetime | None = None,
        language: str = "id",
    ) -> Result:
        given = Given(language, occurred_at or self.now, self.now)
        return self.quiz.decide(self.value, payload, self.state, given)

    def send(self, payload: Mapping[str, Any], **how: Any) -> str:
        """Decide, record, fold; gives the verb. Raises `BadPayload`."""
        result = self.decide(payload, **how)
        self.record(result, payload, at=how.get("occurred_at"))
        return result.verb

    def record(
        self, result: Result, payload: Mapping[str, Any] | None = None, at: datetime | None = None
    ) -> Event:
        moment = result.occurred_at or at or self.now
        event = Event(uuid.uuid4(), result.verb, payload or {}, result.score, result.detail, moment)
        self.events.append(event)
        self.state = self.quiz.fold(self.state, event)
        return event

    @property
    def attempts(self) -> list[Attempt]:
        return read_attempts(self.state)

    def html(
        self,
        monkeypatch: pytest.MonkeyPatch | None = None,
        *,
        may: bool = True,
        url: str = "/",
    ) -> str:
        """The quiz on its page; by this person's clock where `monkeypatch` is given."""
        if monkeypatch:
            monkeypatch.setattr(activity.timezone, "now", lambda: self.now)
        context = self.quiz.context(self.value, self.state)
        answer = AnswerForm(id="a1", may=may, url=url, gate="GATE")
        return render_to_string(
            self.quiz.template,
            {"value": self.value, "state": self.state, "answer": answer, **context},
        )
