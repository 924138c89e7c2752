"""Thin views: home, joining a course, and answering by a form."""

import uuid
from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.activities.contract import anchor
from courses.catalog.answers import ACTIVITY_GONE, LESSON_GONE, Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.catalog.files import describe_files, drop_files, keep_files
from courses.catalog.incoming import BadAnswer, clean_payload, read_event_id
from courses.catalog.lessons import serve_lesson
from courses.catalog.models import CoursePage, LessonPage
from courses.catalog.outlines import outline_courses
from courses.progress.ledger import Refused, Status
from courses.progress.sources import Source
from media.models import SentFile

NEVER = datetime.min.replace(tzinfo=UTC)

#: The header by which `pijar.js` asks for the page in place of a redirect to it.
AT_ONCE = "Pijar-At-Once"

#: What a form carries beside the answer itself.
FORM_FIELDS = frozenset({"csrfmiddlewaretoken", "event", "next"})


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """What to go on with, the courses one has joined, and the others."""
    courses = CoursePage.objects.live().filter(locale__language_code=get_language())
    outlines = outline_courses(courses.order_by("path").defer("glossary"), request.user)
    mine = [outline for outline in outlines if outline.enrolled]
    begun = [outline for outline in mine if outline.next_lesson]
    begun.sort(key=lambda outline: outline.touched_at or NEVER, reverse=True)
    context = {
        "resume": begun[0] if begun else None,
        "mine": mine,
        "others": [outline for outline in outlines if not outline.enrolled],
    }
    return render(request, "catalog/home.html", context)


@require_POST
def join_course(request: HttpRequest, course_key: uuid.UUID) -> HttpResponse:
    if not request.user.is_authenticated:
        return _sign_in_first(request)
    course = CoursePage.objects.live().filter(translation_key=course_key).first()
    if course is None:
        raise Http404("No such course.")
    enrol(request.user.pk, course_key=course_key)
    messages.success(request, _("You have joined “%(course)s”.") % {"course": course.title})
    return redirect(_safe_next(request) or course.localized.get_url() or "catalog:home")


@require_POST
def answer(request: HttpRequest, lesson_key: uuid.UUID, activity_id: str) -> HttpResponse:
    """One answer from a form. Back to the lesson, at the answer; a refusal is said there."""
    if not request.user.is_authenticated:
        return _sign_in_first(request)
    sent = {
        name: values[0] if len(values) == 1 else values
        for name, values in request.POST.lists()
        if name not in FORM_FIELDS
    }
    back = _safe_next(request) or reverse("catalog:home")
    there = f"{back}#kegiatan-{activity_id}"
    files: dict[str, SentFile] = {}
    try:
        event_id = read_event_id(request.POST.get("event"), "event")
        files = keep_files(request, lesson_key, activity_id, event_id)
        one = Answer(
            id=event_id,
            lesson_key=lesson_key,
            activity_id=activity_id,
            payload=clean_payload({**sent, **describe_files(files)}),
            language=get_language(),
        )
    except BadAnswer as error:
        drop_files(files.values())
        messages.error(request, str(error), extra_tags=activity_id)
        return _back_to_lesson(request, lesson_key, there)
    [outcome] = take_answers(request.user, [one], source=Source.WEB)
    if outcome.status is Status.REJECTED and outcome.refused is not Refused.ID_USED:
        drop_files(files.values())
    if outcome.reason in (LESSON_GONE, ACTIVITY_GONE):
        raise Http404("No such activity.")
    if outcome.status is Status.REJECTED:
        # The reason stands beside what was answered. The phone's Back button brings up an old
        # form, with the id that it was sent under.
        used = outcome.refused is Refused.ID_USED
        sentence = _("You have already answered this. Your first answer counts.")
        reason = sentence if used else str(outcome.reason)
        messages.error(request, reason, extra_tags=activity_id)
        return _back_to_lesson(request, lesson_key, there)
    return _back_to_lesson(request, lesson_key, f"{back}#{anchor(activity_id)}")


def _back_to_lesson(request: HttpRequest, lesson_key: uuid.UUID, address: str) -> HttpResponse:
    """A redirect; or, where our script asks, the page itself at once: one way less."""
    if request.headers.get(AT_ONCE):
        lesson = LessonPage.objects.live().filter(
            translation_key=lesson_key, locale__language_code=get_language()
        )
        found = lesson.first()
        # Wagtail's own privacy is asked on the way to a page, which this is not.
        if found and all(one.accept_request(request) for one in found.get_view_restrictions()):
            return serve_lesson(found, request)
    return HttpResponseRedirect(address)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """And then to the page that the form stood on: this address itself only takes posts."""
    return redirect_to_login(_safe_next(request) or reverse("catalog:home"))


def _safe_next(request: HttpRequest) -> str | None:
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if target and allowed else None
