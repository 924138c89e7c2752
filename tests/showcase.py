"""A course whose quizzes the screenshots show: `python -m tests.showcase`, in a demo's database.

Writes the addresses that a browser opens as JSON. All people in it are invented.
"""

import json
import os
import sys
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
    django.setup()

from django.urls import reverse
from django.utils import timezone

from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.catalog.models import CoursePage, LessonPage
from courses.kinds.quiz.grading.marking import mark_answer
from courses.kinds.quiz.grading.queue import waiting_answers
from courses.kinds.quiz.grading.views import address_of
from courses.progress.ledger import Status
from courses.progress.sources import Source
from lms.accounts.models import Person
from podcasts.following.problems import Problem
from podcasts.following.updating import prepare_feed, update_feed
from podcasts.models import FollowedFeed
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import CoursePageFactory, LessonPageFactory, quiz_block, reading_block
from tests.factories.feeds import make_followed_feed, make_read_feed
from tests.factories.quiz import BankQuestionFactory, from_bank
from tests.factories.quizzes import item, question

#: Whom the screenshots sign in as: they have answered the last quiz, and no other.
SITTER = "LT-0103"
MORE_PEOPLE = ("Komang Contoh", "Rina Contoh", "Yusuf Contoh", "Ani Contoh")
#: What each question is missed by: those whose skill, 0..1, is not above it.
HARD = {"margin": 0.55, "biaya": 0.3, "benar": 0.1, "hpp": 0.4, "urutan": 0.5}
STEPS = ("bahan", "jumlah", "bagi", "harga")
ESSAYS = (
    "Saya beli singkong di pasar hari Senin, lalu saya catat semua biaya bahan, gas, dan plastik.",
    "Bulan ini saya hitung HPP keripik saya dulu, baru saya naikkan harganya 500 rupiah.",
)


def choices(*texts: str, right: Sequence[int] = (0,)) -> list[dict[str, Any]]:
    """Answers `a0`, `a1` …, each with a word to learn from it."""
    return [
        item(
            f"a{place}",
            text=text,
            right=place in right,
            credit=None,
            feedback="" if place in right else "Baca lagi contoh keripik singkong.",
        )
        for place, text in enumerate(texts)
    ]


def margin(**fields: Any) -> dict[str, Any]:
    return question(
        "single_choice",
        "margin",
        "HPP Rp8.500. Kamu mau margin 30% dari harga. Berapa harga jualnya?",
        answers=choices("Rp12.143", "Rp11.050", "Rp8.830"),
        **fields,
    )


def hpp() -> dict[str, Any]:
    return question(
        "numeric",
        "hpp",
        "Biaya Rp425.000 untuk 50 bungkus. Berapa HPP satu bungkus?",
        answers=[item("n", value="8500", tolerance="0", feedback="Biaya dibagi jumlah bungkus.")],
    )


def steps() -> dict[str, Any]:
    texts = ("Jumlahkan biaya bahan", "Tambahkan upah dan gas", "Bagi dengan jumlah bungkus")
    items = zip(STEPS, (*texts, "Tentukan harga jual"), strict=True)
    return question(
        "ordering",
        "urutan",
        "Urutkan langkah menentukan harga.",
        items=[item(name, text=text) for name, text in items],
        marking="partial",
    )


def rubric() -> list[dict[str, Any]]:
    def levels(name: str, *texts: str) -> list[dict[str, Any]]:
        return [item(f"{name}{n}", text=text, points=float(n)) for n, text in enumerate(texts)]

    return [
        item(
            "jelas", criterion="Langkahnya jelas", levels=levels("j", "Belum", "Sebagian", "Jelas")
        ),
        item(
            "bisa",
            criterion="Bisa dikerjakan minggu ini",
            levels=levels("b", "Belum", "Ragu", "Ya"),
        ),
    ]


def make_bank() -> Any:
    """Questions in three categories; the one that the last quiz lists."""

    def add(slug: str, category: str, text: str, level: int = 2, **fields: Any) -> Any:
        content = question(slug, str(uuid.uuid4()), text, **fields)
        return BankQuestionFactory(
            name="", category__path=category, content=[content], level=level, tags=["keripik"]
        )

    costs = add(
        "multiple_choice",
        "Harga/HPP",
        "Mana yang termasuk biaya bahan keripik?",
        answers=choices("Singkong", "Minyak goreng", "Sewa kios", right=(0, 1)),
        marking="partial",
    )
    add(
        "true_false",
        "Harga/HPP",
        "Upah sendiri tidak perlu dihitung.",
        level=1,
        right=False,
        feedback_true="Tenagamu juga biaya.",
        feedback_false="",
    )
    add(
        "calculated",
        "Harga/HPP",
        "Biaya Rp{biaya} untuk {n} bungkus. Berapa satu bungkus?",
        level=3,
        variables=[
            item("v1", name="biaya", kind="range", low="300000", high="500000", decimals=0),
            item("v2", name="n", kind="list", values="40; 50"),
        ],
        answers=[item("f", formula="biaya / n", tolerance="1")],
        decimals=0,
    )
    add(
        "short_answer",
        "Keuangan/Utang",
        "Lembaga apa yang mengawasi pinjaman?",
        answers=[item("o", text="OJK", credit=100, feedback="")],
    )
    add(
        "matching",
        "Keuangan/Utang",
        "Pasangkan biaya dengan jenisnya.",
        pairs=[
            item("x", prompt="Singkong", answer="Bahan"),
            item("y", prompt="Sewa kios", answer="Biaya tetap"),
        ],
    )
    add(
        "single_choice",
        "Keuangan/Menabung",
        "Di mana uang darurat sebaiknya disimpan?",
        level=1,
        answers=choices("Di rekening terpisah", "Di dompet", "Dipinjamkan"),
    )
    return costs


def make_course() -> tuple[CoursePage, dict[str, LessonPage]]:
    course: CoursePage = CoursePageFactory(
        title="Harga dan Catatan Usaha",
        slug="harga-dan-catatan",
        summary="Berapa biaya satu bungkus, dan berapa harganya?",
    )
    costs = make_bank()

    def lesson(title: str, *body: Mapping[str, Any]) -> LessonPage:
        page: LessonPage = LessonPageFactory(
            parent=course,
            title=title,
            slug=title.lower().replace(" ", "-"),
            body=list(body),
            minutes=8,
        )
        return page

    def quiz(title: str, *questions: Mapping[str, Any], **rules: Any) -> dict[str, Any]:
        block = quiz_block(0, **rules)
        block["value"] |= {"title": title, "questions": list(questions)}
        return block

    again = lesson("Menghitung HPP", reading_block("Apa itu HPP?"))
    closes = timezone.now() + timedelta(days=14)
    closes = timezone.localtime(closes).replace(hour=20, minute=0, second=0, microsecond=0)
    essay = question(
        "essay",
        "esai",
        "Apa satu langkahmu minggu ini supaya harga jualmu tepat?",
        rubric=rubric(),
        model_answer="Satu langkah yang jelas, dengan hari dan barangnya.",
        min_words=5,
    )
    lessons = {
        "steps": lesson("Langkah menghitung harga", quiz("Langkahnya", steps(), hpp())),
        "number": lesson("Harga sebungkus keripik", quiz("Hitung sendiri", hpp(), steps())),
        "timed": lesson(
            "Pascates harga jual",
            quiz(
                "Pascates",
                hpp(),
                margin(),
                steps(),
                minutes=20,
                tries=2,
                behaviour="deferred",
                closes_at=closes.isoformat(),
                role="post",
                pair="Harga jual",
            ),
        ),
        "last": lesson(
            "Kuis akhir harga jual",
            quiz(
                "Kuis akhir",
                margin(read_again=again.pk),
                hpp(),
                question(
                    "true_false",
                    "benar",
                    "Upah sendiri ikut dihitung dalam HPP.",
                    right=True,
                    feedback_true="",
                    feedback_false="Tenagamu juga biaya.",
                ),
                from_bank(costs, weight=2.0),
                steps(),
                essay,
            ),
        ),
    }
    return course, lessons


def payload_for(name: str, *, right: bool) -> dict[str, Any]:
    match name:
        case "margin":
            return {"choice": "a0" if right else "a1"}
        case "hpp":
            return {"text": "Rp8.500" if right else "850"}
        case "benar":
            return {"choice": "true" if right else "false"}
        case "biaya":
            return {"choice": ["a0", "a1"] if right else ["a0", "a2"]}
        case _:
            order = STEPS if right else (*STEPS[1:], STEPS[0])
            return {f"place-{one}": str(place) for place, one in enumerate(order, start=1)}


def sit(person: Any, lesson: LessonPage, *, skill: float, chance: Random, begun: datetime) -> None:
    """One attempt at the last quiz, as somebody of this skill would do it."""
    bank = str(lesson.body[0].value["questions"][3].value["question"].key)
    send(person, lesson, {"start": "1"}, at=begun)
    at = begun
    for name in ("margin", "hpp", "benar", "biaya", "urutan"):
        at += timedelta(seconds=chance.randrange(20, 90))
        right = skill + chance.uniform(-0.15, 0.15) > HARD[name]
        payload = {"question": bank if name == "biaya" else name, **payload_for(name, right=right)}
        send(person, lesson, payload, at=at)
    at += timedelta(seconds=chance.randrange(90, 300))
    send(person, lesson, {"question": "esai", "text": ESSAYS[skill > 0.5]}, at=at)


def send(person: Any, lesson: LessonPage, payload: Mapping[str, Any], *, at: datetime) -> None:
    where = (lesson.translation_key, str(lesson.body[0].id))
    answer = Answer(uuid.uuid4(), *where, {"attempt": 1, **payload}, occurred_at=at)
    with patch("django.utils.timezone.now", return_value=at):
        [outcome] = take_answers(person, [answer], source=Source.WEB)
    assert outcome.status is Status.ACCEPTED, outcome.reason


def mark_essays(lesson: LessonPage, *, keep: int) -> None:
    """The trainer reads all essays but `keep`; the sitter's among those that are read."""
    trainer = Person.objects.get(code="PELATIH")
    sitter = Person.objects.get(code=SITTER)
    lines = sorted(waiting_answers(), key=lambda line: line.learner_id != sitter.pk)
    for line in lines[: len(lines) - keep]:
        mark_answer(
            learner_id=line.learner_id,
            lesson_key=lesson.translation_key,
            activity_id=str(lesson.body[0].id),
            attempt=1,
            question_id="esai",
            rubric={"jelas": "j1", "bisa": "b2"},
            comment="Bagus. Tulis juga hari dan tempatnya.",
            by_id=trainer.pk,
            event_id=uuid.uuid4(),
            pass_mark=60,
        )


def make_showcase() -> dict[str, str]:
    """The addresses by name."""
    chance = Random(11)
    course, lessons = make_course()
    for number, name in enumerate(MORE_PEOPLE, start=201):
        PersonFactory(participant=True, name=name, code=f"KR-{number:04d}")
    people = list(Person.objects.filter(groups__name="participant").order_by("code"))
    begun = timezone.now() - timedelta(days=3)
    for rank, person in enumerate(people):
        enrol(person.pk, course_key=course.translation_key)
        skill = 0.45 if person.code == SITTER else rank / len(people)
        last = lessons["last"]
        sit(person, last, skill=skill, chance=chance, begun=begun + timedelta(hours=3 * rank))
    mark_essays(lessons["last"], keep=3)
    place = [lessons["last"].translation_key, str(lessons["last"].body[0].id)]
    return {
        **{name: lesson.url for name, lesson in lessons.items()},
        "editor": reverse("wagtailadmin_pages:edit", args=[lessons["last"].pk]),
        "bank": reverse("wagtailsnippets_kind_quiz_bankquestion:list"),
        "marking": address_of(waiting_answers()[0]),
        "results": reverse("quiz_results:results", args=place),
        "followed": follow_feeds(),
    }


def follow_feeds() -> str:
    """Podcasts of invented others, one in each state; the address of their list."""
    now = timezone.now()
    FollowedFeed.objects.all().delete()
    reached = {"last_success_at": now, "next_fetch_at": now + timedelta(days=1)}
    tani = make_followed_feed(title="Kabar Tani Nusantara", **reached)
    update_feed(tani, prepare_feed(make_read_feed(24, title=tani.title, author="Radio Contoh")))
    failed = {"failures": 3, "problem": Problem.SERVER_ERROR, "detail": "503"}
    desa = make_followed_feed(title="Suara Perempuan Desa", **reached, **failed)
    update_feed(desa, prepare_feed(make_read_feed(7, title=desa.title, author="Komunitas Contoh")))
    make_followed_feed(title="Dompet Keluarga", next_fetch_at=now + timedelta(days=1))
    ended = {"state": FollowedFeed.State.GONE, "problem": Problem.GONE, "last_success_at": now}
    make_followed_feed(title="Cerita Pulang", **ended)
    return reverse("followed_feeds:list")


if __name__ == "__main__":
    json.dump(make_showcase(), sys.stdout)
