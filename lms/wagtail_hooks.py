"""The editor as trainers meet it: their own menu items, and what is wrong with a lesson at once."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from courses.catalog.checking import served_badly
from courses.catalog.models import LessonPage

#: Wagtail's menu items that help nobody who is not an administrator.
ADMINISTRATORS_ONLY = frozenset({"documents", "reports", "settings", "help"})


@hooks.register("insert_global_admin_css")
def link_own_colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("pijar/editor.css"))


@hooks.register("insert_global_admin_js")
def start_widgets() -> str:
    return format_html('<script src="{}"></script>', static("pijar/editor.js"))


@hooks.register("construct_main_menu")
def keep_own_menu_items(request: HttpRequest, items: list[MenuItem]) -> None:
    if not request.user.has_perm("accounts.change_person"):
        items[:] = [item for item in items if item.name not in ADMINISTRATORS_ONLY]


class ProgressMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.view_progress")


class SignInMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.reset_sign_in")


@hooks.register("register_admin_menu_item")
def progress_menu_item() -> MenuItem:
    return ProgressMenuItem(
        gettext_lazy("Participants’ progress"),
        reverse("reports:course_progress"),
        name="progress",
        icon_name="group",
        order=350,
    )


@hooks.register("register_admin_menu_item")
def sign_in_menu_item() -> MenuItem:
    return SignInMenuItem(
        gettext_lazy("New PINs"),
        reverse("accounts:list_people"),
        name="sign-ins",
        icon_name="key",
        order=360,
    )


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_what_is_wrong(request: HttpRequest, page: Any) -> None:
    """Warn about what saves well but serves people badly."""
    if isinstance(page, LessonPage):
        for sentence in lesson_warnings(page):
            messages.warning(request, sentence)


def lesson_warnings(lesson: LessonPage) -> Iterable[str]:
    """What a trainer should mend before publishing, though it can be saved."""
    return [str(remark.sentence) for remark in served_badly(lesson.body)]
