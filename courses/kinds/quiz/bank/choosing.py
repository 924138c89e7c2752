"""The window in which a trainer chooses a question for a quiz."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from courses.kinds.quiz.bank.models import BankQuestion
from courses.kinds.quiz.types.registry import types


def type_label(question: BankQuestion) -> str:
    """What the editor calls the type; the slug of one that is not installed."""
    return str(types[question.type].label) if question.type in types else question.type


class _ChoosesPublished:
    """No quiz asks a draft, so none is offered."""

    def get_object_list(self) -> QuerySet[BankQuestion]:
        found = super().get_object_list()  # type: ignore[misc]
        published: QuerySet[BankQuestion] = found.filter(live=True).select_related("category")
        return published

    @property
    def columns(self) -> list[Column]:
        return [
            self.title_column,  # type: ignore[attr-defined]
            Column("type", label=_("Type"), accessor=type_label),
            Column("category", label=_("Category"), accessor="category.path"),
            Column("level", label=_("Level"), accessor="get_level_display"),
        ]


class ChooseQuestion(_ChoosesPublished, ChooseView):
    pass


class ChooseQuestionResults(_ChoosesPublished, ChooseResultsView):
    pass


class BankQuestionChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ChooseQuestion
    choose_results_view_class = ChooseQuestionResults
    # A question wants more room than this window has.
    creation_form_class: Any = None
