"""How much of one person a day of the ledger holds."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from courses.activities.contract import BadPayload, Result
from courses.progress import ledger
from courses.progress.ledger import Draft, Outcome, Refused, Status, record_events
from courses.progress.models import Event, State
from courses.progress.queries import lesson_states
from courses.progress.sources import Source
from tests.courses.progress.test_ledger import LESSON, draft
from tests.factories.accounts import PersonFactory


@pytest.fixture
def learner(db: None) -> Any:
    return PersonFactory()


def statuses(outcomes: Sequence[Outcome]) -> list[str]:
    return [one.status.value for one in outcomes]


def count_of(learner: Any) -> tuple[int, int]:
    count = State.objects.get(learner=learner, kind="day").detail
    return count["events"], count["bytes"]


def test_what_is_more_than_the_day_holds_is_rejected_alone(learner: Any, settings: Any) -> None:
    settings.PIJAR_EVENTS_A_DAY = 3
    outcomes = record_events([draft(learner, activity_id=f"a{number}") for number in range(5)])
    assert statuses(outcomes) == ["accepted"] * 3 + ["rejected"] * 2
    assert outcomes[3].refused is Refused.DAY_FULL
    assert "besok" in str(outcomes[3].reason)
    assert Event.objects.count() == 3
    assert set(lesson_states(learner.pk, LESSON)) == {"", "a0", "a1", "a2"}
    assert count_of(learner)[0] == 3
    # Somebody else's day is their own.
    assert statuses(record_events([draft(PersonFactory())])) == ["accepted"]


def test_bytes_are_counted_what_the_server_adds_among_them(learner: Any, settings: Any) -> None:
    detail = {"layout": "x" * 90}

    def large(**changes: Any) -> Draft:
        return draft(learner, decide=lambda state: Result("completed", detail=detail), **changes)

    record_events([large(payload={"n": 1})])
    assert count_of(learner) == (1, len('{"n": 1}') + len('{"layout": ""}') + 90)
    settings.PIJAR_EVENT_BYTES_A_DAY = 150
    # The large one is too much, its smaller neighbours are not.
    outcomes = record_events([draft(learner), large(), draft(learner)])
    assert statuses(outcomes) == ["accepted", "rejected", "accepted"]


def test_duplicates_and_what_is_refused_anyway_cost_nothing(learner: Any, settings: Any) -> None:
    def refuse(state: object) -> Result:
        raise BadPayload("Pilih satu jawaban.")

    settings.PIJAR_EVENTS_A_DAY = 2
    one = draft(learner)
    record_events([one])
    for _again in range(3):
        assert statuses(record_events([one, draft(learner, decide=refuse)])) == [
            "duplicate",
            "rejected",
        ]
    assert count_of(learner)[0] == 1
    assert statuses(record_events([draft(learner)])) == ["accepted"]
    # Also on a full day.
    assert statuses(record_events([one, draft(learner)])) == ["duplicate", "rejected"]


@pytest.mark.parametrize("source", [Source.DERIVED, Source.IMPORT, Source.PROXY])
def test_what_a_person_does_not_send_is_not_counted(
    learner: Any, settings: Any, source: Source
) -> None:
    settings.PIJAR_EVENTS_A_DAY = 1
    own = [draft(learner), draft(learner)]
    others = [draft(learner, source=source) for _each in range(3)]
    assert statuses(record_events([*own, *others])) == ["accepted", "rejected"] + ["accepted"] * 3
    assert count_of(learner)[0] == 1


def test_the_next_day_begins_anew_in_the_same_row(
    learner: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PIJAR_EVENTS_A_DAY = 1
    settings.TIME_ZONE = "Asia/Jakarta"
    evening = datetime.fromisoformat("2026-11-24T16:59:00+00:00")

    def record_at(moment: datetime) -> list[str]:
        monkeypatch.setattr(ledger.timezone, "now", lambda: moment)
        return statuses(record_events([draft(learner)]))

    assert record_at(evening) == ["accepted"]
    assert record_at(evening + timedelta(seconds=59)) == ["rejected"]
    assert record_at(evening + timedelta(minutes=1)) == ["accepted"]
    assert State.objects.filter(kind="day").count() == 1


def test_nought_is_no_limit(learner: Any, settings: Any) -> None:
    settings.PIJAR_EVENTS_A_DAY = settings.PIJAR_EVENT_BYTES_A_DAY = 0
    assert statuses(record_events([draft(learner)])) == ["accepted"]


def test_a_limit_that_was_lowered_since_takes_nothing_more(learner: Any, settings: Any) -> None:
    record_events([draft(learner) for _each in range(4)])
    settings.PIJAR_EVENTS_A_DAY = 2
    assert statuses(record_events([draft(learner)])) == ["rejected"]
    assert count_of(learner)[0] == 4


@pytest.mark.django_db(transaction=True)
def test_answers_at_once_do_not_slip_past_each_other(settings: Any) -> None:
    settings.PIJAR_EVENTS_A_DAY = 5
    learner = PersonFactory()

    def record(_number: int) -> Status:
        try:
            return record_events([draft(learner)])[0].status
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(record, range(12)))
    assert found.count(Status.ACCEPTED) == 5
    assert Event.objects.count() == count_of(learner)[0] == 5


def test_a_replay_leaves_the_count_alone(learner: Any) -> None:
    record_events([draft(learner)])
    call_command("replay_progress", "--check", stdout=StringIO())
    call_command("replay_progress", stdout=StringIO())
    assert count_of(learner)[0] == 1
