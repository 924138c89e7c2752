"""Everybody's states of one kind, for those who count over all lessons."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from courses.progress.models import State
from courses.progress.queries import states_of_kind
from tests.factories.accounts import PersonFactory
from tests.statements import count_statements

pytestmark = pytest.mark.django_db


def keep(lesson_key: uuid.UUID, activity_id: str = "a1", **fields: Any) -> State:
    now = timezone.now()
    defaults = {"kind": "quiz", "first_at": now, "last_at": now}
    row: State = State.objects.create(
        learner=PersonFactory(),
        lesson_key=lesson_key,
        activity_id=activity_id,
        **{**defaults, **fields},
    )
    return row


def test_only_this_kind_in_these_lessons() -> None:
    one, two = uuid.uuid4(), uuid.uuid4()
    first, second = keep(one, score=0.5), keep(two)
    keep(one, kind="reading")
    keep(one, activity_id="")
    found = list(states_of_kind("quiz"))
    assert found == [
        (first.learner_id, one, "a1", first.as_fact()),
        (second.learner_id, two, "a1", second.as_fact()),
    ]
    assert [key for _who, key, *_rest in states_of_kind("quiz", [two])] == [two]
    assert list(states_of_kind("quiz", [])) == []


def test_only_those_that_mention_something() -> None:
    name = str(uuid.uuid4())
    wanted = keep(uuid.uuid4(), detail={"asked": [{"id": name}]})
    keep(uuid.uuid4(), detail={"asked": [{"id": "other"}]})
    found = states_of_kind("quiz", mentioning=name)
    assert [who for who, *_rest in found] == [wanted.learner_id]
    assert list(states_of_kind("quiz", mentioning="%")) == []


def test_one_statement_for_any_number() -> None:
    keep(uuid.uuid4())
    few = count_statements(lambda: list(states_of_kind("quiz")))
    for _number in range(5):
        keep(uuid.uuid4())
    assert count_statements(lambda: list(states_of_kind("quiz"))) == few == 1
