"""Marking in the editor: its addresses, and its item in the menu with how many people wait.

Imported by `courses.kinds.quiz.wagtail_hooks`.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from courses.kinds.quiz.grading import urls
from courses.kinds.quiz.grading.pages import PERMISSION
from courses.kinds.quiz.grading.quizzes import KIND
from courses.progress.queries import waiting_count


class MarkingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    def render_component(self, request: HttpRequest) -> Any:
        count = waiting_count(KIND)
        label = _("Answers to mark (%(count)d)") % {"count": count} if count else self.label
        return LinkMenuItem(
            self.name, str(label), self.url, icon_name=self.icon_name, classname=self.classname
        )


@hooks.register("register_admin_menu_item")
def marking_menu_item() -> MenuItem:
    return MarkingMenuItem(
        gettext_lazy("Answers to mark"),
        reverse("quiz_grading:queue"),
        name="quiz-marking",
        icon_name="edit",
        order=330,
    )


@hooks.register("register_admin_urls")
def marking_addresses() -> list[URLResolver]:
    return [path("kuis/", include(urls))]
