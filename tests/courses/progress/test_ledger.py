import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from courses.activities.contract import BadPayload, Result, State
from courses.progress import ledger
from courses.progress.ledger import Draft, Refused, Status, record_events
from courses.progress.models import Event
from courses.progress.models import State as StateRow
from courses.progress.queries import lesson_states, whole_states
from courses.progress.signals import activity_completed
from tests.factories.accounts import PersonFactory

LESSON = uuid.uuid4()


def draft(learner: Any, **changes: Any) -> Draft:
    fields: dict[str, Any] = {
        "id": uuid.uuid4(),
        "learner_id": learner.pk,
        "lesson_key": LESSON,
        "activity_id": "a1",
        "kind": "reading",
        "decide": lambda state: Result("completed"),
    }
    return Draft(**{**fields, **changes})


@pytest.fixture
def learner(db: None) -> Any:
    return PersonFactory()


def test_an_event_is_kept_and_folded(learner: Any) -> None:
    [outcome] = record_events([draft(learner, payload={"read": True}, language="id", revision=7)])
    assert outcome.status is Status.ACCEPTED
    assert outcome.state == State(completed=True, fraction=1.0)
    event = Event.objects.get()
    assert (event.verb, event.payload, event.language, event.revision) == (
        "completed",
        {"read": True},
        "id",
        7,
    )
    assert lesson_states(learner.pk, LESSON)["a1"].completed


def test_the_same_event_again_is_a_duplicate_and_changes_nothing(learner: Any) -> None:
    one = draft(learner, payload={"n": 1})
    record_events([one])
    before = list(StateRow.objects.values())
    [outcome] = record_events([one])
    assert outcome.status is Status.DUPLICATE
    assert outcome.state is not None
    assert outcome.state.completed
    assert Event.objects.count() == 1
    assert list(StateRow.objects.values()) == before


def test_the_same_event_twice_in_one_batch_is_kept_once(learner: Any) -> None:
    one = draft(learner)
    assert [outcome.status for outcome in record_events([one, one])] == [
        Status.ACCEPTED,
        Status.DUPLICATE,
    ]
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"payload": {"n": 2}},
        {"activity_id": "a2"},
        {"lesson_key": uuid.uuid4()},
        {"occurred_at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_same_id_with_other_content_is_rejected(
    learner: Any, change: Mapping[str, Any]
) -> None:
    one = draft(learner, payload={"n": 1})
    record_events([one])
    other = draft(learner, **{"id": one.id, "payload": {"n": 1}, **change})
    [outcome] = record_events([other])
    assert outcome.status is Status.REJECTED
    assert "sudah dipakai" in str(outcome.reason)
    assert Event.objects.count() == 1


def test_somebody_elses_id_is_rejected(learner: Any) -> None:
    one = draft(learner)
    record_events([one])
    [outcome] = record_events([draft(PersonFactory(), id=one.id)])
    assert outcome.status is Status.REJECTED


def test_one_bad_event_never_spoils_its_neighbours(learner: Any) -> None:
    def refuse(state: State) -> Result:
        raise BadPayload("Pilih satu jawaban.")

    def break_down(state: State) -> Result:
        raise KeyError("choice")

    outcomes = record_events(
        [
            draft(learner, activity_id="a1"),
            draft(learner, activity_id="a2", decide=refuse),
            draft(learner, activity_id="a3", decide=break_down),
            draft(learner, activity_id="a4"),
        ]
    )
    assert [outcome.status.value for outcome in outcomes] == [
        "accepted",
        "rejected",
        "rejected",
        "accepted",
    ]
    assert outcomes[1].reason == "Pilih satu jawaban."
    assert {event.activity_id for event in Event.objects.all()} == {"a1", "a4"}


def test_a_clock_a_year_ahead_is_rejected_and_one_behind_is_not(learner: Any) -> None:
    now = timezone.now()
    ahead, behind = record_events(
        [
            draft(learner, occurred_at=now + timedelta(days=365)),
            draft(learner, occurred_at=now - timedelta(days=3650)),
        ]
    )
    assert ahead.status is Status.REJECTED
    assert "Jam di HP salah" in str(ahead.reason)
    assert behind.status is Status.ACCEPTED


def test_a_clock_that_is_a_little_ahead_counts_as_now(learner: Any) -> None:
    ahead = timezone.now() + timedelta(hours=3)
    one = draft(learner, occurred_at=ahead)
    record_events([one])
    event = Event.objects.get()
    assert (event.occurred_at, event.claimed_at) == (event.recorded_at, ahead)
    assert record_events([one])[0].status is Status.DUPLICATE
    other = draft(learner, id=one.id, occurred_at=event.occurred_at)
    assert record_events([other])[0].refused is Refused.ID_USED


def test_nothing_happened_before_it_could(learner: Any) -> None:
    joined = timezone.now() - timedelta(days=2)
    early, late = joined - timedelta(days=700), joined + timedelta(days=1)
    drafts = [draft(learner, occurred_at=at, not_before=joined) for at in (early, late, None)]
    record_events(drafts)
    kept = [Event.objects.get(pk=one.id) for one in drafts]
    assert [one.occurred_at for one in kept[:2]] == [joined, late]
    assert [one.claimed_at for one in kept] == [early, None, None]
    assert kept[2].occurred_at == kept[2].recorded_at
    # Joined anew since, or known by an earlier time: the same event stays the same.
    again = [replace(one, not_before=timezone.now()) for one in drafts]
    assert {one.status for one in record_events(again)} == {Status.DUPLICATE}


def test_a_kind_may_know_better_when_it_happened(learner: Any) -> None:
    claimed, known = (timezone.now() - timedelta(hours=hours) for hours in (5, 2))
    one = draft(
        learner,
        occurred_at=claimed,
        decide=lambda state: Result("completed", occurred_at=known),
    )
    record_events([one])
    event = Event.objects.get()
    assert (event.occurred_at, event.claimed_at) == (known, claimed)
    assert record_events([one])[0].status is Status.DUPLICATE


def test_an_event_from_before_the_clocks_were_looked_at_is_known_again(learner: Any) -> None:
    early = datetime(2020, 1, 1, tzinfo=UTC)
    one = draft(learner, occurred_at=early, payload={"tap": 1})
    record_events([one])
    assert Event.objects.get().claimed_at is None
    today = replace(one, not_before=timezone.now(), payload={}, sent={"tap": 1})
    assert record_events([today])[0].status is Status.DUPLICATE
    # Its fields still tell it from another.
    other = replace(today, sent={"tap": 2})
    assert record_events([other])[0].refused is Refused.ID_USED


def test_decide_sees_the_state_that_the_batch_has_made_so_far(learner: Any) -> None:
    seen: list[bool] = []

    def look(state: State) -> Result:
        seen.append(state.completed)
        return Result("completed")

    record_events([draft(learner, decide=look), draft(learner, decide=look)])
    assert seen == [False, True]


def test_the_lesson_is_touched_by_its_activities_whatever_their_order(learner: Any) -> None:
    late, early = datetime(2026, 5, 2, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    record_events([draft(learner, occurred_at=late)])
    record_events([draft(learner, occurred_at=early, activity_id="a2")])
    state = whole_states([learner.pk], [LESSON])[learner.pk, LESSON]
    assert (state.first_at, state.last_at, state.completed) == (early, late, False)


def test_completions_are_announced_after_the_commit_until_the_lesson_is_recorded(
    learner: Any,
) -> None:
    heard: list[Any] = []

    def listen(states: Mapping[str, State], activity_ids: list[str], **kwargs: Any) -> None:
        heard.append((activity_ids, sorted(states), Event.objects.count()))

    activity_completed.connect(listen)
    try:
        one = draft(learner)
        record_events([one])
        record_events([one])
        record_events([draft(learner, activity_id="a2"), draft(learner, activity_id="a3")])
        record_events([draft(learner, activity_id="", kind="lesson")])
        record_events([one, draft(learner)])
    finally:
        activity_completed.disconnect(listen)
    assert heard == [
        (["a1"], ["", "a1"], 1),
        (["a1"], ["", "a1"], 1),
        (["a2", "a3"], ["", "a1", "a2", "a3"], 3),
    ]


def test_a_receiver_that_fails_takes_nothing_back(learner: Any) -> None:
    def fail(**kwargs: Any) -> None:
        raise RuntimeError("no")

    activity_completed.connect(fail)
    try:
        [outcome] = record_events([draft(learner)])
    finally:
        activity_completed.disconnect(fail)
    assert outcome.status is Status.ACCEPTED
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_acknowledge_inside_a_transaction_that_may_be_undone() -> None:
    learner = PersonFactory()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        record_events([draft(learner)])


@pytest.mark.parametrize(
    "change", ["UPDATE progress_event SET verb = 'x'", "DELETE FROM progress_event"]
)
def test_the_database_refuses_to_change_what_happened(learner: Any, change: str) -> None:
    record_events([draft(learner)])
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
    assert Event.objects.get().verb == "completed"


def test_an_empty_batch_touches_nothing(learner: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert record_events([]) == []


@pytest.mark.parametrize("size", [1, 50])
def test_a_batch_costs_the_same_few_statements_whatever_its_size(
    learner: Any, django_assert_max_num_queries: Any, size: int
) -> None:
    drafts = [draft(learner, activity_id=f"a{n}") for n in range(size)]
    # Two savepoints of the test itself, the ledger's four, a lock where there is one, and the
    # catalog's look at the lesson.
    with django_assert_max_num_queries(8):
        outcomes = record_events(drafts)
    assert all(outcome.status is Status.ACCEPTED for outcome in outcomes)


def test_a_state_that_cannot_be_written_leaves_no_event_behind(
    learner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(rows: Any) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(ledger, "upsert_states", fail)
    with pytest.raises(DatabaseError):
        record_events([draft(learner)])
    assert not Event.objects.exists()


def test_an_activity_that_became_another_kind_takes_no_answer(learner: Any) -> None:
    record_events([draft(learner)])
    [outcome] = record_events([draft(learner, kind="video")])
    assert outcome.refused is Refused.KIND_CHANGED
    assert lesson_states(learner.pk, LESSON)["a1"].completed


def test_an_id_that_somebody_else_uses_in_the_same_moment_is_rejected(
    learner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = draft(PersonFactory())
    record_events([one])
    read = Event.objects.filter
    reads = iter([lambda **kwargs: Event.objects.none(), read])
    # The first look does not see the other's event, as before that transaction has committed.
    monkeypatch.setattr(Event.objects, "filter", lambda **kwargs: next(reads)(**kwargs))
    clash, neighbour = record_events([draft(learner, id=one.id), draft(learner)])
    assert clash.refused is Refused.ID_USED
    assert neighbour.status is Status.ACCEPTED


def test_what_is_folded_is_what_is_stored(learner: Any) -> None:
    jakarta = timezone.now().astimezone(ZoneInfo("Asia/Jakarta"))
    detail = {"attempt": 1, "question": "q", "choice": "c", "right": True, "total": 1, "t": (1, 2)}
    record_events(
        [
            draft(
                learner,
                kind="quiz",
                occurred_at=jakarta,
                decide=lambda state: Result("passed", score=1.0, detail=detail),
            )
        ]
    )
    call_command("replay_progress", "--check", stdout=StringIO())
