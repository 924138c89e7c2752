"""Courses, lessons and their activities for tests."""

import uuid
from collections.abc import Sequence
from typing import Any

import factory
from wagtail.models import Page

from courses.catalog.models import CourseIndexPage, CoursePage, LessonPage
from lms.site_setup import setup_site


def ensure_site() -> CourseIndexPage:
    """The site as `setup_site` leaves it; the course list."""
    return setup_site()


def _page_class_create(model_class: type[Page], parent: Page | None, **kwargs: Any) -> Page:
    page = model_class(**kwargs)
    assert parent is not None
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


class PageFactory(factory.django.DjangoModelFactory[Page]):
    class Meta:
        abstract = True

    title = factory.Sequence(lambda n: f"Halaman {n}")
    slug = factory.Sequence(lambda n: f"halaman-{n}")

    @classmethod
    def _create(cls, model_class: type[Page], *args: Any, **kwargs: Any) -> Page:
        return _page_class_create(model_class, kwargs.pop("parent"), **kwargs)


class CoursePageFactory(PageFactory):
    class Meta:
        model = CoursePage

    parent = factory.LazyFunction(ensure_site)
    title = factory.Sequence(lambda n: f"Kelas {n}")
    slug = factory.Sequence(lambda n: f"kelas-{n}")
    summary = "Belajar satu hal."

    class Params:
        in_order = factory.Trait(lesson_order="in_order")


class LessonPageFactory(PageFactory):
    class Meta:
        model = LessonPage

    parent = factory.SubFactory(CoursePageFactory)
    title = factory.Sequence(lambda n: f"Pelajaran {n}")
    slug = factory.Sequence(lambda n: f"pelajaran-{n}")
    minutes = 10
    body = factory.LazyFunction(lambda: [reading_block()])


def reading_block(title: str = "Baca", *, block_id: str | None = None) -> dict[str, Any]:
    body = [{"type": "text", "value": "<p>Isi bacaan.</p>", "id": str(uuid.uuid4())}]
    return _block("reading", {"title": title, "body": body}, block_id)


def quiz_block(
    questions: int = 2,
    *,
    pass_mark: int = 60,
    tries: int = 0,
    block_id: str | None = None,
    **rules: Any,
) -> dict[str, Any]:
    """A quiz whose questions are q1, q2 … with answers right and wrong ("q1-right", "q1-wrong")."""
    value = {
        "title": "Kuis",
        "pass_mark": pass_mark,
        "tries": tries,
        **rules,
        "questions": [_question(f"q{number}") for number in range(1, questions + 1)],
    }
    return _block("quiz", value, block_id)


def _question(name: str) -> dict[str, Any]:
    answers = [
        _item(f"{name}-wrong", _answer("Salah", right=False)),
        _item(f"{name}-right", _answer("Benar", right=True)),
    ]
    value = {"text": f"Soal {name}?", "answers": answers}
    return {"type": "single_choice", "id": name, "value": value}


def _answer(text: str, *, right: bool) -> dict[str, Any]:
    return {"text": text, "right": right, "feedback": f"Karena {text.lower()}."}


def _item(item_id: str, value: Any) -> dict[str, Any]:
    return {"type": "item", "id": item_id, "value": value}


def pledge_block(*, block_id: str | None = None) -> dict[str, Any]:
    return _block("pledge", {"title": "Janji", "prompt": "Apa langkahmu?"}, block_id)


def _block(kind: str, value: Any, block_id: str | None) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": block_id or str(uuid.uuid4())}


def make_course(lessons: int = 3, *, activities: int = 1, **course: Any) -> CoursePage:
    """A course with so many lessons of so many readings each."""
    page: CoursePage = CoursePageFactory(**course)
    for _number in range(lessons):
        LessonPageFactory(parent=page, body=[reading_block() for _at in range(activities)])
    return page


def lessons_of(course: CoursePage) -> Sequence[LessonPage]:
    return list(LessonPage.objects.child_of(course).order_by("path"))
