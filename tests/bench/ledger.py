"""Answers recorded: statements, and how fast batches go in beside a bare `bulk_create`."""

import random
import time
import uuid
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from courses.activities.registry import kinds
from courses.catalog.answers import Answer, take_answers
from courses.catalog.models import LessonPage
from courses.progress.ledger import Draft, Status, record_events
from courses.progress.models import Event
from courses.progress.sources import Source
from tests.bench.lesson_page import WARM_UP, join, time_in_turns
from tests.bench.site import QUESTIONS, Writer
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, reading_block
from tests.statements import count_statements

BATCH = 50
QUIZZES = 3
ROUNDS = 60


def count_form_statements(*, completes: bool) -> int:
    """SQL of one tap by form, middleware and all; with `completes` it completes the lesson and
    the course, without it an activity is left."""
    lesson = LessonPageFactory(body=[reading_block(), reading_block(), reading_block()])
    _person, client = join(lesson)
    first, second, third = lesson.body

    def tap(block: Any) -> None:
        url = f"/belajar/{lesson.translation_key}/{block.id}/"
        response = client.post(url, {"event": str(uuid.uuid4()), "next": lesson.url})
        assert response.status_code == 302

    # The first answer of a process also fills Wagtail's and Django's caches.
    tap(first)
    if completes:
        tap(second)
        return count_statements(lambda: tap(third))
    return count_statements(lambda: tap(second))


def count_batch_statements() -> int:
    """SQL of fifty answers from a phone at once, of which none completes the lesson."""
    lesson = LessonPageFactory(body=[reading_block() for _number in range(BATCH + 1)])
    person, _client = join(lesson)
    answers = [
        Answer(uuid.uuid4(), lesson.translation_key, block.id, {}) for block in lesson.body[:BATCH]
    ]

    def send() -> None:
        outcomes = take_answers(person, answers, source=Source.OFFLINE)
        assert {outcome.status for outcome in outcomes} == {Status.ACCEPTED}

    return count_statements(send)


def compare_with_bulk_create() -> tuple[float, int, int]:
    """The rate of `record_events` as a share of that of `bulk_create` of the same rows; then both
    in events a second.

    A batch is what a phone kept of an evening: twenty readings and three whole quizzes, by
    somebody who has done nothing yet. Both commit, so both wait for the disk.
    """
    lesson = _make_evening_lesson()
    batches = [_write_batch(lesson, PersonFactory().pk) for _round in range(ROUNDS + WARM_UP + 1)]
    record_events(batches[-1])
    template = list(Event.objects.filter(learner_id=batches[-1][0].learner_id))
    assert len(template) == BATCH
    left = iter(batches)
    rows = iter([[_copy(event) for event in template] for _batch in batches])

    def record() -> None:
        outcomes = record_events(next(left))
        assert all(outcome.status is Status.ACCEPTED for outcome in outcomes)

    def insert() -> None:
        Event.objects.bulk_create(next(rows))

    recorded, inserted = time_in_turns([record, insert], rounds=ROUNDS, clock=time.perf_counter)
    return inserted / recorded, round(BATCH / recorded), round(BATCH / inserted)


def _make_evening_lesson() -> LessonPage:
    writer = Writer(random.Random(0))
    quizzes = [writer.quiz() for _number in range(QUIZZES)]
    # One reading is left over: an evening doesn't complete the lesson.
    readings = [reading_block() for _number in range(BATCH - QUIZZES * QUESTIONS + 1)]
    lesson: LessonPage = LessonPageFactory(body=[*quizzes, *readings])
    return lesson


def _write_batch(lesson: LessonPage, learner_id: Any) -> list[Draft]:
    """The drafts as the catalog makes them, the kinds' own decisions included."""
    drafts = []
    for block in lesson.body:
        for payload in _write_payloads(block):
            drafts.append(
                Draft(
                    id=uuid.uuid4(),
                    learner_id=learner_id,
                    lesson_key=lesson.translation_key,
                    activity_id=block.id,
                    kind=block.block_type,
                    payload=payload,
                    decide=partial(kinds[block.block_type].submit, block.value, payload),
                    occurred_at=datetime.now(UTC) - timedelta(hours=1),
                    source=Source.OFFLINE,
                    recorded_by_id=learner_id,
                    revision=lesson.live_revision_id,
                    language="id",
                )
            )
    return drafts[:BATCH]


def _write_payloads(block: Any) -> list[dict[str, Any]]:
    if block.block_type != "quiz":
        return [{}]
    return [
        {
            "attempt": 1,
            "question": question.id,
            "choice": question.value["answers"].bound_blocks[0].id,
        }
        for question in block.value["questions"]
    ]


def _copy(event: Event) -> Event:
    fields = {field.attname: getattr(event, field.attname) for field in Event._meta.fields}
    return Event(**{**fields, "id": uuid.uuid4()})
