"""What others may read of the ledger, each in one query whatever its size."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from courses.activities import contract
from courses.progress.folding import COURSE, LESSON
from courses.progress.models import Event, State


@dataclass(frozen=True, slots=True)
class WholeState:
    """How far somebody is with a whole lesson: begun at `first_at`, last touched at `last_at`."""

    completed: bool
    first_at: datetime
    last_at: datetime


def lesson_states(learner_id: Any, lesson_key: uuid.UUID) -> dict[str, contract.State]:
    """A learner's states in one lesson by activity id; the lesson's own state under ""."""
    rows = State.objects.filter(learner_id=learner_id, lesson_key=lesson_key)
    return {row.activity_id: row.as_fact() for row in rows}


def lesson_and_whole_states(
    learner_id: Any, lesson_key: uuid.UUID, course_lesson_keys: Collection[uuid.UUID]
) -> tuple[dict[str, contract.State], dict[uuid.UUID, WholeState]]:
    """What a lesson's page needs, in one query: `lesson_states` of the lesson that is open, and
    the whole states of all lessons of its course by their keys."""
    rows = State.objects.filter(
        Q(lesson_key=lesson_key) | Q(lesson_key__in=course_lesson_keys, activity_id=""),
        learner_id=learner_id,
    )
    states: dict[str, contract.State] = {}
    wholes: dict[uuid.UUID, WholeState] = {}
    for row in rows:
        if row.lesson_key == lesson_key:
            states[row.activity_id] = row.as_fact()
        if not row.activity_id:
            wholes[row.lesson_key] = WholeState(row.completed, row.first_at, row.last_at)
    return states, wholes


def activity_states(
    lesson_key: uuid.UUID, activity_id: str
) -> Iterator[tuple[Any, contract.State, datetime, datetime]]:
    """Everybody's state in one activity: learner id, state, first and last touched; by learner."""
    rows = State.objects.filter(lesson_key=lesson_key, activity_id=activity_id)
    for row in rows.order_by("learner_id").iterator(chunk_size=500):
        yield row.learner_id, row.as_fact(), row.first_at, row.last_at


def states_of_kind(
    kind: str, lesson_keys: Collection[uuid.UUID] | None = None, *, mentioning: str = ""
) -> Iterator[tuple[Any, uuid.UUID, str, contract.State]]:
    """Everybody's states of a kind, in these lessons or in all: learner id, lesson key, activity
    id, state. With `mentioning`, only those whose detail holds this text, such as an id."""
    rows = State.objects.filter(kind=kind).exclude(activity_id="")
    if lesson_keys is not None:
        rows = rows.filter(lesson_key__in=lesson_keys)
    if mentioning:
        rows = rows.alias(text=Cast("detail", TextField())).filter(text__contains=mentioning)
    for row in rows.order_by("pk").iterator(chunk_size=500):
        yield row.learner_id, row.lesson_key, row.activity_id, row.as_fact()


def waiting_states(kind: str) -> Iterator[tuple[Any, uuid.UUID, str, contract.State, datetime]]:
    """The states of a kind that wait for somebody, the longest untouched first: learner id, lesson
    key, activity id, state, last touched."""
    rows = State.objects.filter(kind=kind, waiting=True)
    for row in rows.order_by("last_at", "pk").iterator(chunk_size=500):
        yield row.learner_id, row.lesson_key, row.activity_id, row.as_fact(), row.last_at


def waiting_count(kind: str) -> int:
    """How many states of a kind wait for somebody."""
    return State.objects.filter(kind=kind, waiting=True).count()


def activity_state(learner_id: Any, lesson_key: uuid.UUID, activity_id: str) -> contract.State:
    """One learner's state in one activity."""
    row = State.objects.filter(
        learner_id=learner_id, lesson_key=lesson_key, activity_id=activity_id
    ).first()
    return row.as_fact() if row else contract.FRESH


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as its reader sees it: the fact, and when and by whom it was recorded."""

    fact: contract.Event
    recorded_at: datetime
    recorded_by_id: Any


def activity_events(learner_id: Any, lesson_key: uuid.UUID, activity_id: str) -> Iterator[Recorded]:
    """What happened in one activity of one learner, in the order in which it was recorded."""
    rows = Event.objects.filter(
        learner_id=learner_id, lesson_key=lesson_key, activity_id=activity_id
    )
    for row in rows.order_by("recorded_at", "id"):
        yield Recorded(row.as_fact(), row.recorded_at, row.recorded_by_id)


def whole_states(
    learner_ids: Collection[Any], lesson_keys: Collection[uuid.UUID]
) -> dict[tuple[Any, uuid.UUID], WholeState]:
    """The states of whole lessons (or courses, by their key) that these learners have touched."""
    rows = State.objects.filter(
        learner_id__in=learner_ids, lesson_key__in=lesson_keys, activity_id=""
    ).values_list("learner_id", "lesson_key", "completed", "first_at", "last_at")
    return {
        (learner, key): WholeState(completed, first_at, last_at)
        for learner, key, completed, first_at, last_at in rows
    }


def completed_keys(learner_id: Any) -> QuerySet[State, uuid.UUID]:
    """The keys of the lessons and courses that a learner has completed, for use in a subquery."""
    return State.objects.filter(
        learner_id=learner_id, activity_id="", kind__in=[LESSON, COURSE], completed=True
    ).values_list("lesson_key", flat=True)


def learners_touching(lesson_keys: Collection[uuid.UUID]) -> QuerySet[State, Any]:
    """The ids of those who have begun any of these lessons, for use in a subquery."""
    return State.objects.filter(lesson_key__in=lesson_keys, activity_id="").values("learner_id")


def learners_completing(key: uuid.UUID) -> QuerySet[State, Any]:
    """The ids of those who have completed this lesson or course, for use in a subquery."""
    return State.objects.filter(lesson_key=key, activity_id="", completed=True).values("learner_id")


def unrecorded_activities(
    lesson_keys: Iterable[uuid.UUID],
) -> Iterator[tuple[Any, uuid.UUID, dict[str, datetime]]]:
    """For a sweep: each learner and lesson that is not recorded as done, with what is completed in
    it, {activity id: last_at}."""
    recorded = State.objects.filter(
        learner=OuterRef("learner"),
        lesson_key=OuterRef("lesson_key"),
        activity_id="",
        completed=True,
    )
    rows = (
        State.objects.filter(~Exists(recorded), lesson_key__in=lesson_keys, completed=True)
        .exclude(activity_id="")
        .order_by("learner_id", "lesson_key")
        .values_list("learner_id", "lesson_key", "activity_id", "last_at")
    )
    grouped = groupby(rows.iterator(chunk_size=2000), key=lambda row: row[:2])
    for (learner, key), group in grouped:
        yield learner, key, {activity_id: last_at for *_whose, activity_id, last_at in group}


def completed_wholes(
    keys: Iterable[uuid.UUID],
) -> Iterator[tuple[Any, dict[uuid.UUID, datetime]]]:
    """For a sweep: each learner with the lessons and courses completed, {key: last_at}."""
    rows = (
        State.objects.filter(lesson_key__in=keys, activity_id="", completed=True)
        .order_by("learner_id")
        .values_list("learner_id", "lesson_key", "last_at")
    )
    for learner, group in groupby(rows.iterator(chunk_size=2000), key=lambda row: row[0]):
        yield learner, {key: last_at for _learner, key, last_at in group}
