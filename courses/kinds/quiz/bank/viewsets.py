"""The question bank in the editor: lists, forms, and where a question is used."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, UpdatedAtColumn
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import (
    CopyView,
    EditView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from courses.kinds.quiz.bank.choosing import BankQuestionChooserViewSet, type_label
from courses.kinds.quiz.bank.models import BankQuestion, Category, Level
from courses.kinds.quiz.bank.usages import find_places
from courses.kinds.quiz.bank.views import NEEDED_TO_IMPORT
from courses.kinds.quiz.types.registry import types
from courses.kinds.quiz.usage import times_asked

ICON = "folder-open-inverse"


# --- The list of questions --------------------------------------------------------------------


def _type_choices() -> list[tuple[str, Any]]:
    return [(one.slug, one.label) for one in types]


class _CategoryField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, category: Category) -> str:
        return category.indented_name


class CategoryFilter(django_filters.ModelChoiceFilter):
    """Shows the tree; finds what is in a category or below it."""

    field_class = _CategoryField

    def filter(self, questions: QuerySet[BankQuestion], value: Any) -> QuerySet[BankQuestion]:
        if not value:
            return questions
        return questions.filter(category__in=Category.objects.below(value.path))


class TagFilter(django_filters.ModelChoiceFilter):
    def filter(self, questions: QuerySet[BankQuestion], value: Any) -> QuerySet[BankQuestion]:
        if not value:
            return questions
        return questions.filter(pk__in=BankQuestion.objects.filter(tags=value).values("pk"))


def _used_tags(request: HttpRequest | None = None) -> QuerySet[Tag]:
    used = BankQuestion.tags.through.objects.values("tag")
    found: QuerySet[Tag] = Tag.objects.filter(pk__in=used).order_by("name")
    return found


class BankQuestionFilterSet(WagtailFilterSet):
    category = CategoryFilter(label=_("Category"), queryset=Category.objects.all())
    type = django_filters.ChoiceFilter(
        label=_("Type"), choices=_type_choices, widget=forms.RadioSelect, empty_label=_("All")
    )
    level = django_filters.ChoiceFilter(
        label=_("Level"), choices=Level.choices, widget=forms.RadioSelect, empty_label=_("All")
    )
    tag = TagFilter(label=_("Tag"), queryset=_used_tags)
    live = django_filters.BooleanFilter(label=_("Published"), widget=BooleanRadioSelect)

    class Meta:
        model = BankQuestion
        fields: tuple[str, ...] = ()


def status_label(question: BankQuestion) -> Any:
    """Wagtail's own status asks the database for each question whether it is scheduled."""
    if not question.live:
        return _("draft")
    return _("live + draft") if question.has_unpublished_changes else _("live")


class BankQuestionIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[BankQuestion]:
        found: QuerySet[BankQuestion] = super().get_base_queryset().select_related("category")
        return found

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = list(super().header_more_buttons)
        if all(self.user_has_permission(one) for one in NEEDED_TO_IMPORT):
            buttons.append(
                Button(
                    _("Import questions"),
                    url=reverse("quiz_bank:import"),
                    icon_name="upload",
                    priority=20,
                )
            )
        if self.user_has_any_permission({"change", "view"}):
            buttons.append(
                Button(
                    _("Export questions"),
                    url=reverse("quiz_bank:export"),
                    icon_name="download",
                    priority=30,
                )
            )
        return buttons


# --- One question -----------------------------------------------------------------------------


class BankQuestionEditView(EditView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if not self.expects_json_response:
            stored = BankQuestion.objects.select_related("category").get(pk=self.object.pk)
            context["places"] = find_places(stored, self.request.user)
            context["times_asked"] = times_asked(str(stored.key))
        return context


class BankQuestionCopyView(CopyView):
    def get_initial_form_instance(self) -> BankQuestion:
        original: BankQuestion = super().get_initial_form_instance()
        # A number names one question alone.
        original.number = ""
        return original


class BankQuestionViewSet(SnippetViewSet):
    model = BankQuestion
    icon = "help"
    menu_label = _("Questions")
    menu_name = "bank-questions"
    index_view_class = BankQuestionIndexView
    edit_view_class = BankQuestionEditView
    copy_view_class = BankQuestionCopyView
    chooser_viewset_class = BankQuestionChooserViewSet
    edit_template_name = "quiz/admin/edit_question.html"
    filterset_class = BankQuestionFilterSet
    list_display = [
        "__str__",
        Column("type", label=_("Type"), accessor=type_label, sort_key="type"),
        Column("category", label=_("Category"), accessor="category.path"),
        Column("level", label=_("Level"), accessor="get_level_display", sort_key="level"),
        StatusTagColumn(
            "status",
            label=_("Status"),
            accessor=status_label,
            primary=lambda question: question.live,
            sort_key="live",
        ),
        UpdatedAtColumn(),
    ]


# --- Categories -------------------------------------------------------------------------------


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "folder"
    menu_label = _("Categories")
    menu_name = "bank-categories"
    list_display = ["path", Column("questions", label=_("Questions"), accessor="question_count")]
    copy_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return Category.objects.annotate(question_count=Count("questions"))


class QuestionBankGroup(SnippetViewSetGroup):
    menu_label = _("Question bank")
    menu_name = "question-bank"
    menu_icon = ICON
    menu_order = 320
    items = (BankQuestionViewSet, CategoryViewSet)
