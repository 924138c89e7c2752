"""Reads of courses and lessons that several places need, each in one query."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONObject, Length, Substr
from django.utils import timezone
from wagtail.models import Page
from wagtail.query import PageQuerySet

from courses.catalog.models import CoursePage, Enrolment, LessonPage
from courses.progress.queries import completed_keys


@dataclass(frozen=True, slots=True)
class CourseRef:
    """What a lesson needs to know of the course it belongs to."""

    key: uuid.UUID
    title: str
    lesson_order: str
    live: bool

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "CourseRef":
        return cls(**{**data, "key": uuid.UUID(data["key"]), "live": bool(data["live"])})


@dataclass(frozen=True, slots=True)
class Footing:
    """How a person stands to a lesson: its course, whether they have joined it, whether a lesson
    before this one is not completed yet, and whether this one is."""

    course: CourseRef
    enrolled: bool
    earlier_left: bool
    completed: bool

    @classmethod
    def of(cls, lesson: Any) -> "Footing":
        """The footing on a lesson from `placed_lessons`."""
        course = CourseRef.from_json(lesson.course_data)
        return cls(
            course,
            enrolled=lesson.enrolled_at is not None,
            earlier_left=bool(lesson.earlier_left),
            completed=bool(lesson.completed),
        )


def lessons_in(course: Page) -> PageQuerySet:
    """A course's live lessons in their order, without their bodies."""
    return LessonPage.objects.live().child_of(course).order_by("path").defer("body")


def lessons_beside(lesson_path: str) -> PageQuerySet:
    """The live lessons of the course that has a lesson at this path, itself among them."""
    return LessonPage.objects.live().filter(
        path__startswith=lesson_path[: -Page.steplen], depth=len(lesson_path) // Page.steplen
    )


def placed_lessons(person: Any) -> PageQuerySet:
    """Live lessons, each with the person's footing on it, in one query; see `Footing.of`. Who has
    joined the course did so at `enrolled_at`."""
    learner_id = person.pk if person.is_authenticated else None
    mine = Enrolment.objects.filter(learner_id=learner_id, course_key=OuterRef("course_key"))
    done = completed_keys(learner_id).filter(lesson_key=OuterRef("translation_key"))
    known = learner_id is not None
    return (
        lessons_with_course()
        .select_related("locale")
        .annotate(
            enrolled_at=Subquery(mine.values("enrolled_at"))
            if known
            else Value(None, DateTimeField(null=True)),
            completed=Exists(done) if known else Value(False),
            earlier_left=Exists(_left_in_course(learner_id).filter(path__lt=OuterRef("path"))),
        )
    )


def others_left(lesson_path: str, lesson_key: uuid.UUID, learner_id: Any) -> bool:
    """Whether another live lesson of this lesson's course is not completed yet."""
    return (
        lessons_beside(lesson_path)
        .exclude(translation_key=lesson_key)
        .exclude(translation_key__in=completed_keys(learner_id))
        .exists()
    )


def lessons_with_course() -> PageQuerySet:
    """Live lessons, each with its course as `course_key` and `course_data`; see `CourseRef`."""
    course = CoursePage.objects.filter(path=_course_path())
    data = JSONObject(
        key="translation_key", title="title", lesson_order="lesson_order", live="live"
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
    completed, or may not know yet that they have (`catalog.telling`)."""
    lessons = LessonPage.objects.live().filter(
        path__startswith=_course_path(), depth=OuterRef("depth")
    )
    if learner_id is None:
        return lessons
    done = Q(translation_key__in=completed_keys(learner_id))
    return lessons.filter(~done | Q(told_from__gte=timezone.now()))
