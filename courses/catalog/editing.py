"""A lesson in Wagtail's editor: the content check beside it, renewed as the trainer writes."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.blocks import StreamValue
from wagtail.blocks.base import get_error_json_data

from courses.activities.blocks import MISSING
from courses.activities.contract import Remark
from courses.catalog.checking import Checked, check_body, name_activity
from courses.catalog.models import CoursePage, LessonPage


class ContentCheckPanel(BaseSidePanel):
    """What is to be mended in the lesson; a script asks for it at `check_url`."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("Toggle content check")
        icon_name = "clipboard-list"

    name = "content-check"
    title = gettext_lazy("Content check")
    template_name = "catalog/admin/content_check.html"

    def __init__(self, lesson: LessonPage, request: HttpRequest, *, check_url: str) -> None:
        super().__init__(lesson, request)
        self.check_url = check_url

    class Media:
        js = ("catalog/content_check.js",)
        css = {"all": ("catalog/content_check.css",)}


class LessonCreateView(CreateView):
    def get_side_panels(self) -> MediaContainer:
        url = reverse("content_check:new", args=[self.parent_page.pk])
        return _add_check(super().get_side_panels(), self.page, self.request, url)


class LessonEditView(EditView):
    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        # Wagtail takes these parts into a page that has the panel already.
        if self.expects_json_response or self.hydrate_create_view:
            return panels
        url = reverse("content_check:edited", args=[self.page.pk])
        return _add_check(panels, self.page, self.request, url)


class LessonViewSet(PageViewSet):
    """Wagtail's own views of a page, with the content check beside the form."""

    model = LessonPage
    add_view_class = LessonCreateView
    edit_view_class = LessonEditView


def _add_check(
    panels: MediaContainer, lesson: LessonPage, request: HttpRequest, url: str
) -> MediaContainer:
    """After the lesson's status, before its previews."""
    check = ContentCheckPanel(lesson, request, check_url=url)
    return MediaContainer([*panels[:1], check, *panels[1:]])


@require_POST
def check_edited(request: HttpRequest, page_id: int) -> JsonResponse:
    """The check of a lesson as it stands in its form. Stores nothing."""
    lesson = get_object_or_404(LessonPage.objects.select_related("locale"), pk=page_id)
    if not lesson.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return _respond(request, lesson.get_parent().specific)


@require_POST
def check_new(request: HttpRequest, course_id: int) -> JsonResponse:
    """The check of a lesson that is being added to a course. Stores nothing."""
    course = get_object_or_404(CoursePage.objects.select_related("locale"), pk=course_id)
    if not course.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    return _respond(request, course)


def _respond(request: HttpRequest, course: CoursePage) -> JsonResponse:
    body, unfinished = read_body(request.POST)
    # A course and its lessons are of one language.
    found = check_body(body, course=course, language=course.locale.language_code)
    found += unfinished
    count = sum(len(one.remarks) for one in found)
    summary = ngettext("%(count)d thing to mend.", "%(count)d things to mend.", count)
    return JsonResponse(
        {
            "count": count,
            "summary": summary % {"count": count} if count else _("All is well."),
            "html": render_to_string("catalog/admin/content_check_list.html", {"found": found}),
        }
    )


def read_body(data: QueryDict) -> tuple[StreamValue, list[Checked]]:
    """The activities in a lesson's form, as a draft of them would be; and apart those that can't be
    saved yet, with what the editor says of them. Raises `BadRequest`."""
    block = LessonPage._meta.get_field("body").stream_block
    try:
        sent = block.value_from_datadict(data, {}, "body")
    except (LookupError, ValueError, ValidationError) as error:
        raise BadRequest("This is not the form of a lesson.") from error
    activities, unfinished = [], []
    for child in sent:
        if child.block_type == MISSING:
            activities.append((MISSING, child.value, child.id))
            continue
        try:
            value = child.block.clean_deferred(child.value)
        except ValidationError as error:
            remarks = (Remark("unfinished", one) for one in _sentences(get_error_json_data(error)))
            unfinished.append(Checked(child.id or "", name_activity(child), tuple(remarks)))
        else:
            activities.append((child.block_type, value, child.id))
    return StreamValue(block, activities), unfinished


def _sentences(error: Any) -> Iterator[str]:
    """All that an error in a block says, in the order of the form."""
    yield from error.get("messages", ())
    for inner in error.get("blockErrors", {}).values():
        yield from _sentences(inner)
