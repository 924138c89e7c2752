import socket
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from courses.catalog.models import CoursePage, LessonPage
from courses.kinds.quiz.layouts import Quiz
from courses.progress.models import Event
from lms.accounts.models import Person
from lms.accounts.pins import check_pin_rules
from lms.demo.management.commands.run_demo import refuse_taken_port
from lms.demo.people import demo_people
from lms.reports.progress_table import course_lessons, enrolled_people, read_rows

COURSE = Path(__file__).resolve().parents[3] / "lms" / "demo" / "menemukan-ide-usaha"


def load() -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("load_demo", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_the_demo_loads_once_and_says_how_to_sign_in(settings: Any) -> None:
    settings.PIJAR_DEMO = True
    out, err = load()
    for text in ("LT-0101", "730418", "pelatih", "koordinator", "admin", "/masuk/", "/admin/"):
        assert text in out
    assert "Nurul Contoh studies 8 lessons" in err
    before = (Event.objects.count(), Person.objects.count(), LessonPage.objects.count())
    revisions = list(LessonPage.objects.values_list("latest_revision", flat=True))
    load()
    assert before == (Event.objects.count(), Person.objects.count(), LessonPage.objects.count())
    assert revisions == list(LessonPage.objects.values_list("latest_revision", flat=True))

    course = CoursePage.objects.get()
    lessons = course_lessons(course)
    rows = read_rows(enrolled_people(course, lessons), lessons)
    done = {row.code: row.done_count for row in rows}
    assert done == {one.code: one.lessons for one in demo_people() if _studies(one)}
    call_command("replay_progress", "--check", stdout=StringIO())


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
def test_the_first_course_is_whole(settings: Any) -> None:
    settings.PIJAR_DEMO = True
    load()
    lessons = LessonPage.objects.order_by("path")
    assert [lesson.slug for lesson in lessons] == [
        "mengenal-diri",
        "kebutuhan-di-sekitar-desa",
        "sumber-daya-lokal",
        "menyaring-10-ide-menjadi-3",
        "siapa-pembeliku",
        "kanvas-model-bisnis",
        "hpp-dan-harga-jual",
        "modal-risiko-langkah-30-hari",
    ]
    for lesson in lessons:
        [quiz] = [block for block in lesson.body if block.block_type == "quiz"]
        questions = Quiz(quiz.value).own_questions
        assert 3 <= len(questions) <= 6
        for question in questions:
            answers = question.data["answers"]
            assert sum(answer["right"] for answer in answers) == 1
            assert len({answer["feedback"] for answer in answers}) == len(answers)
        readings = [block for block in lesson.body if block.block_type == "reading"]
        assert any(
            block.block_type == "picture" for reading in readings for block in reading.value["body"]
        )
        assert sum(entry["bytes"] for entry in lesson.outline) < 20_000


def test_lessons_are_short_and_in_short_sentences() -> None:
    for path in sorted(COURSE.glob("[0-9]*.md")):
        text = path.read_text(encoding="utf-8").split("# reading:", 1)[1].split("# quiz:")[0]
        assert len(text.split()) <= 450, path.name


def figure(value: float) -> str:
    """As Indonesian writes it: 12142.857 is "12.142,86"."""
    text = f"{value:,.2f}".replace(",", "x").replace(".", ",").replace("x", ".")
    return text.removesuffix(",00")


def test_the_price_lessons_figures_follow_from_its_inputs() -> None:
    text = (COURSE / "07-hpp-dan-harga-jual.md").read_text(encoding="utf-8")
    costs, packs = [250_000, 50_000, 80_000, 45_000], 50
    total = sum(costs)
    unit = total / packs
    price, fixed = 12_500, 900_000
    figures = [
        *costs,
        total,
        unit,
        unit / (1 - 0.30),
        unit * 1.30,
        price,
        fixed,
        price - unit,
        fixed / (price - unit),
    ]
    assert (total, unit, fixed / (price - unit)) == (425_000, 8_500, 225)
    assert [number for number in figures if figure(number) not in text] == []
    assert "margin" in text.lower()
    assert "markup" in text.lower()
