"""Answers sent at the same moment make one attempt. Trust, line 3."""

import json
import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection

from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.progress.sources import Source
from tests.chaos import variants
from tests.chaos.conftest import StartServer
from tests.chaos.model import Kept, read_events
from tests.chaos.phones import URL, Diary, Event, open_request
from tests.chaos.server import Server
from tests.chaos.world import QUESTIONS, Learner, Lesson, World
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, quiz_block

#: As many as the server has threads.
AT_ONCE = 8
FORM = "application/x-www-form-urlencoded"


def test_many_answers_to_one_question_make_one(
    start_server: StartServer, world: World, chance: random.Random
) -> None:
    server = start_server()
    lesson = world.lessons[0]
    by_batch, by_form, by_double_tap, *_ = world.learners

    statuses = post_batches(server, by_batch, write_answers(lesson, chance))
    assert statuses == {"accepted": 1, "rejected": AT_ONCE - 1}
    assert len(kept_answers(server, by_batch, lesson)) == 1

    ids = [str(uuid.uuid4()) for _post in range(AT_ONCE)]
    assert post_forms(server, by_form, lesson, ids) == {302: AT_ONCE}
    assert len(kept_answers(server, by_form, lesson)) == 1

    ids = [str(uuid.uuid4())] * AT_ONCE
    assert post_forms(server, by_double_tap, lesson, ids) == {302: AT_ONCE}
    assert [event.id for event in kept_answers(server, by_double_tap, lesson)] == ids[:1]


def test_the_last_answers_of_an_attempt_finish_it_once(
    start_server: StartServer, world: World, chance: random.Random
) -> None:
    """Each question from its own thread: whichever comes last, and only that one, has the score."""
    server = start_server()
    lesson, learner = world.lessons[0], world.learners[0]
    diary = Diary(chance)
    answers = [
        diary.answer(lesson, 1, question, "right") for question in QUESTIONS for _twice in range(2)
    ]
    assert post_batches(server, learner, answers)["accepted"] == len(QUESTIONS)
    scores = [event.score for event in kept_answers(server, learner, lesson)]
    assert sorted(scores, key=str) == [1.0, None, None]


def test_a_ledger_without_a_transaction_is_caught(
    start_server: StartServer, world: World, chance: random.Random
) -> None:
    server = start_server(variants.NO_TRANSACTION)
    statuses = post_batches(server, world.learners[0], write_answers(world.lessons[0], chance))
    assert statuses["accepted"] > 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_answers_to_one_question_make_one_on_postgresql() -> None:
    lesson = LessonPageFactory(body=[quiz_block(3)])
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=lesson.get_parent().specific.translation_key)

    def answer(_number: int) -> str:
        payload = {"attempt": 1, "question": "q1", "choice": "q1-right"}
        one = Answer(uuid.uuid4(), lesson.translation_key, lesson.body[0].id, payload)
        try:
            [outcome] = take_answers(person, [one], source=Source.WEB)
        finally:
            connection.close()
        return outcome.status.value

    for question_is_new in (True, False):
        statuses = Counter(do_at_once(answer, range(AT_ONCE)))
        assert statuses["accepted"] == question_is_new
        assert statuses["rejected"] == AT_ONCE - question_is_new


def write_answers(lesson: Lesson, chance: random.Random) -> list[Event]:
    """The same answer to the first question, each with an id and a time of its own."""
    diary = Diary(chance)
    return [diary.answer(lesson, 1, QUESTIONS[0], "right") for _post in range(AT_ONCE)]


def post_batches(server: Server, learner: Learner, events: Sequence[Event]) -> Counter[str]:
    """Each event in a batch of its own, all at once; how often which status came back."""

    def post(event: Event) -> str:
        body = json.dumps({"events": [event]}).encode()
        with closing(open_request(server.port, learner, URL, body)) as request:
            [result] = json.loads(request.getresponse().read())["results"]
        return str(result["status"])

    return Counter(do_at_once(post, events))


def post_forms(
    server: Server, learner: Learner, lesson: Lesson, ids: Sequence[str]
) -> Counter[int]:
    """The form of the first question once for each event id; how often which HTTP status."""

    def post(event_id: str) -> int:
        question = QUESTIONS[0]
        fields = {"event": event_id, "attempt": 1, "question": question, "next": lesson.url}
        body = urlencode({**fields, "choice": f"{question}-right"}).encode()
        path = f"/belajar/{lesson.key}/{lesson.quiz}/"
        with closing(open_request(server.port, learner, path, body, content_type=FORM)) as request:
            response = request.getresponse()
            response.read()
        return response.status

    return Counter(do_at_once(post, ids))


def do_at_once(action: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """`action` of each item in a thread of its own, begun together."""
    start = threading.Barrier(len(items))

    def act(item: Any) -> Any:
        start.wait()
        return action(item)

    with ThreadPoolExecutor(len(items)) as threads:
        return list(threads.map(act, items))


def kept_answers(server: Server, learner: Learner, lesson: Lesson) -> list[Kept]:
    place = (learner.id, lesson.key, lesson.quiz)
    return [event for event in read_events(server.database) if event.place == place]
