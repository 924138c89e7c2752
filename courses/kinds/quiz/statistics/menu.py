"""Results in the editor: their addresses, and their item in the menu.

Imported by `courses.kinds.quiz.wagtail_hooks`.
"""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from courses.kinds.quiz.statistics import urls


class ResultsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("kind_quiz.view_results")


@hooks.register("register_admin_menu_item")
def results_menu_item() -> MenuItem:
    return ResultsMenuItem(
        gettext_lazy("Quiz results"),
        reverse("quiz_results:list"),
        name="quiz-results",
        icon_name="table",
        order=340,
    )


@hooks.register("register_admin_urls")
def results_addresses() -> list[URLResolver]:
    return [path("kuis/hasil/", include(urls))]
