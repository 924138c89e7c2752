"""How often a question was asked, by the states of those who sat a quiz."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from courses.kinds.quiz.usage import times_asked
from courses.progress.models import State
from tests.courses.kinds.quiz.sitters import Sitter
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import quiz_block
from tests.factories.quiz import BankQuestionFactory, from_bank
from tests.statements import count_statements

pytestmark = pytest.mark.django_db


def sit(value: dict[str, Any], lesson_key: uuid.UUID, *, attempts: int) -> None:
    """Somebody makes so many attempts, and what became of it is in the ledger."""
    sitter = Sitter(value)
    for number in range(1, attempts + 1):
        sitter.start(number)
        sitter.finish(number)
    State.objects.create(
        learner=PersonFactory(),
        lesson_key=lesson_key,
        activity_id="a1",
        kind="quiz",
        detail=sitter.state.detail,
        first_at=timezone.now(),
        last_at=timezone.now(),
    )


def quiz(*entries: dict[str, Any]) -> dict[str, Any]:
    value: dict[str, Any] = quiz_block(1)["value"]
    return {**value, "questions": [*value["questions"], *entries], "behaviour": "deferred"}


def test_every_attempt_that_asked_it_counts() -> None:
    question, other = BankQuestionFactory(), BankQuestionFactory()
    one, two = uuid.uuid4(), uuid.uuid4()
    sit(quiz(from_bank(question)), one, attempts=2)
    sit(quiz(from_bank(question), from_bank(other)), two, attempts=1)
    sit(quiz(), two, attempts=1)
    key = str(question.key)
    assert times_asked(key) == 3
    assert times_asked(key, [two]) == 1
    assert times_asked(str(other.key)) == 1
    assert times_asked(str(uuid.uuid4())) == 0
    assert times_asked("q1") == 4
    assert count_statements(lambda: times_asked(key)) == 1


def test_what_arrives_before_its_attempt_began_counts_nothing() -> None:
    State.objects.create(
        learner=PersonFactory(),
        lesson_key=uuid.uuid4(),
        activity_id="a1",
        kind="quiz",
        detail={"attempts": {"1": {"layout": None, "answers": {"q1": {}}}}},
        first_at=timezone.now(),
        last_at=timezone.now(),
    )
    assert times_asked("q1") == 0
