"""The coordinator's pages. Thin: the table is read in `progress_table`."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.catalog.models import CoursePage, LessonPage
from courses.tables.csv_files import csv_response
from lms.reports.progress_table import (
    Row,
    Standing,
    course_lessons,
    enrolled_people,
    read_rows,
    stream_rows,
)

PAGE_SIZE = 50

may_view_progress = permission_required("accounts.view_progress", raise_exception=True)


@require_safe
@never_cache
@login_required
@may_view_progress
def course_progress(request: HttpRequest) -> HttpResponse:
    """`/koordinator/?kelas=slug&cari=text&status=done&halaman=2`."""
    courses = list(_courses())
    context: dict[str, Any] = {
        "courses": courses,
        "standings": list(Standing),
        "now": timezone.now(),
    }
    if courses:
        course = _chosen_course(request, courses)
        lessons = course_lessons(course)
        search, standing = _filters(request)
        people = enrolled_people(course, lessons, search=search, standing=standing)
        page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("halaman"))
        context |= {
            "course": course,
            "lessons": lessons,
            "search": search,
            "standing": standing,
            "filtered": bool(search) or standing is not Standing.ALL,
            "page_obj": page,
            "rows": read_rows(page, lessons),
        }
    return render(request, "reports/course_progress.html", context)


@require_safe
@never_cache
@login_required
@may_view_progress
def course_progress_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same table as CSV, with the same filters, every page of it."""
    course = _chosen_course(request, list(_courses()))
    lessons = course_lessons(course)
    search, standing = _filters(request)
    people = enrolled_people(course, lessons, search=search, standing=standing)
    name = f"kemajuan-{course.slug}-{timezone.localdate():%Y-%m-%d}.csv"
    return csv_response(name, _table(lessons, stream_rows(people, lessons)))


def _courses() -> Any:
    return CoursePage.objects.live().filter(locale__language_code=get_language()).order_by("path")


def _chosen_course(request: HttpRequest, courses: list[CoursePage]) -> CoursePage:
    slug = request.GET.get("kelas")
    for course in courses:
        if slug in (None, "", course.slug):
            return course
    raise Http404("No such course.")


def _filters(request: HttpRequest) -> tuple[str, Standing]:
    search = request.GET.get("cari", "").replace("\0", "").strip()[:80]
    try:
        return search, Standing(request.GET.get("status", Standing.ALL.value))
    except ValueError:
        return search, Standing.ALL


def _table(lessons: list[LessonPage], rows: Iterator[Row]) -> Iterator[list[Any]]:
    heads = [_("Code"), _("Name"), *(lesson.title for lesson in lessons)]
    yield [*heads, _("Lessons done"), _("Last activity")]
    for row in rows:
        states = [_cell(state) for state in row.lessons]
        last = date_format(timezone.localtime(row.last_at), "Y-m-d") if row.last_at else ""
        yield [row.code, row.name, *states, row.done_count, last]


def _cell(state: Any) -> str:
    if state is None:
        return ""
    return _("done") if state.completed else _("begun")
