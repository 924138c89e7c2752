"""What a chaos test starts from: one database file with a small course and people signed in.

`build_world` makes it from a separate process (`python -m tests.chaos.world FILE`), so that the
test process itself never touches the file through Django.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LEARNERS = 4
LESSONS = 2
QUESTIONS = ("q1", "q2", "q3")
PASS_MARK = 60


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson's readings and its one quiz, whose question q1 has answers q1-right, q1-wrong."""

    key: str
    url: str
    readings: list[str]
    quiz: str


@dataclass(frozen=True, slots=True)
class Learner:
    id: int
    session: str


@dataclass(frozen=True, slots=True)
class World:
    """The course's ids, as a phone that has opened it once would know them."""

    course: str
    lessons: list[Lesson]
    learners: list[Learner]

    @classmethod
    def read(cls, text: str) -> "World":
        data = json.loads(text)
        return cls(
            course=data["course"],
            lessons=[Lesson(**lesson) for lesson in data["lessons"]],
            learners=[Learner(**learner) for learner in data["learners"]],
        )


def environment(database: Path, **more: str) -> dict[str, str]:
    """What a process of the site needs to work on this database file."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "DATABASE_URL": f"sqlite:///{database}",
        "PIJAR_VAR_DIR": str(database.parent),
        **more,
    }


def build_world(database: Path, **more: str) -> World:
    """Fill the file, or what another DATABASE_URL names; it is migrated first where it is not."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "tests.chaos.world", str(database)],
        cwd=ROOT,
        env=environment(database, **more),
        capture_output=True,
        text=True,
        timeout=120,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return World.read(done.stdout)


def _fill() -> World:
    """Runs where Django is set up for the file."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)

    from django.utils import timezone

    from courses.catalog.enrolment import enrol
    from tests.factories.accounts import PersonFactory
    from tests.factories.catalog import CoursePageFactory

    course = CoursePageFactory()
    lessons = [_make_lesson(course) for _number in range(LESSONS)]
    learners = []
    for _number in range(LEARNERS):
        person = PersonFactory(participant=True)
        # Before anything that their phones have kept.
        joined = timezone.now() - timedelta(days=60)
        enrol(person.pk, course_key=course.translation_key, at=joined)
        learners.append(Learner(person.pk, _sign_in(person)))
    return World(str(course.translation_key), lessons, learners)


def _make_lesson(course: Any) -> Lesson:
    from tests.factories.catalog import LessonPageFactory, quiz_block, reading_block

    body = [reading_block(), reading_block(), quiz_block(len(QUESTIONS), pass_mark=PASS_MARK)]
    page = LessonPageFactory(parent=course, body=body)
    *readings, quiz = [block.id for block in page.body]
    return Lesson(str(page.translation_key), page.url, readings, quiz)


def _sign_in(person: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(person, backend="lms.accounts.backends.PinBackend")
    return client.cookies["sessionid"].value


def main() -> None:
    import django
    from django.db import connections

    django.setup()
    world = _fill()
    connections.close_all()
    print(json.dumps(asdict(world)))


if __name__ == "__main__":
    main()
