"""May this person read this lesson, and may an answer of theirs be taken? One place for the rules.

What they depend on is a `Footing`: `queries.placed_lessons` reads it for many lessons at once,
`courses.catalog.lessons` for the one that is shown.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.activities.contract import Text
from courses.catalog.queries import CourseRef, Footing


class Refusal(Enum):
    """Why no answer is taken now; the value is the sentence for the person."""

    SIGN_IN = _("Sign in to keep your answers.")
    ENROL = _("Join this course first to keep your answers.")
    EARLIER = _("Finish the earlier lessons of this course first.")
    UNPUBLISHED = _("This lesson is not open at the moment.")

    @property
    def sentence(self) -> Text:
        return self.value


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody may do with a lesson: `refusal` is None where answers are taken."""

    course: CourseRef
    may_read: bool
    refusal: Refusal | None

    @property
    def may_answer(self) -> bool:
        return self.may_read and self.refusal is None


def lesson_access(lesson: Any, footing: Footing, person: Any) -> Access:
    """The access of `person` to a lesson on which they have this footing.

    An in-order course opens each lesson when those before it are completed; anybody may look at
    an open lesson, but only those who have joined the course have their answers kept.
    """
    course = footing.course
    # What somebody has done stays open to them, also when a lesson is put before it.
    locked = course.lesson_order == "in_order" and footing.earlier_left and not footing.completed
    published = lesson.live and course.live
    may_read = published and not locked
    refusal: Refusal | None
    if not published:
        refusal = Refusal.UNPUBLISHED
    elif locked:
        refusal = Refusal.EARLIER
    elif not person.is_authenticated:
        refusal = Refusal.SIGN_IN
    elif not footing.enrolled:
        refusal = Refusal.ENROL
    else:
        refusal = None
    return Access(course, may_read, refusal)
