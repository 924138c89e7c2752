"""A lesson's page: from `LessonPage.serve` to HTML."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language

from courses.activities.contract import State, Text
from courses.activities.registry import kinds
from courses.catalog.access import Access, Refusal, lesson_access
from courses.catalog.enrolment import is_enrolled
from courses.catalog.models import CoursePage, LessonPage
from courses.catalog.outlines import LESSON_FIELDS, CourseOutline, LessonLine, Step, course_outline
from courses.catalog.queries import CourseRef, Footing, lessons_beside, lessons_in
from courses.catalog.rendering import Answering, RenderedActivity, render_activities
from courses.catalog.telling import is_told
from courses.progress.queries import WholeState, lesson_and_whole_states


@dataclass(frozen=True, slots=True)
class Next:
    """Where "Lanjut" leads: `url`, and what is there. `label` names the kind or the lesson."""

    url: str
    label: Text
    here: bool


def serve_lesson(lesson: LessonPage, request: HttpRequest) -> TemplateResponse:
    """The page for this person. A lesson that may not be read yet says what comes first."""
    view = _read_view(lesson, request.user)
    access = lesson_access(lesson, view.footing, request.user)
    if not access.course.live:
        raise Http404("The course is not published.")
    if not access.may_read:
        context = {"page": lesson, "outline": view.outline}
        return TemplateResponse(request, "catalog/lesson_locked.html", context, status=403)
    activities = render_activities(
        lesson.body,
        version=f"{lesson.pk}|{lesson.live_revision_id}|{lesson.last_published_at}|{get_language()}",
        states=view.states,
        answering=_answering(lesson, access, request),
        timely={entry["id"] for entry in lesson.outline if entry.get("timely")},
    )
    return _respond(request, lesson, view.outline, activities, access=access)


def preview_lesson(lesson: LessonPage, request: HttpRequest) -> TemplateResponse:
    """The page as a participant would find it, with nothing done yet."""
    course = lesson.get_parent().specific
    outline = course_outline(
        course=course,
        url=course.get_url() or "/",
        lessons=list(lessons_in(course)),
        states={},
        enrolled=True,
    )
    answering = Answering(may=True, url="", fields=lambda: "", gate="")
    activities = render_activities(lesson.body, version=None, states={}, answering=answering)
    return _respond(request, lesson, outline, activities, access=None)


def _respond(
    request: HttpRequest,
    lesson: LessonPage,
    outline: CourseOutline,
    activities: list[RenderedActivity],
    *,
    access: Access | None,
) -> TemplateResponse:
    line = outline.line(lesson.translation_key)
    context = {
        "page": lesson,
        "outline": outline,
        "line": line,
        "activities": activities,
        "scripts": _static_files(activities, "scripts"),
        "styles": _static_files(activities, "styles"),
        "preview": access is None,
        "begun": any(activity.state.completed for activity in activities),
        "completed": line is not None and line.step is Step.DONE,
        "next": _next(lesson, outline, activities, access),
    }
    return TemplateResponse(request, "catalog/lesson.html", context)


def _static_files(activities: list[RenderedActivity], which: str) -> list[str]:
    """What the kinds on this page bring, each once and in order."""
    files = (file for one in activities for file in getattr(kinds[one.kind], which))
    return list(dict.fromkeys(files))


@dataclass(frozen=True, slots=True)
class _View:
    """What one person's page of a lesson is made of. `states` as in `lesson_states`."""

    footing: Footing
    outline: CourseOutline
    states: Mapping[str, State]


def _read_view(lesson: LessonPage, person: Any) -> _View:
    """Plain queries: the course, whether it is joined, its lessons, the person's states. Built by
    the ORM, they cost the processor half of what one clever query does."""
    course_fields = CoursePage.objects.values_list(
        "translation_key", "title", "lesson_order", "live"
    )
    course = CourseRef(*course_fields.get(path=lesson.path[: -lesson.steplen]))
    lessons = list(
        lessons_beside(lesson.path).order_by("path").values_list(*LESSON_FIELDS, named=True)
    )
    states: dict[str, State] = {}
    wholes: dict[uuid.UUID, WholeState] = {}
    enrolled = False
    if person.is_authenticated:
        enrolled = is_enrolled(person.pk, course_key=course.key)
        states, wholes = lesson_and_whole_states(
            person.pk,
            lesson.translation_key,
            [course.key, *(one.translation_key for one in lessons)],
        )
    completed = {key for key, whole in wholes.items() if whole.completed}
    now = timezone.now()
    footing = Footing(
        course,
        enrolled=enrolled,
        earlier_left=any(
            one.path < lesson.path
            and (one.translation_key not in completed or not is_told(one.told_from, now=now))
            for one in lessons
        ),
        completed=lesson.translation_key in completed,
    )
    address = lesson.get_url() or "/"
    outline = course_outline(
        course=course,
        url=address[: -len(lesson.slug) - 1],
        lessons=lessons,
        states=wholes,
        enrolled=enrolled,
    )
    return _View(footing, outline, states)


def _answering(lesson: LessonPage, access: Access, request: HttpRequest) -> Answering:
    url = reverse("catalog:answer", args=[lesson.translation_key, "ACTIVITY"])
    if access.may_answer:
        token = get_token(request)
        # Not the request's own path: an answer may be shown where it was sent to.
        back = lesson.get_url() or "/"
        return Answering(may=True, url=url, fields=lambda: _hidden_fields(token, back), gate="")
    gate = render_to_string(
        "catalog/gate.html",
        {
            "refusal": access.refusal,
            "must_enrol": access.refusal is Refusal.ENROL,
            "course": access.course,
            "next_url": request.path,
        },
        request,
    )
    return Answering(may=False, url=url, fields=lambda: "", gate=gate)


def _hidden_fields(token: str, back: str) -> str:
    # The id of the event to be: a form that is sent twice is recorded once.
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="event" value="{}">'
        '<input type="hidden" name="next" value="{}">',
        token,
        uuid.uuid4(),
        back,
    )


def _next(
    lesson: LessonPage,
    outline: CourseOutline,
    activities: list[RenderedActivity],
    access: Access | None,
) -> Next:
    """The next thing to do: what is left here, then the next lesson, then the course's page."""
    if access is None or access.may_answer:
        left = next((one for one in activities if not one.state.completed and not one.closed), None)
        if left:
            return Next(f"#kegiatan-{left.id}", left.label, here=True)
    line: LessonLine | None = outline.after(lesson.translation_key)
    if line:
        return Next(line.url, line.title, here=False)
    return Next(outline.url, outline.title, here=False)
