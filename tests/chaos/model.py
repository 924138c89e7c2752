"""What the database must hold, worked out without the code that is tested.

It reads the file with `sqlite3` and knows the world's rules by heart: a tap completes a reading; a
quiz has three questions, of which the first answer to each counts, and is passed from 60 per cent;
a lesson is done when its activities are, a course when its lessons are.
"""

import json
import sqlite3
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.chaos.phones import ACKNOWLEDGED, Phone
from tests.chaos.world import PASS_MARK, QUESTIONS, Lesson, World

#: Learner, lesson (or course), activity; the activity of a whole lesson or course is "".
Place = tuple[int, str, str]
#: What makes two rows the same thing that happened: place, payload, time.
Content = tuple[Place, str, datetime]


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as the database holds it."""

    id: str
    place: Place
    payload: Mapping[str, Any]
    score: float | None
    at: datetime
    #: What the phone's clock said.
    claimed: datetime
    derived: bool

    @property
    def content(self) -> Content:
        return self.place, json.dumps(self.payload, sort_keys=True), self.claimed


@dataclass(slots=True)
class Report:
    """What went wrong, in words; all empty is as it must be."""

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"lost {len(self.lost)}, duplicated {len(self.duplicated)}, wrong {len(self.wrong)}"
        ]
        for found in (self.lost, self.duplicated, self.wrong):
            lines += found[:5]
        return "\n".join(lines)


def check(database: Path, world: World, phones: Iterable[Phone]) -> Report:
    """Compare what the phones were told and the states that are stored with the events kept."""
    phones = list(phones)
    events = read_events(database)
    with closing(sqlite3.connect(database)) as connection:
        stored = dict(_read_states(connection))
        broken = _find_broken_rows(connection)
    report = Report(wrong=broken)
    _check_events(events, phones, report)
    _check_states(events, stored, world, report)
    return report


# --- Events -----------------------------------------------------------------------------------


def _check_events(events: list[Kept], phones: Iterable[Phone], report: Report) -> None:
    kept = Counter(event.content for event in events if not event.derived)
    ids = {event.id: event for event in events if not event.derived}
    sent: dict[str, Content] = {}
    for phone in phones:
        for event in phone.events:
            content = _content_of(phone, event)
            sent[event["id"]] = content
            status = phone.settled.get(event["id"])
            if status is None:
                report.wrong.append(f"never answered for: {event}")
            elif status in ACKNOWLEDGED and not kept[content]:
                report.lost.append(f"lost: {event}")
            elif status not in ACKNOWLEDGED and "question" not in event["payload"]:
                report.wrong.append(f"a tap was refused: {event}")
    for content, count in kept.items():
        if count > 1:
            report.duplicated.append(f"kept {count} times: {content}")
    for event_id, event in ids.items():
        if sent.get(event_id) != event.content:
            report.wrong.append(f"not as it was sent: {event}")
    _check_answers_counted_once(events, report)


def _check_answers_counted_once(events: list[Kept], report: Report) -> None:
    """Nobody answers a question of one attempt twice, however many phones they have."""
    answers = Counter(
        (event.place, event.payload["attempt"], event.payload["question"])
        for event in events
        if "question" in event.payload
    )
    for answer, count in answers.items():
        if count > 1:
            report.duplicated.append(f"answered {count} times: {answer}")


def _content_of(phone: Phone, event: Mapping[str, Any]) -> Content:
    place = (phone.learner.id, event["lesson"], event["activity"])
    payload = json.dumps(event["payload"], sort_keys=True)
    return place, payload, datetime.fromisoformat(event["occurred_at"])


# --- States -----------------------------------------------------------------------------------


def _check_states(
    events: Iterable[Kept], stored: Mapping[Place, dict[str, Any]], world: World, report: Report
) -> None:
    expected = _expect_states(events, world)
    for place in sorted(expected.keys() | stored.keys()):
        if expected.get(place) != stored.get(place):
            report.wrong.append(
                f"state of {place}:\n  is     {stored.get(place)}\n  not    {expected.get(place)}"
            )


def _expect_states(events: Iterable[Kept], world: World) -> dict[Place, dict[str, Any]]:
    by_place: dict[Place, list[Kept]] = defaultdict(list)
    for event in events:
        by_place[event.place].append(event)
    learners = {learner for learner, _lesson, _activity in by_place}
    expected: dict[Place, dict[str, Any]] = {}
    for learner in learners:
        done = []
        for lesson in world.lessons:
            expected |= _expect_lesson(learner, lesson, by_place)
            whole = expected.get((learner, lesson.key, ""))
            done.append(bool(whole and whole["completed"]))
        course = (learner, world.course, "")
        if all(done) or by_place[course]:
            expected[course] = _state(by_place[course], completed=all(done))
    return expected


def _expect_lesson(
    learner: int, lesson: Lesson, by_place: Mapping[Place, list[Kept]]
) -> dict[Place, dict[str, Any]]:
    expected = {}
    for reading in lesson.readings:
        if taps := by_place.get((learner, lesson.key, reading)):
            expected[learner, lesson.key, reading] = _state(taps, completed=True)
    if answers := by_place.get((learner, lesson.key, lesson.quiz)):
        expected[learner, lesson.key, lesson.quiz] = _expect_quiz(answers)
    if expected:
        done = len(expected) == len(lesson.readings) + 1
        completed = done and all(state["completed"] for state in expected.values())
        here = [event for place in expected for event in by_place[place]]
        here += by_place.get((learner, lesson.key, ""), [])
        expected[learner, lesson.key, ""] = _state(here, completed=completed)
    return expected


def _expect_quiz(events: list[Kept]) -> dict[str, Any]:
    attempts: dict[str, dict[str, Kept]] = defaultdict(dict)
    for event in sorted(events, key=lambda event: (event.at, event.id), reverse=True):
        attempts[str(event.payload["attempt"])][event.payload["question"]] = event
    scores = [
        sum(_is_right(event) for event in answers.values()) / len(QUESTIONS)
        for answers in attempts.values()
        if len(answers) == len(QUESTIONS)
    ]
    completed = any(score * 100 >= PASS_MARK for score in scores)
    shares = [len(answers) / len(QUESTIONS) for answers in attempts.values()]
    return {
        **_state(events, completed=completed),
        "score": max(scores, default=None),
        "fraction": 1.0 if completed else max(shares),
        "detail": {number: _expect_attempt(answers) for number, answers in attempts.items()},
    }


def _is_right(event: Kept) -> bool:
    return bool(event.payload["choice"].endswith("-right"))


def _expect_attempt(answers: Mapping[str, Kept]) -> dict[str, Any]:
    """As `_essence` reads it."""
    return {
        "asked": list(QUESTIONS),
        "finished": len(answers) == len(QUESTIONS),
        "answers": {
            question: {
                "response": event.payload["choice"],
                "score": float(_is_right(event)),
                "at": event.at.isoformat(),
                "event": event.id,
            }
            for question, event in answers.items()
        },
    }


def _essence(detail: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a stored detail says of a quiz, by attempt; anything else as it is."""
    return {
        number: {
            "asked": [place["id"] for place in attempt["layout"]["asked"]],
            "finished": attempt["finished_at"] is not None,
            "answers": {
                question: {name: answer[name] for name in ("response", "score", "at", "event")}
                for question, answer in attempt["answers"].items()
            },
        }
        for number, attempt in detail.get("attempts", {}).items()
    }


def _state(events: list[Kept], *, completed: bool) -> dict[str, Any]:
    times = [event.at for event in events]
    return {
        "completed": completed,
        "score": None,
        "fraction": 1.0 if completed else 0.0,
        "detail": {},
        "first_at": min(times, default=None),
        "last_at": max(times, default=None),
    }


# --- The file ---------------------------------------------------------------------------------


def read_events(database: Path) -> list[Kept]:
    """All events of the file, while a server may be writing on."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute(
            "SELECT id, learner_id, lesson_key, activity_id, payload, score, occurred_at,"
            " COALESCE(claimed_at, occurred_at), source FROM progress_event"
        ).fetchall()
    return [
        Kept(
            id=str(uuid.UUID(event_id)),
            place=(learner, str(uuid.UUID(lesson)), activity),
            payload=json.loads(payload),
            score=score,
            at=_read_time(at),
            claimed=_read_time(claimed),
            derived=source == "derived",
        )
        for event_id, learner, lesson, activity, payload, score, at, claimed, source in rows
    ]


def _read_states(connection: sqlite3.Connection) -> Iterator[tuple[Place, dict[str, Any]]]:
    for (
        learner,
        lesson,
        activity,
        completed,
        score,
        fraction,
        detail,
        first,
        last,
    ) in connection.execute(
        "SELECT learner_id, lesson_key, activity_id, completed, score, fraction, detail,"
        " first_at, last_at FROM progress_state WHERE kind <> 'day'"
    ):
        yield (
            (learner, str(uuid.UUID(lesson)), activity),
            {
                "completed": bool(completed),
                "score": score,
                "fraction": fraction,
                "detail": _essence(json.loads(detail)),
                "first_at": _read_time(first),
                "last_at": _read_time(last),
            },
        )


def _find_broken_rows(connection: sqlite3.Connection) -> list[str]:
    [[verdict]] = connection.execute("PRAGMA integrity_check").fetchall()
    broken = [] if verdict == "ok" else [f"the file is damaged: {verdict}"]
    return broken + [
        f"points nowhere: {row}" for row in connection.execute("PRAGMA foreign_key_check")
    ]


def _read_time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
