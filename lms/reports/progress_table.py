"""People by lessons of a course: what is done, begun or not begun. Always the same few queries."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.activities.contract import Text
from courses.catalog.models import CoursePage, LessonPage
from courses.catalog.queries import lessons_in
from courses.progress.queries import (
    WholeState,
    learners_completing,
    learners_touching,
    whole_states,
)
from lms.accounts.models import Person


class Standing(Enum):
    """How somebody stands with a course; the value is the filter's."""

    ALL = "all"
    DONE = "done"
    BEGUN = "begun"
    NOT_BEGUN = "not_begun"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Standing.ALL: _("Everybody"),
    Standing.DONE: _("Course done"),
    Standing.BEGUN: _("Begun"),
    Standing.NOT_BEGUN: _("Not begun"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One person: a state or None for each lesson, in the course's order."""

    code: str
    name: str
    lessons: Sequence[WholeState | None]

    @property
    def done_count(self) -> int:
        return sum(bool(state and state.completed) for state in self.lessons)

    @property
    def last_at(self) -> datetime | None:
        return max((state.last_at for state in self.lessons if state), default=None)


def course_lessons(course: CoursePage) -> list[LessonPage]:
    """The columns: a course's live lessons in order."""
    return list(lessons_in(course).only("title", "translation_key", "path"))


def enrolled_people(
    course: CoursePage,
    lessons: Sequence[LessonPage],
    *,
    search: str = "",
    standing: Standing = Standing.ALL,
) -> QuerySet[Person]:
    """Participants who have joined the course, filtered by name or code and by how they stand.

    Staff join a course to look at it: they are not counted among those who learn.
    """
    people = Person.objects.without_staff().filter(enrolments__course_key=course.translation_key)
    for word in search.split():
        people = people.filter(Q(name__icontains=word) | Q(code__icontains=word))
    keys = [lesson.translation_key for lesson in lessons]
    begun = learners_touching(keys)
    done = learners_completing(course.translation_key)
    if standing is Standing.DONE:
        people = people.filter(pk__in=done)
    elif standing is Standing.BEGUN:
        people = people.filter(pk__in=begun).exclude(pk__in=done)
    elif standing is Standing.NOT_BEGUN:
        people = people.exclude(pk__in=begun)
    return people.order_by("code")


def read_rows(people: Iterable[Person], lessons: Sequence[LessonPage]) -> list[Row]:
    """The rows of these people, in one query for all their states."""
    people = list(people)
    keys = [lesson.translation_key for lesson in lessons]
    states = whole_states([person.pk for person in people], keys)
    return [_row(person, keys, states) for person in people]


def stream_rows(people: QuerySet[Person], lessons: Sequence[LessonPage]) -> Iterator[Row]:
    """All rows in bounded memory, a few hundred people at a time."""
    chunk: list[Person] = []
    for person in people.iterator(chunk_size=500):
        chunk.append(person)
        if len(chunk) == 500:
            yield from read_rows(chunk, lessons)
            chunk = []
    yield from read_rows(chunk, lessons)


def _row(
    person: Person,
    keys: Sequence[uuid.UUID],
    states: Mapping[tuple[Any, uuid.UUID], WholeState],
) -> Row:
    return Row(person.code, person.name, [states.get((person.pk, key)) for key in keys])
