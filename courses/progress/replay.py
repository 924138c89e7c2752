"""Fold all events again: to prove that the stored states are right, or to make them so."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import transaction

from courses.activities.contract import FRESH
from courses.activities.registry import UnknownKind
from courses.progress.folding import LESSON, fold
from courses.progress.ledger import PROJECTED_FIELDS, upsert_states
from courses.progress.locks import lock_learners
from courses.progress.models import Event, State
from courses.progress.quota import DAY


@dataclass(slots=True)
class Replay:
    """What a replay found: how much it read, what differed, and kinds that it could not fold."""

    learners: int = 0
    events: int = 0
    differences: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)


def replay_states(*, repair: bool, on_learner: Callable[[Replay], None] | None = None) -> Replay:
    """Compare every stored state with its events folded anew; with `repair`, also correct it.

    States of kinds that are not installed are left as they are and counted in `unknown`.
    """
    replay = Replay()
    learner_ids = sorted(
        set(Event.objects.values_list("learner_id", flat=True).distinct())
        | set(State.objects.values_list("learner_id", flat=True).distinct())
    )
    for learner_id in learner_ids:
        # One learner at a time: bounded memory, and answers may come in meanwhile.
        with transaction.atomic():
            lock_learners([learner_id])
            _replay_learner(learner_id, replay, repair=repair)
        replay.learners += 1
        if on_learner:
            on_learner(replay)
    return replay


def _replay_learner(learner_id: Any, replay: Replay, *, repair: bool) -> None:
    stored = {
        (row.lesson_key, row.activity_id): row
        for row in State.objects.filter(learner_id=learner_id).exclude(kind=DAY)
    }
    expected: dict[tuple[uuid.UUID, str], State] = {}
    skipped: set[tuple[uuid.UUID, str]] = set()
    events = Event.objects.filter(learner_id=learner_id).order_by("lesson_key", "activity_id", "id")
    for key, group in groupby(events.iterator(), lambda e: (e.lesson_key, e.activity_id)):
        try:
            for row in _fold_group(learner_id, group, replay):
                _merge(expected, row)
        except UnknownKind:
            skipped.add(key)
    wrong = [
        key
        for key in sorted(expected.keys() | stored.keys() - skipped)
        if not _same(expected.get(key), stored.get(key))
    ]
    for lesson_key, activity_id in wrong:
        replay.differences.append(
            f"learner {learner_id}, lesson {lesson_key}, activity {activity_id or '(whole)'}"
        )
    if repair:
        upsert_states(expected[key] for key in wrong if key in expected)
        State.objects.filter(
            pk__in=[stored[key].pk for key in wrong if key not in expected]
        ).delete()


def _fold_group(learner_id: Any, events: Iterator[Event], replay: Replay) -> Iterator[State]:
    """What the events of one activity say about its lesson as a whole, then its own state."""
    events_read = list(events)
    replay.events += len(events_read)
    first = events_read[0]
    times = [event.occurred_at for event in events_read]
    span = {"first_at": min(times), "last_at": max(times)}
    where = {"learner_id": learner_id, "lesson_key": first.lesson_key}
    if first.activity_id:
        yield State(**where, **span, activity_id="", kind=LESSON)
    state = FRESH
    for event in events_read:
        try:
            state = fold(event.kind, state, event.as_fact())
        except UnknownKind:
            replay.unknown[event.kind] += len(events_read)
            raise
    yield State(
        **where,
        **span,
        activity_id=first.activity_id,
        kind=first.kind,
        completed=state.completed,
        score=state.score,
        fraction=state.fraction,
        detail=dict(state.detail),
        waiting=state.waiting,
    )


def _merge(expected: dict[tuple[uuid.UUID, str], State], row: State) -> None:
    key = (row.lesson_key, row.activity_id)
    other = expected.get(key)
    if other is None:
        expected[key] = row
        return
    other.first_at = min(other.first_at, row.first_at)
    other.last_at = max(other.last_at, row.last_at)


def _same(one: State | None, other: State | None) -> bool:
    if one is None or other is None:
        return False
    return all(getattr(one, name) == getattr(other, name) for name in PROJECTED_FIELDS)
