import socket
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.rich_text import expand_db_html

from courses.catalog.models import CoursePage, LessonPage
from courses.kinds.quiz.layouts import Quiz
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.rules import Role
from courses.kinds.quiz.types.registry import types
from courses.progress.models import Event
from courses.progress.queries import lesson_states
from lms.accounts.models import Person
from lms.accounts.pins import check_pin_rules
from lms.demo.management.commands import load_demo
from lms.demo.management.commands.load_demo import COURSES, STUDIED
from lms.demo.management.commands.run_demo import refuse_taken_port
from lms.demo.people import demo_people
from lms.reports.progress_table import course_lessons, enrolled_people, read_rows
from media.rich_text import saving
from media.rich_text.cleaning import clean_rich_text, clean_shown_rich_text


def load() -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("load_demo", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_the_demo_loads_once_and_says_how_to_sign_in(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PIJAR_DEMO = True
    cleaned = watch_cleaning(monkeypatch)
    out, err = load()
    # Cleaning changes no byte of what is well written, nor of its translation.
    assert len(cleaned) > 100
    assert {before: after for before, after in cleaned.items() if after != before} == {}
    shown = {expand_db_html(text) for text in cleaned}
    assert {clean_shown_rich_text(html) for html in shown} == shown
    for text in ("LT-0101", "730418", "pelatih", "koordinator", "admin", "/masuk/", "/admin/"):
        assert text in out
    assert "Nurul Contoh studies 10 lessons" in err
    before = (Event.objects.count(), Person.objects.count(), LessonPage.objects.count())
    revisions = list(LessonPage.objects.values_list("latest_revision", flat=True))
    load()
    assert before == (Event.objects.count(), Person.objects.count(), LessonPage.objects.count())
    assert revisions == list(LessonPage.objects.values_list("latest_revision", flat=True))

    course = CoursePage.objects.get(slug=STUDIED, locale__language_code="id")
    lessons = course_lessons(course)
    rows = read_rows(enrolled_people(course, lessons), lessons)
    done = {row.code: row.done_count for row in rows}
    assert done == {one.code: one.lessons for one in demo_people() if _studies(one)}
    call_command("replay_progress", "--check", stdout=StringIO())
    before_and_after = [score_of("LT-0102", lesson) for lesson in (lessons[0], lessons[-1])]
    assert before_and_after == [pytest.approx(0.6, abs=0.21), 1]


def watch_cleaning(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """All rich text that is saved from now on, with what cleaning makes of it."""
    found: dict[str, str] = {}

    def clean(html: str) -> str:
        found[html] = clean_rich_text(html)
        return found[html]

    monkeypatch.setattr(saving, "clean_rich_text", clean)
    return found


def score_of(code: str, lesson: LessonPage) -> float | None:
    """What a person reached in the quiz of a lesson."""
    person = Person.objects.get(code=code)
    states = lesson_states(person.pk, lesson.translation_key)
    return next(states[block.id].score for block in lesson.body if block.block_type == "quiz")


def _studies(person: Any) -> bool:
    return bool(person.role.value == "participant" and person.joined)


@pytest.mark.django_db
def test_known_sign_ins_are_refused_elsewhere(settings: Any) -> None:
    settings.PIJAR_DEMO = False
    with pytest.raises(CommandError, match="known to everybody"):
        load()
    with pytest.raises(CommandError, match="PIJAR_DEMO"):
        call_command("run_demo")
    assert not Person.objects.exists()


def test_demo_people_follow_the_rules_and_are_nobody() -> None:
    for person in demo_people():
        assert "Contoh" in person.name
        if person.role.value == "participant":
            check_pin_rules(person.secret, person.phone or "")


def test_a_taken_port_is_said_before_anything_is_loaded() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} can't be used"):
            refuse_taken_port(port)
    with pytest.raises(CommandError, match="between 1 and 65535"):
        refuse_taken_port(70_000)


@pytest.mark.django_db
def test_the_first_course_is_whole(settings: Any, monkeypatch: Any) -> None:
    settings.PIJAR_DEMO = True
    monkeypatch.setattr(load_demo, "demo_people", lambda: iter(()))
    monkeypatch.setattr(load_demo, "make_english", lambda course, folder, tell: None)
    load()
    course = CoursePage.objects.get(slug=STUDIED, locale__language_code="id")
    lessons = list(LessonPage.objects.child_of(course).order_by("path"))
    assert [lesson.slug for lesson in lessons] == [
        "sebelum-mulai",
        "mengenal-diri",
        "kebutuhan-di-sekitar-desa",
        "sumber-daya-lokal",
        "menyaring-10-ide-menjadi-3",
        "siapa-pembeliku",
        "kanvas-model-bisnis",
        "hpp-dan-harga-jual",
        "modal-risiko-langkah-30-hari",
        "sesudah-belajar",
    ]
    quizzes = [quiz_of(lesson) for lesson in lessons]
    for quiz in quizzes:
        assert 3 <= quiz.total <= 6
        for question in quiz.own_questions:
            check_that_it_teaches(question)
    assert {question.type for quiz in quizzes for question in quiz.own_questions} == {
        *("single_choice", "multiple_choice", "picture_choice"),
        *("numeric", "matching", "ordering"),
    }
    for lesson in lessons[1:-1]:
        readings = [block for block in lesson.body if block.block_type == "reading"]
        assert any(
            block.block_type == "picture" for reading in readings for block in reading.value["body"]
        )
    for lesson in lessons:
        assert sum(entry["bytes"] for entry in lesson.outline) < 20_000
    check_that_they_compare(quizzes[0], quizzes[-1])
    assert quizzes[-2].draws


def quiz_of(lesson: LessonPage) -> Quiz:
    [block] = [block for block in lesson.body if block.block_type == "quiz"]
    return Quiz(block.value)


def check_that_it_teaches(question: Question) -> None:
    """Whatever is answered, something can be learned; nothing is said twice."""
    assert types[question.type].without_feedback(question) == []
    answers = question.data.get("answers", ())
    assert len({answer["feedback"] for answer in answers}) == len(answers)
    if question.type in ("single_choice", "picture_choice"):
        assert sum(answer["right"] for answer in answers) == 1
    if question.type == "numeric":
        assert [answer["credit"] for answer in answers] == [100] + [0] * (len(answers) - 1)
        assert answers[-1]["value"] == "*"


def check_that_they_compare(before: Quiz, after: Quiz) -> None:
    """A pra-tes and its pascates ask for the same in the same way, of other people."""
    assert (before.rules.role, after.rules.role) == (Role.BEFORE, Role.AFTER)
    assert before.rules.pair == after.rules.pair == STUDIED
    first, last = before.own_questions, after.own_questions
    assert [one.type for one in first] == [one.type for one in last]
    assert not {one.text for one in first} & {one.text for one in last}


def test_lessons_are_short() -> None:
    lessons = sorted((COURSES / STUDIED).glob("[0-9]*.md"))
    assert len(lessons) == 10
    for path in lessons:
        text = path.read_text(encoding="utf-8").split("# reading:", 1)[1].split("# quiz:")[0]
        assert len(text.split()) <= 450, path.name
