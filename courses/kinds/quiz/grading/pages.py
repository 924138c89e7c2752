"""What the pages of marking share: who may see them, and what stands around them."""

import uuid
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_required
from wagtail.admin.paginator import WagtailPaginator

from courses.progress.ids import is_random

PERMISSION = "kind_quiz.grade_answers"

may_grade = permission_required(PERMISSION)


def render_page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any]
) -> HttpResponse:
    """A page of the editor, below the queue."""
    queue = reverse("quiz_grading:queue")
    above = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": queue, "label": _("Answers to mark")},
    ]
    here = [] if request.path == queue else [{"url": "", "label": title}]
    furniture = {
        "header_title": title,
        "header_icon": "edit",
        "breadcrumbs_items": [*above, *here],
    }
    return render(request, f"quiz/admin/{template}", {**furniture, **context})


def paginate(request: HttpRequest, rows: Any, size: int) -> dict[str, Any]:
    """The context of a page of rows, and of the links to the others."""
    page: Page[Any] = WagtailPaginator(rows, size).get_page(request.GET.get("p"))
    return {
        "page_obj": page,
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
    }


def posted_id(request: HttpRequest) -> uuid.UUID:
    """The id of the event that a form will record: a double tap sends the same one."""
    try:
        event_id = uuid.UUID(request.POST.get("event", ""))
    except ValueError:
        return uuid.uuid4()
    return event_id if is_random(event_id) else uuid.uuid4()
