"""Phones: each sends what it has kept until the server has answered for every event of it."""

import http.client
import json
import random
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.chaos.world import QUESTIONS, Learner, Lesson, World

URL = "/api/progress/events"
TIMEOUT_SECONDS = 15.0
CSRF = "c" * 32
#: An acknowledgement: the phone forgets the event and trusts the server with it.
ACKNOWLEDGED = frozenset({"accepted", "duplicate"})

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Habits:
    """How a phone behaves: chances from 0 to 1, and the largest batch."""

    #: The connection closes before the answer is read.
    drops: float = 0.0
    #: The connection closes in the middle of the request.
    cuts: float = 0.0
    #: What was answered for is sent once more, at once.
    repeats: float = 0.0
    batch: int = 8


CALM = Habits(repeats=1.0)
RESTLESS = Habits(drops=0.3, cuts=0.1, repeats=0.3)


@dataclass
class Phone:
    """One phone of a learner with the events it has kept; `send_all` runs in a thread."""

    port: int
    learner: Learner
    events: Sequence[Event]
    chance: random.Random
    habits: Habits = RESTLESS
    on_answer: Callable[[], None] = lambda: None
    #: The last status of each event that was answered for, by event id.
    settled: dict[str, str] = field(default_factory=dict)
    #: Every answer that is no answer to a batch: a bug of the server.
    surprises: list[str] = field(default_factory=list)

    def send_all(self, give_up: threading.Event) -> None:
        """Send in random order and random batches, again and again, until all is settled."""
        waiting = {event["id"]: event for event in self.events}
        while waiting and not give_up.is_set():
            batch = self._pick(list(waiting.values()))
            results = self._send(batch)
            if results is None:
                time.sleep(self.chance.uniform(0.01, 0.06))
                continue
            self._settle(results)
            for event_id in results:
                waiting.pop(event_id, None)
            self.on_answer()
            if self.chance.random() < self.habits.repeats:
                self._settle(self._send(batch) or {})

    def _pick(self, waiting: Sequence[Event]) -> list[Event]:
        size = self.chance.randint(1, self.habits.batch)
        batch = self.chance.sample(waiting, min(size, len(waiting)))
        if self.chance.random() < self.habits.repeats:
            batch.append(self.chance.choice(batch))
        return batch

    def _settle(self, results: dict[str, str]) -> None:
        for event_id, status in results.items():
            # A refusal of what was taken before takes nothing back from the phone's trust.
            if self.settled.get(event_id) not in ACKNOWLEDGED:
                self.settled[event_id] = status

    def _send(self, batch: Sequence[Event]) -> dict[str, str] | None:
        """The status of each event, or None where no answer came."""
        body = json.dumps({"events": batch}).encode()
        sent = len(body) // 2 if self.chance.random() < self.habits.cuts else len(body)
        try:
            request = open_request(self.port, self.learner, URL, body[:sent], of=len(body))
            with closing(request):
                if sent < len(body) or self.chance.random() < self.habits.drops:
                    time.sleep(self.chance.uniform(0, 0.03))
                    return None
                response = request.getresponse()
                return self._read(response.status, response.read())
        except (OSError, http.client.HTTPException):
            return None

    def _read(self, status: int, body: bytes) -> dict[str, str] | None:
        if status != 200:
            self.surprises.append(f"{status} {body[:200]!r}")
            return None
        statuses: dict[str, str] = {}
        for result in json.loads(body)["results"]:
            # The same event twice in one batch: what was said of it first counts.
            statuses.setdefault(result["id"], result["status"])
        return statuses


def open_request(
    port: int,
    learner: Learner,
    path: str,
    body: bytes,
    *,
    of: int | None = None,
    content_type: str = "application/json",
) -> http.client.HTTPConnection:
    """A POST that has been sent and not yet answered; `of` announces more bytes than are sent."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    headers = {
        "Content-Type": content_type,
        "Content-Length": str(len(body) if of is None else of),
        "Cookie": f"sessionid={learner.session}; csrftoken={CSRF}",
        "X-CSRFToken": CSRF,
    }
    try:
        connection.putrequest("POST", path)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
    except BaseException:
        connection.close()
        raise
    return connection


class Crowd:
    """Many phones at once, each in a thread; as a context manager it leaves none behind."""

    def __init__(self, phones: Iterable[Phone]) -> None:
        self._give_up = threading.Event()
        self._threads = [
            threading.Thread(target=phone.send_all, args=[self._give_up]) for phone in phones
        ]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._give_up.set()
        for thread in self._threads:
            thread.join()

    @property
    def busy(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def wait(self, seconds: float) -> bool:
        """Whether all came to an end by themselves within this time."""
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not self.busy


class Diary:
    """Makes events, each with a time of its own, so that one sent twice is known by its content."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._time = datetime.now(UTC) - timedelta(days=30)

    def tap(self, lesson: Lesson, reading: str) -> Event:
        return self._event(lesson, reading, {})

    def answer(self, lesson: Lesson, attempt: int, question: str, choice: str) -> Event:
        payload = {"attempt": attempt, "question": question, "choice": f"{question}-{choice}"}
        return self._event(lesson, lesson.quiz, payload)

    def _event(self, lesson: Lesson, activity: str, payload: dict[str, Any]) -> Event:
        self._time += timedelta(seconds=self._chance.uniform(1, 100), microseconds=1)
        return {
            "id": str(uuid.UUID(int=self._chance.getrandbits(128), version=4)),
            "lesson": lesson.key,
            "activity": activity,
            "payload": payload,
            "occurred_at": self._time.isoformat(),
        }


def write_one_of_each(world: World, diary: Diary) -> list[Event]:
    """Each reading tapped once and each question answered once, wrongly: nothing is completed that
    a signal would have to tell of."""
    events = []
    for lesson in world.lessons:
        events += [diary.tap(lesson, reading) for reading in lesson.readings]
        events += [diary.answer(lesson, 1, question, "wrong") for question in QUESTIONS]
    return events


def write_a_lot(world: World, diary: Diary, chance: random.Random) -> list[Event]:
    """What one phone keeps in a month: readings tapped again, quizzes tried several times."""
    events = []
    for lesson in world.lessons:
        for reading in lesson.readings:
            events += [diary.tap(lesson, reading) for _tap in range(chance.randint(2, 6))]
        for attempt in (1, 2, 3):
            events += [
                diary.answer(lesson, attempt, question, chance.choice(("right", "wrong")))
                for question in QUESTIONS
            ]
    return events
