"""The quiz in Wagtail's editor: the question bank with its files, and who may do what."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLResolver, include, path
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from courses.kinds.quiz.bank import views
from courses.kinds.quiz.bank.models import BankQuestion, Category, refuse_to_delete
from courses.kinds.quiz.bank.viewsets import CategoryViewSet, QuestionBankGroup
from courses.kinds.quiz.grading import menu as marking_menu  # noqa: F401 - hooks of its own
from courses.kinds.quiz.statistics import menu as results_menu  # noqa: F401 - hooks of its own

register_snippet(QuestionBankGroup)


@hooks.register("register_permissions")
def bank_permissions() -> QuerySet[Permission]:
    """Beside those that Wagtail offers for every snippet."""
    return Permission.objects.filter(
        content_type__app_label="kind_quiz", codename__in=["grade_answers", "view_results"]
    )


@hooks.register("register_admin_urls")
def bank_addresses() -> list[URLResolver]:
    patterns = [
        path("impor/", views.send_file, name="import"),
        path("impor/<uuid:pending_id>/", views.check_file, name="check_import"),
        path("ekspor/", views.export, name="export"),
    ]
    return [path("kuis/", include((patterns, "quiz_bank")))]


@hooks.register("before_delete_snippet")
def keep_categories_with_questions(
    request: HttpRequest, instances: Iterable[Any]
) -> HttpResponseBase | None:
    """Says why a category stays. Wagtail itself sees only the questions that are right in it, not
    those below."""
    count = sum(
        BankQuestion.objects.filter(category__in=Category.objects.below(one.path)).count()
        for one in instances
        if isinstance(one, Category)
    )
    if not count:
        return None
    messages.error(request, refuse_to_delete(count))
    return redirect(CategoryViewSet().get_url_name("list"))
