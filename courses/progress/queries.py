"""What others may read of the ledger, each in one query whatever its size."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.activities import contract
from courses.progress.folding import COURSE, LESSON
from courses.progress.models import State


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
