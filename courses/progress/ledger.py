"""The one way into the ledger: a form post, an offline batch, an import, a coordinator's entry."""

import json
import logging
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.activities import contract
from courses.progress.folding import LESSON, fold
from courses.progress.ids import DerivedIds
from courses.progress.locks import lock_learners
from courses.progress.models import Event, State
from courses.progress.quota import DAY, NO_LESSON, add_to_day, is_counted
from courses.progress.signals import activity_completed
from courses.progress.sources import Source

logger = logging.getLogger(__name__)

#: A phone's clock may run ahead by this much; further ahead, its times would spoil every report.
CLOCK_AHEAD = timedelta(days=1)

StateKey = tuple[Any, uuid.UUID, str]
Decide = Callable[[contract.State], contract.Result]


class Refused(Enum):
    """Why the ledger itself rejects a draft; the value is the sentence for the person."""

    ID_USED = _("This id was already used for another answer.")
    CLOCK = _("The phone's clock is wrong: it is ahead. Set its date and time, then try again.")
    DAY_FULL = _("Too many answers for one day. Go on tomorrow; what is sent already is kept.")
    KIND_CHANGED = _("This activity has become another one. Open the lesson again.")
    UNREADABLE = _("This answer could not be read. Please tell your trainer.")


class Status(Enum):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Draft:
    """An event to be: who, where, what was sent, and `decide`, which gives verb and score.

    `decide` sees the state that this event changes, inside the same transaction; it raises
    `BadPayload` to refuse. `occurred_at` None means now; what a phone's clock says is kept between
    `not_before` and now. `sent` is the payload before the fields were dropped that nobody asks for.
    `ids` are those of an event that the server derives, `id` the first of them. `context` is not
    recorded: it is handed on to those who hear of a completion, to save them from looking up what
    the caller has at hand.
    """

    id: uuid.UUID
    learner_id: Any
    lesson_key: uuid.UUID
    kind: str
    decide: Decide
    activity_id: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    sent: Mapping[str, Any] | None = None
    occurred_at: datetime | None = None
    not_before: datetime | None = None
    ids: DerivedIds | None = None
    source: Source = Source.WEB
    recorded_by_id: Any = None
    revision: int | None = None
    language: str = ""
    context: Any = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a draft: `reason` is a sentence where it was rejected (`refused` says which
    of the ledger's own), `state` the activity's state after it (None where it was not read)."""

    id: uuid.UUID
    status: Status
    reason: contract.Text = ""
    state: contract.State | None = None
    refused: Refused | None = None

    @classmethod
    def refuse(cls, draft: Draft, refused: Refused) -> "Outcome":
        return cls(draft.id, Status.REJECTED, refused.value, refused=refused)


def record_events(drafts: Sequence[Draft]) -> list[Outcome]:
    """Record events and fold them into states, in one transaction; an outcome for each draft.

    Returns after the commit, so an outcome may be shown as soon as it is there. A draft that is
    rejected leaves its neighbours alone. The same id with the same content is a duplicate, which
    is a success; with other content it is rejected. What is more than a person's day may hold is
    rejected too.
    """
    if not drafts:
        return []
    try:
        return _record(drafts)
    except IntegrityError:
        # Somebody else has just used one of the ids; now it is known.
        return _record(drafts)


def plausible_time(
    occurred_at: datetime | None, *, not_before: datetime | None, now: datetime
) -> datetime:
    """When something happened: what a clock said (None: now), or the nearest time that can be."""
    time = max(occurred_at or now, not_before) if not_before else occurred_at or now
    # As it will be read back: a replay must fold the same values.
    return min(time, now).astimezone(UTC)


def _record(drafts: Sequence[Draft]) -> list[Outcome]:
    now = timezone.now()
    outcomes: list[Outcome] = []
    created: list[Event] = []
    # Durable: inside somebody else's transaction we would acknowledge before the commit.
    with transaction.atomic(durable=True):
        lock_learners(draft.learner_id for draft in drafts)
        ids = [event_id for draft in drafts for event_id in _ids(draft)]
        known = {event.pk: event for event in Event.objects.filter(pk__in=ids)}
        board = _Board(drafts)
        for draft in drafts:
            earlier = [known[event_id] for event_id in _ids(draft) if event_id in known]
            if any(_is_same(draft, event) for event in earlier):
                outcomes.append(Outcome(draft.id, Status.DUPLICATE, state=board.fact(draft)))
                continue
            event_id = _free_id(draft, earlier)
            if event_id is None:
                outcomes.append(Outcome.refuse(draft, Refused.ID_USED))
                continue
            outcome, event = _decide(draft, event_id, board, now)
            outcomes.append(outcome)
            if event is not None:
                known[event.pk] = event
                created.append(event)
        if created:
            Event.objects.bulk_create(created)
            board.save()
    _announce(board, drafts, outcomes)
    return outcomes


def _ids(draft: Draft) -> tuple[uuid.UUID, ...]:
    return draft.ids.all if draft.ids else (draft.id,)


def _is_same(draft: Draft, earlier: Event) -> bool:
    """Whether an event recorded under one of the draft's ids is what the draft says."""
    place = (draft.learner_id, draft.lesson_key, draft.activity_id)
    if place != (earlier.learner_id, earlier.lesson_key, earlier.activity_id):
        return False
    if draft.ids:
        # Derived again, at another time perhaps. Nobody's own answer passes for it.
        whence = (draft.kind, draft.source, draft.payload)
        return whence == (earlier.kind, earlier.source, earlier.payload)
    # Fields that are dropped today were kept before.
    return earlier.payload in (draft.payload, draft.sent) and draft.occurred_at in (
        None,
        earlier.claimed_at or earlier.occurred_at,
    )


def _free_id(draft: Draft, taken: Sequence[Event]) -> uuid.UUID | None:
    """The id to record a draft under where other events have `taken` some; None where all are."""
    if draft.ids is None:
        return None if taken else draft.id
    for event in taken:
        logger.error(
            "The id %s of a derived event (learner %s, lesson %s) is taken by another event",
            event.pk,
            draft.learner_id,
            draft.lesson_key,
        )
    used = {event.pk for event in taken}
    return next((event_id for event_id in draft.ids.own if event_id not in used), None)


def _decide(
    draft: Draft, event_id: uuid.UUID, board: "_Board", now: datetime
) -> tuple[Outcome, Event | None]:
    if draft.occurred_at and draft.occurred_at > now + CLOCK_AHEAD:
        return Outcome.refuse(draft, Refused.CLOCK), None
    if board.kind(draft) != draft.kind:
        return Outcome.refuse(draft, Refused.KIND_CHANGED), None
    before = board.fact(draft)
    try:
        result = draft.decide(before)
    except contract.BadPayload as refusal:
        return Outcome(draft.id, Status.REJECTED, refusal.sentence, before), None
    except (OperationalError, InterfaceError):
        # The database is not there: refused, the answer would be lost; so it is asked for again.
        raise
    except Exception:
        # A kind's bug on one odd payload must not hold up everything else that a phone sends.
        logger.exception("The activity kind %r failed on an answer", draft.kind)
        return Outcome.refuse(draft, Refused.UNREADABLE), None
    detail = json.dumps(result.detail)
    size = len(detail) + len(json.dumps(draft.payload))
    if is_counted(draft.source) and not board.take_from_day(draft.learner_id, size, now):
        return Outcome.refuse(draft, Refused.DAY_FULL), None
    occurred_at = plausible_time(
        result.occurred_at or draft.occurred_at, not_before=draft.not_before, now=now
    )
    event = Event(
        id=event_id,
        learner_id=draft.learner_id,
        lesson_key=draft.lesson_key,
        activity_id=draft.activity_id,
        kind=draft.kind,
        verb=result.verb,
        payload=dict(draft.payload),
        score=result.score,
        detail=json.loads(detail),
        revision=draft.revision,
        language=draft.language,
        occurred_at=occurred_at,
        claimed_at=None if draft.occurred_at == occurred_at else draft.occurred_at,
        recorded_at=now,
        source=draft.source,
        recorded_by_id=draft.recorded_by_id,
    )
    after = fold(draft.kind, before, event.as_fact())
    board.put(event, after)
    return Outcome(draft.id, Status.ACCEPTED, state=after), event


class _Board:
    """The states that a batch may change: read in one query, written in one."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        drafts = list(drafts)
        stored = State.objects.filter(
            learner_id__in={draft.learner_id for draft in drafts},
            lesson_key__in={NO_LESSON, *(draft.lesson_key for draft in drafts)},
        )
        self._rows: dict[StateKey, State] = {
            (row.learner_id, row.lesson_key, row.activity_id): row for row in stored
        }
        self._changed: dict[StateKey, State] = {}

    def fact(self, draft: Draft) -> contract.State:
        row = self._rows.get((draft.learner_id, draft.lesson_key, draft.activity_id))
        return row.as_fact() if row else contract.FRESH

    def kind(self, draft: Draft) -> str:
        """The kind that folded this state so far; the draft's own where there is none."""
        row = self._rows.get((draft.learner_id, draft.lesson_key, draft.activity_id))
        return row.kind if row else draft.kind

    def put(self, event: Event, after: contract.State) -> None:
        where = (event.learner_id, event.lesson_key)
        row = self._touch((*where, event.activity_id), event.kind, event.occurred_at)
        if event.activity_id:
            self._touch((*where, ""), LESSON, event.occurred_at)
        row.completed = after.completed
        row.score = after.score
        row.fraction = after.fraction
        row.detail = dict(after.detail)
        row.waiting = after.waiting

    def take_from_day(self, learner_id: Any, size: int, now: datetime) -> bool:
        """Count an event of so many bytes; False, and none counted, where the day is full."""
        key = (learner_id, NO_LESSON, "")
        row = self._rows.get(key)
        count = add_to_day(row.detail if row else {}, size, now=now)
        if count is not None:
            self._touch(key, DAY, now).detail = count
        return count is not None

    def _touch(self, key: StateKey, kind: str, at: datetime) -> State:
        row = self._rows.get(key)
        if row is None:
            learner_id, lesson_key, activity_id = key
            row = self._rows[key] = State(
                learner_id=learner_id,
                lesson_key=lesson_key,
                activity_id=activity_id,
                kind=kind,
                first_at=at,
                last_at=at,
            )
        row.first_at = min(row.first_at, at)
        row.last_at = max(row.last_at, at)
        self._changed[key] = row
        return row

    def save(self) -> None:
        upsert_states(self._changed.values())

    def last_at(self, learner_id: Any, lesson_key: uuid.UUID) -> datetime:
        return self._rows[learner_id, lesson_key, ""].last_at

    def lesson(self, learner_id: Any, lesson_key: uuid.UUID) -> dict[str, contract.State]:
        return {
            activity_id: row.as_fact()
            for (learner, lesson, activity_id), row in self._rows.items()
            if learner == learner_id and lesson == lesson_key
        }


#: What folding decides of a state.
PROJECTED_FIELDS = [
    "kind",
    "completed",
    "score",
    "fraction",
    "detail",
    "waiting",
    "first_at",
    "last_at",
]


def upsert_states(rows: Iterable[State]) -> None:
    """Write states in one statement, whether or not their rows exist already."""
    rows = list(rows)
    for row in rows:
        # Rows with and without a primary key would be written by two statements.
        row.pk = None
    State.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["learner", "lesson_key", "activity_id"],
        update_fields=PROJECTED_FIELDS,
    )


def _announce(board: _Board, drafts: Sequence[Draft], outcomes: Sequence[Outcome]) -> None:
    """Tell of completed activities wherever their lesson is not recorded as done.

    Not only when they have just been completed: if the server died before somebody could hear it,
    the next answer, or the same one sent again, makes it good.
    """
    by_lesson: dict[tuple[Any, uuid.UUID], list[Draft]] = {}
    for draft, outcome in zip(drafts, outcomes, strict=True):
        if draft.activity_id and outcome.state and outcome.state.completed:
            by_lesson.setdefault((draft.learner_id, draft.lesson_key), []).append(draft)
    for (learner_id, lesson_key), completing in by_lesson.items():
        states = board.lesson(learner_id, lesson_key)
        if states[""].completed:
            continue
        responses = activity_completed.send_robust(
            sender=Event,
            learner_id=learner_id,
            lesson_key=lesson_key,
            activity_ids=[draft.activity_id for draft in completing],
            states=states,
            occurred_at=board.last_at(learner_id, lesson_key),
            language=completing[-1].language,
            context=completing[-1].context,
        )
        for receiver, error in responses:
            if isinstance(error, Exception):
                logger.error("%r failed after a completion", receiver, exc_info=error)
