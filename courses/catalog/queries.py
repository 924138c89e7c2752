"""Reads of courses and lessons that several places need, each in one query."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import JSONObject, Length, Substr
from wagtail.models import Page
from wagtail.query import PageQuerySet

from courses.catalog.models import CoursePage, Enrolment, LessonPage
from courses.progress.queries import completed_keys


@dataclass(frozen=True, slots=True)
class CourseRef:
    """What a lesson needs to know of the course it belongs to."""

    id: int
    key: uuid.UUID
    title: str
    lesson_order: str
    live: bool

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "CourseRef":
        return cls(**{**data, "key": uuid.UUID(data["key"]), "live": bool(data["live"])})


@dataclass(frozen=True, slots=True)
class Footing:
    """How a person stands to a lesson: its course, whether they have joined it, and whether a
    lesson before this one is not completed yet."""

    course: CourseRef
    enrolled: bool
    earlier_left: bool

    @classmethod
    def of(cls, lesson: Any) -> "Footing":
        """The footing on a lesson from `placed_lessons`."""
        course = CourseRef.from_json(lesson.course_data)
        return cls(course, bool(lesson.enrolled), bool(lesson.earlier_left))


def lessons_in(course: Page) -> PageQuerySet:
    """A course's live lessons in their order, without their bodies."""
    return LessonPage.objects.live().child_of(course).order_by("path").defer("body")


def placed_lessons(person: Any) -> PageQuerySet:
    """Live lessons, each with the person's footing on it, in one query; see `Footing.of`."""
    learner_id = person.pk if person.is_authenticated else None
    mine = Enrolment.objects.filter(learner_id=learner_id, course_key=OuterRef("course_key"))
    return _lessons_with_course().annotate(
        enrolled=Exists(mine) if learner_id is not None else Value(False),
        earlier_left=Exists(_left_in_course(learner_id).filter(path__lt=OuterRef("path"))),
    )


def course_with_rest(lesson: LessonPage, learner_id: Any) -> tuple[uuid.UUID, bool]:
    """The key of a lesson's course, and whether another lesson of it is not completed yet."""
    course_path = lesson.path[: -lesson.steplen]
    others = (
        LessonPage.objects.live()
        .filter(path__startswith=course_path, depth=lesson.depth)
        .exclude(translation_key=lesson.translation_key)
        .exclude(translation_key__in=completed_keys(learner_id))
    )
    found: tuple[uuid.UUID, bool] = (
        CoursePage.objects.annotate(others_left=Exists(others))
        .values_list("translation_key", "others_left")
        .get(path=course_path)
    )
    return found


def _lessons_with_course() -> PageQuerySet:
    """Live lessons, each with its course as `course_key` and `course_data`; see `CourseRef`."""
    course = CoursePage.objects.filter(path=_course_path())
    data = JSONObject(
        id="pk", key="translation_key", title="title", lesson_order="lesson_order", live="live"
    )
    return LessonPage.objects.live().annotate(
        course_key=Subquery(course.values("translation_key")),
        course_data=Subquery(course.values(data=data)),
    )


def _course_path() -> Any:
    """The path of the outer lesson's course, one step up the tree."""
    return Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)


def _left_in_course(learner_id: Any) -> PageQuerySet:
    """The live lessons of the outer lesson's course that a learner (or a visitor, None) has not
    completed."""
    lessons = LessonPage.objects.live().filter(
        path__startswith=_course_path(), depth=OuterRef("depth")
    )
    if learner_id is None:
        return lessons
    return lessons.exclude(translation_key__in=completed_keys(learner_id))
