"""The site that is measured: a folder of its own, served as production would serve it.

`build_site` fills it from a separate process (`python -m tests.bench.site`); the bench itself does
so in its own process by `fill_site`, because it measures there too.
"""

import json
import os
import random
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PIN = "482913"
QUESTIONS = 10
LESSONS = 8
#: A lesson of the demo holds about 2,800 characters of text and a quiz of 2,000.
READING_CHARACTERS = 1_400
SYLLABLES = (
    "ka",
    "ri",
    "ba",
    "ma",
    "nya",
    "se",
    "ter",
    "men",
    "di",
    "lu",
    "ang",
    "pe",
    "ha",
    "kan",
)


@dataclass(frozen=True, slots=True)
class Site:
    """What a measurement needs to know. `var` holds the database and the compressed files."""

    var: str
    course_url: str
    lesson_url: str
    quiz_url: str
    code: str
    session: str


def environment(var: Path) -> dict[str, str]:
    """The embedded installation's own settings, on a folder of our own."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
        "PIJAR_VAR_DIR": str(var),
        "DATABASE_URL": "",
        "PIJAR_LOG_LEVEL": "WARNING",
    }


def build_site(var: Path) -> Site:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.site"],
        cwd=ROOT,
        env=environment(var),
        capture_output=True,
        text=True,
        timeout=120,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Site(**json.loads(done.stdout))


def fill_site() -> Site:
    """Migrate, collect the static files, and write one course with one person in it."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    # Compressing the editor's own files takes most of a minute, and nobody opens the editor here.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["wagtail*"])

    from courses.catalog.enrolment import enrol
    from tests.factories.accounts import PersonFactory
    from tests.factories.catalog import CoursePageFactory, LessonPageFactory, lessons_of

    course = CoursePageFactory(title="Menemukan ide usaha")
    for number in range(LESSONS):
        LessonPageFactory(parent=course, body=write_lesson(number))
    write = Writer(random.Random(LESSONS))
    drawn = LessonPageFactory(parent=course, body=[write.reading(), write.drawn_quiz()])
    person = PersonFactory(participant=True, pin=PIN)
    enrol(person.pk, course_key=course.translation_key)
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.PinBackend")
    return Site(
        var=str(settings.VAR_DIR),
        course_url=course.url,
        lesson_url=lessons_of(course)[0].url,
        quiz_url=drawn.url,
        code=person.code,
        session=client.cookies["sessionid"].value,
    )


@contextmanager
def serve(site: Site) -> Iterator[str]:
    """The site's address while it is served by Gunicorn."""
    with run_server(site) as (address, _process):
        yield address


@contextmanager
def run_server(site: Site) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same, and Gunicorn itself, which has one worker."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603 - our own server
        [
            *(sys.executable, "-m", "gunicorn", "lms.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}", "--threads", "8", "--no-control-socket"),
            *("--log-level", "warning"),
        ],
        cwd=ROOT,
        env=environment(Path(site.var)),
    )
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("The server did not start.")


# --- A lesson as long as a real one -----------------------------------------------------------


def write_lesson(number: int) -> list[dict[str, Any]]:
    """Two readings and a quiz of ten questions, different for each number."""
    write = Writer(random.Random(number))
    return [write.reading(), write.reading(), write.quiz()]


class Writer:
    """Writes text that looks and compresses like Indonesian prose, but says nothing."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        vocabulary = random.Random(0)
        self._words = [
            "".join(vocabulary.choices(SYLLABLES, k=vocabulary.randint(1, 4)))
            for _word in range(600)
        ]
        # Few words are frequent and many are rare, as in any language.
        self._weights = [1 / rank for rank in range(1, 601)]

    def text(self, characters: int) -> str:
        words: list[str] = []
        while sum(map(len, words)) + len(words) < characters:
            words += self._chance.choices(self._words, self._weights, k=1)
        return " ".join(words).capitalize() + "."

    def reading(self) -> dict[str, Any]:
        paragraphs = [f"<p>{self.text(READING_CHARACTERS // 4)}</p>" for _paragraph in range(4)]
        body = [{"type": "text", "value": "".join(paragraphs), "id": self._id()}]
        return self._block("reading", {"title": self.text(25), "body": body})

    def quiz(self, questions: int = QUESTIONS) -> dict[str, Any]:
        items = [self.question() for _ in range(questions)]
        value = {"title": self.text(25), "pass_mark": 60, "tries": 0, "questions": items}
        return self._block("quiz", value)

    def drawn_quiz(self, questions: int = QUESTIONS) -> dict[str, Any]:
        """A quiz as demanding as can be: drawn from a bank of three times as many, shuffled, with
        a time limit."""
        from tests.factories.quiz import BankQuestionFactory, CategoryFactory, draw

        category = CategoryFactory(path="Bank")
        for number in range(3 * questions):
            stored = self.question() if number % 3 else self.ordering()
            BankQuestionFactory(category=category, name=f"Soal {number}", content=[stored])
        value = {
            "title": self.text(25),
            "shuffle_questions": True,
            "shuffle_answers": True,
            "minutes": 60,
            "questions": [draw(questions, category)],
        }
        return self._block("quiz", value)

    def question(self) -> dict[str, Any]:
        value = {"text": self.text(90), "answers": self._answers()}
        return self._block("single_choice", value)

    def ordering(self) -> dict[str, Any]:
        items = [self._item({"text": self.text(35)}) for _place in range(4)]
        return self._block("ordering", {"text": self.text(90), "items": items})

    def _answers(self) -> list[dict[str, Any]]:
        return [
            self._item({"text": self.text(35), "right": right, "feedback": self.text(90)})
            for right in (True, False, False)
        ]

    def _item(self, value: dict[str, Any]) -> dict[str, Any]:
        return {"type": "item", "id": self._id(), "value": value}

    def _block(self, kind: str, value: dict[str, Any]) -> dict[str, Any]:
        return {"type": kind, "id": self._id(), "value": value}

    def _id(self) -> str:
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))


def main() -> None:
    import django
    from django.db import connections

    django.setup()
    site = fill_site()
    connections.close_all()
    print(json.dumps(asdict(site)))


if __name__ == "__main__":
    main()
