"""A lesson's page for somebody signed in: statements and processor time."""

import time
import uuid
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory, override_settings

from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.catalog.models import LessonPage
from courses.progress.sources import Source
from tests.bench import urls
from tests.bench.site import Writer
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import CoursePageFactory, LessonPageFactory, lessons_of, make_course
from tests.statements import count_statements

HOST = "127.0.0.1"
BARE_URL = "/polos/"
ROUNDS = 250
WARM_UP = 10


def sign_in(person: Any, *, backend: str = "lms.accounts.backends.PinBackend") -> Client:
    client = Client(headers={"host": HOST})
    client.force_login(person, backend=backend)
    return client


def join(lesson: LessonPage) -> tuple[Any, Client]:
    """A new person who has joined the lesson's course, and their browser."""
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=lesson.get_parent().specific.translation_key)
    return person, sign_in(person)


def count_page_statements(*, activities: int, lessons: int) -> int:
    """SQL of the first lesson of such a course, when it was opened before."""
    lesson = lessons_of(make_course(lessons, activities=activities))[0]
    _person, client = join(lesson)
    assert client.get(lesson.url).status_code == 200
    return count_statements(lambda: client.get(lesson.url))


def make_long_lesson(writer: Writer) -> LessonPage:
    """Ten activities, nine readings and a quiz, in a course of eight lessons."""
    course = CoursePageFactory()
    body = [*(writer.reading() for _number in range(9)), writer.quiz()]
    lessons = [LessonPageFactory(parent=course, body=body)]
    lessons += [LessonPageFactory(parent=course) for _number in range(7)]
    return lessons[0]


def answer_first_question(person: Any, lesson: LessonPage) -> None:
    """From now on the quiz on the page is this person's own, and nobody's HTML is kept of it."""
    quiz = lesson.body[-1]
    question = quiz.value["questions"][0]
    choice = question.value["answers"].bound_blocks[0].id
    payload = {"attempt": 1, "question": question.id, "choice": choice}
    one = Answer(uuid.uuid4(), lesson.translation_key, quiz.id, payload)
    take_answers(person, [one], source=Source.WEB)


def compare_with_bare(url: str, client: Client) -> tuple[float, float, float]:
    """How many times the processor time of a bare view a page costs, and both in milliseconds.

    Both go through the WSGI application and all its middleware, in turns; medians are compared.
    """
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    with override_settings(ROOT_URLCONF="tests.bench.urls"):
        application = get_wsgi_application()
        urls.answer[:] = client.get(url).content
        page, bare = _request(application, url, cookies), _request(application, BARE_URL, cookies)
        page_time, bare_time = time_in_turns([page, bare], rounds=ROUNDS, clock=time.process_time)
    return page_time / bare_time, page_time * 1000, bare_time * 1000


def time_in_turns(
    actions: Sequence[Callable[[], Any]], *, rounds: int, clock: Callable[[], float]
) -> list[float]:
    """The median seconds of each action; in turns, so that a noisy moment hits them all."""
    times: list[list[float]] = [[] for _action in actions]
    for number in range(-WARM_UP, rounds):
        for action, taken in zip(actions, times, strict=True):
            start = clock()
            action()
            if number >= 0:
                taken.append(clock() - start)
    return [median(taken) for taken in times]


def _request(application: Any, url: str, cookies: str) -> Callable[[], None]:
    factory = RequestFactory(headers={"host": HOST, "accept-encoding": "gzip", "cookie": cookies})

    def send() -> None:
        statuses: list[str] = []
        response = application(
            factory._base_environ(PATH_INFO=url), lambda status, headers: statuses.append(status)
        )
        b"".join(response)
        response.close()
        assert statuses == ["200 OK"], statuses

    return send
