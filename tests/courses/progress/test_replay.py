import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from courses.activities.contract import Result
from courses.progress.ledger import Draft, record_events
from courses.progress.models import Event, State
from tests.factories.accounts import PersonFactory

LESSON = uuid.uuid4()


def record(learner: Any, *, activity_id: str = "a1", kind: str = "reading") -> None:
    record_events(
        [
            Draft(
                id=uuid.uuid4(),
                learner_id=learner.pk,
                lesson_key=LESSON,
                activity_id=activity_id,
                kind=kind,
                decide=lambda state: Result("completed"),
            )
        ]
    )


def replay(*args: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("replay_progress", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def learner(db: None) -> Any:
    learner = PersonFactory()
    record(learner)
    record(learner, activity_id="a2")
    record(learner, activity_id="", kind="lesson")
    return learner


def snapshot() -> list[dict[str, Any]]:
    return list(State.objects.order_by("activity_id").values())


def test_states_that_follow_from_their_events_pass_the_check(learner: Any) -> None:
    out, _err = replay("--check")
    assert "3 events of 1 learners folded: no state differs." in out


@pytest.mark.parametrize(
    "change",
    [
        {"completed": False},
        {"score": 0.5},
        {"fraction": 0.5},
        {"detail": {"x": 1}},
        {"kind": "video"},
        {"last_at": timezone.now()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_state_that_differs_is_found_and_mended(learner: Any, change: dict[str, Any]) -> None:
    before = snapshot()
    State.objects.filter(activity_id="a2").update(**change)
    with pytest.raises(CommandError, match="1 states differ"):
        replay("--check")
    assert snapshot() != before
    out, _err = replay()
    assert "1 states corrected" in out
    assert snapshot() == before


def test_lost_and_made_up_states_are_mended(learner: Any) -> None:
    before = snapshot()
    State.objects.filter(activity_id="a1").delete()
    now = timezone.now()
    State.objects.create(
        learner=learner,
        lesson_key=LESSON,
        activity_id="a9",
        kind="reading",
        first_at=now,
        last_at=now,
    )
    with pytest.raises(CommandError, match="2 states differ"):
        replay("--check")
    replay()
    assert [row["activity_id"] for row in snapshot()] == [row["activity_id"] for row in before]
    replay("--check")


def test_states_of_a_kind_that_is_not_installed_are_left_alone(learner: Any) -> None:
    now = timezone.now()
    Event.objects.create(
        id=uuid.uuid4(),
        learner=learner,
        lesson_key=LESSON,
        activity_id="a7",
        kind="gone",
        verb="did",
        occurred_at=now,
        recorded_at=now,
        source="web",
    )
    State.objects.create(
        learner=learner, lesson_key=LESSON, activity_id="a7", kind="gone", first_at=now, last_at=now
    )
    State.objects.filter(activity_id="").update(last_at=now)
    _out, err = replay("--check")
    assert "left alone: 1 events of 'gone'" in err
    replay()
    assert State.objects.filter(activity_id="a7").exists()
