"""A course as a path: its lessons with their state for one person, and what comes next."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from courses.activities.contract import Text
from courses.activities.registry import kinds
from courses.catalog.models import CoursePage, Enrolment, LessonPage
from courses.catalog.telling import is_told
from courses.catalog.weight import page_bytes
from courses.progress.queries import WholeState, whole_states


class Step(Enum):
    """Where a lesson stands on somebody's path."""

    DONE = "done"
    NOW = "now"
    OPEN = "open"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Part:
    """What a lesson holds, for its line in the path: "Audio 5 menit"."""

    label: Text
    minutes: int | None


@dataclass(slots=True)
class LessonLine:
    """One lesson on the path. Sizes in bytes; `on_demand_bytes` only load after a tap."""

    key: uuid.UUID
    title: str
    url: str
    number: int
    summary: str
    minutes: int
    parts: list[Part]
    bytes: int
    on_demand_bytes: int
    step: Step = Step.OPEN
    touched_at: datetime | None = None

    @property
    def all_bytes(self) -> int:
        return self.bytes + self.on_demand_bytes


@dataclass(slots=True)
class CourseOutline:
    """A course with its path for one person."""

    key: uuid.UUID
    title: str
    summary: str
    url: str
    enrolled: bool
    #: Recorded as completed: stays so when a lesson is added later.
    recorded: bool = False
    lessons: list[LessonLine] = field(default_factory=list)

    @property
    def done_count(self) -> int:
        return sum(line.step is Step.DONE for line in self.lessons)

    @property
    def completed(self) -> bool:
        return self.recorded or (bool(self.lessons) and self.done_count == len(self.lessons))

    @property
    def next_lesson(self) -> LessonLine | None:
        """The next lesson to do; None once all are done."""
        return next((line for line in self.lessons if line.step is Step.NOW), None)

    @property
    def touched_at(self) -> datetime | None:
        times = [line.touched_at for line in self.lessons if line.touched_at]
        return max(times, default=None)

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lessons)

    @property
    def all_bytes(self) -> int:
        """All pictures and recordings of its lessons, each fetched once."""
        return sum(line.all_bytes for line in self.lessons)

    def line(self, key: uuid.UUID) -> LessonLine | None:
        return next((line for line in self.lessons if line.key == key), None)

    def after(self, key: uuid.UUID) -> LessonLine | None:
        """The next lesson that is not done, looking on from this one, then from the start."""
        at = next((i for i, line in enumerate(self.lessons) if line.key == key), -1)
        around = self.lessons[at + 1 :] + self.lessons[: max(at, 0)]
        return next((line for line in around if line.step in (Step.NOW, Step.OPEN)), None)


#: What a line of the path is made of.
LESSON_FIELDS = (
    "path", "translation_key", "title", "slug", "summary", "minutes", "outline", "told_from",
)  # fmt: skip


def outline_courses(courses: Iterable[CoursePage], person: Any) -> list[CourseOutline]:
    """The courses as paths for `person` (who may be anonymous), in three queries however many."""
    courses = list(courses)
    lessons = _lessons_by_course(courses)
    enrolled: set[uuid.UUID] = set()
    states: Mapping[tuple[Any, uuid.UUID], WholeState] = {}
    if person.is_authenticated and courses:
        enrolled = set(
            Enrolment.objects.filter(
                learner=person, course_key__in=[course.translation_key for course in courses]
            ).values_list("course_key", flat=True)
        )
        keys = [course.translation_key for course in courses]
        keys += [lesson.translation_key for line in lessons.values() for lesson in line]
        states = whole_states([person.pk], keys)
    return [
        course_outline(
            course=course,
            url=course.get_url() or "",
            lessons=lessons.get(course.path, []),
            states={key: state for (_learner, key), state in states.items()},
            enrolled=course.translation_key in enrolled,
        )
        for course in courses
    ]


def course_outline(
    *,
    course: Any,
    url: str,
    lessons: Sequence[Any],
    states: Mapping[uuid.UUID, WholeState],
    enrolled: bool,
) -> CourseOutline:
    """One course's path. `course` is a CoursePage or a CourseRef; lessons have `LESSON_FIELDS`."""
    key = getattr(course, "translation_key", None) or course.key
    outline = CourseOutline(
        key=key,
        title=course.title,
        summary=getattr(course, "summary", ""),
        url=url,
        enrolled=enrolled,
        recorded=key in states and states[key].completed,
    )
    now = timezone.now()
    in_order = course.lesson_order == CoursePage.Order.IN_ORDER
    found_next = False
    for number, lesson in enumerate(lessons, start=1):
        line = _line(lesson, number, url)
        state = states.get(lesson.translation_key)
        line.touched_at = state.last_at if state else None
        done = state is not None and state.completed
        told = is_told(lesson.told_from, now=now)
        if done and not told:
            # The course's own mark would say it as well.
            outline.recorded = False
        if done and told:
            line.step = Step.DONE
        elif not found_next:
            line.step, found_next = Step.NOW, True
        elif in_order:
            line.step = Step.LOCKED
        outline.lessons.append(line)
    return outline


def _line(lesson: Any, number: int, course_url: str) -> LessonLine:
    return LessonLine(
        key=lesson.translation_key,
        title=lesson.title,
        url=f"{course_url}{lesson.slug}/",
        number=number,
        summary=lesson.summary,
        minutes=lesson.minutes,
        parts=list(_parts(lesson.outline)),
        bytes=page_bytes(lesson.outline),
        on_demand_bytes=sum(entry["on_demand_bytes"] for entry in lesson.outline),
    )


def _parts(outline: Iterable[Mapping[str, Any]]) -> Iterable[Part]:
    """One part for each kind that the lesson holds, in order, lengths summed."""
    seconds: dict[str, int] = {}
    for entry in outline:
        if entry["kind"] in kinds:
            seconds[entry["kind"]] = seconds.get(entry["kind"], 0) + (entry["seconds"] or 0)
    for slug, length in seconds.items():
        yield Part(kinds[slug].label, -(-length // 60) or None)


def _lessons_by_course(courses: Sequence[CoursePage]) -> dict[str, list[Any]]:
    """Live lessons by their course's path, in order, in one query."""
    if not courses:
        return {}
    below = Q()
    for course in courses:
        below |= Q(path__startswith=course.path, depth=course.depth + 1)
    found = LessonPage.objects.live().filter(below).order_by("path")
    found = found.values_list(*LESSON_FIELDS, named=True)
    return {
        path: list(group)
        for path, group in groupby(found, key=lambda lesson: lesson.path[: -Page.steplen])
    }
