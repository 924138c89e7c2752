"""The bank's tables: categories, questions with drafts and history, and files about to be read."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.db.models.functions import Concat, Length, Substr
from django.template.response import TemplateResponse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index

from courses.kinds.quiz.bank.fields import QuestionField
from courses.kinds.quiz.bank.paths import MAX_PATH, lies_below, tidy_path
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.texts import plain_words
from courses.kinds.quiz.types.blocks import read_question
from courses.kinds.quiz.types.registry import UnknownType, types

MAX_NAME = 255
#: A question without a name is called by its first words, so many characters of them.
_NAME_FROM_TEXT = 80


# --- Categories -------------------------------------------------------------------------------


class CategoryQuerySet(models.QuerySet["Category"]):
    def below(self, path: str) -> "CategoryQuerySet":
        """The category of that path and all below it."""
        # Not `startswith`, which takes "a" for "A" on SQLite.
        top = f"{path}/"
        return self.alias(top=Substr("path", 1, len(top))).filter(Q(path=path) | Q(top=top))

    def get_or_create_path(self, path: str) -> "Category":
        """The category of that path; it and those it lies in are made where they are missing.

        Raises `ValidationError` for what is no path.
        """
        return self.get_or_create(path=tidy_path(path))[0]

    def delete(self) -> tuple[int, dict[str, int]]:
        """With those below. Raises `ProtectedError` where there is a question in any of them."""
        paths = list(self.values_list("path", flat=True))
        if not paths:
            return super().delete()
        doomed: set[int] = set()
        for path in paths:
            doomed.update(Category.objects.below(path).values_list("pk", flat=True))
        holding = BankQuestion.objects.filter(category__in=doomed)
        if some := list(holding[:10]):
            raise ProtectedError(refuse_to_delete(holding.count()), set(some))
        return super(CategoryQuerySet, Category.objects.filter(pk__in=doomed)).delete()


def refuse_to_delete(count: int) -> str:
    """Why a category with so many questions in it or below stays."""
    return gettext(
        "There are still %(count)d questions in this category or below it. Move or delete them "
        "first."
    ) % {"count": count}


class Category(index.Indexed, models.Model):
    """A place in the bank's tree, named by its whole path: "Keuangan/Utang".

    Every category that a path passes through exists as well. Renaming moves those below along.
    """

    path = models.CharField(
        _("path"),
        max_length=MAX_PATH,
        unique=True,
        help_text=_(
            "The names from the top down, with slashes between them: Money/Debts. Categories "
            "above that are missing are made."
        ),
    )

    objects = CategoryQuerySet.as_manager()

    search_fields = [index.SearchField("path"), index.AutocompleteField("path")]

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        self.path = tidy_path(self.path)
        self._check_move()
        before = self._stored_path()
        if above := self.path.rpartition("/")[0]:
            Category.objects.get_or_create_path(above)
        super().save(*args, **kwargs)
        if before is not None and before != self.path:
            self._take_along(before)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As `CategoryQuerySet.delete`."""
        return Category.objects.filter(pk=self.pk).delete()

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def depth(self) -> int:
        """1 for a category at the top."""
        return self.path.count("/") + 1

    @property
    def indented_name(self) -> str:
        """The name, set in by its depth, for a list of all categories."""
        return "\N{NO-BREAK SPACE}" * 3 * (self.depth - 1) + self.name

    def clean(self) -> None:
        # An empty path is the field's own matter.
        if self.path:
            self.path = tidy_path(self.path)
            self._check_move()

    def _check_move(self) -> None:
        before = self._stored_path()
        if before is None or before == self.path:
            return
        if lies_below(self.path, before):
            raise ValidationError({"path": gettext("A category can't be moved into itself.")})
        below = Category.objects.below(before).exclude(pk=self.pk)
        longest = below.aggregate(most=models.Max(Length("path")))["most"] or 0
        if longest - len(before) + len(self.path) > MAX_PATH:
            sentence = gettext("With this name, the path of a category below becomes too long.")
            raise ValidationError({"path": sentence})

    def _stored_path(self) -> str | None:
        return Category.objects.filter(pk=self.pk).values_list("path", flat=True).first()

    def _take_along(self, before: str) -> None:
        """Move what lies below the path that this category had."""
        below = Category.objects.below(before)
        moved = list(below.values_list("pk", flat=True))
        below.update(path=Concat(models.Value(self.path), Substr("path", len(before) + 1)))
        for category in Category.objects.filter(pk__in=moved):
            index.insert_or_update_object(category)


# --- Questions --------------------------------------------------------------------------------


class Level(models.IntegerChoices):
    EASY = 1, _("Easy")
    MIDDLE = 2, _("Middle")
    HARD = 3, _("Hard")


class TaggedQuestion(TaggedItemBase):
    content_object = ParentalKey(
        "BankQuestion", on_delete=models.CASCADE, related_name="tagged_items"
    )


class BankQuestionQuerySet(models.QuerySet["BankQuestion"]):
    def askable(self) -> "BankQuestionQuerySet":
        """What a quiz may draw: published, of an installed type, and more than to be read."""
        asked = [question_type.slug for question_type in types if question_type.asked]
        return self.filter(live=True, type__in=asked)


class BankQuestion(
    PreviewableMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    ClusterableModel,
):
    """A question of the bank. `key` names it for ever, in attempts and files; `number` is what
    another system calls it (Moodle's "ID number"). `type` is derived from `content`."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        _("name"),
        max_length=MAX_NAME,
        blank=True,
        help_text=_("For you and other trainers. Left empty, it is the question’s first words."),
    )
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="questions"
    )
    tags = ClusterTaggableManager(through=TaggedQuestion, blank=True, verbose_name=_("tags"))
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, default=Level.MIDDLE)
    number = models.CharField(
        _("number"),
        max_length=100,
        blank=True,
        help_text=_(
            "A number of your own, once in a category. A file that is read again finds the "
            "question by it."
        ),
    )
    content = QuestionField(verbose_name=_("question"))
    type = models.CharField(_("type"), max_length=50, editable=False, db_index=True)

    objects = BankQuestionQuerySet.as_manager()

    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("words"),
        index.AutocompleteField("words"),
        index.AutocompleteField("number"),
        *(
            index.FilterField(name)
            for name in ("id", "name", "category", "level", "type", "live", "number")
        ),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["pk"]
        permissions = [
            ("grade_answers", _("Can mark answers")),
            ("view_results", _("Can see quiz results")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "number"],
                condition=~Q(number=""),
                name="kind_quiz_one_number_in_category",
                violation_error_message=_("Another question in this category has the same number."),
            )
        ]

    def __str__(self) -> str:
        return self.name or gettext("Question without a name")

    def clean(self) -> None:
        super().clean()
        self.number = self.number.strip()
        self.name = self.name.strip() or self._first_words()

    def _first_words(self) -> str:
        slug, raw = self._stored()
        if slug not in types:
            return ""
        question = read_question(slug, raw, str(self.key))
        return Truncator(plain_words(question.text, question.format)).chars(_NAME_FROM_TEXT)

    def save(self, **kwargs: Any) -> None:
        self.type = self.stored_type
        super().save(**kwargs)

    def _stored(self) -> tuple[str, Mapping[str, Any]]:
        """The type's slug and the raw value; ("", {}) for a draft without a question."""
        for block in self._meta.get_field("content").stream_block.get_prep_value(self.content):
            return block["type"], block["value"]
        return "", {}

    @property
    def stored_type(self) -> str:
        """The type that the content has now, also one that is not installed."""
        return self._stored()[0]

    def question(self) -> Question:
        """The question as plain values. Raises `UnknownType` where its type is not installed, and
        for a draft that has none yet."""
        slug, raw = self._stored()
        if slug not in types:
            raise UnknownType(f"No installed app provides the question type {slug!r}.")
        return read_question(slug, raw, str(self.key), self.name)

    def words(self) -> str:
        """Every text in it, to be searched. Read from what is stored: to make blocks of it would
        cost a hundred times as much."""
        return " ".join(_texts(self._stored()[1]))

    def with_content_json(self, content: Mapping[str, Any]) -> "BankQuestion":
        # An old revision may name a category that is gone since.
        category: Any = content.get("category")
        if not Category.objects.filter(pk=category).exists():
            content = {**content, "category": self.category_id}
        found: BankQuestion = super().with_content_json(content)
        found.key = self.key
        return found

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("category"),
                FieldPanel("level"),
                FieldPanel("tags"),
                FieldPanel("number"),
            ],
            heading=_("In the bank"),
        ),
        FieldPanel("content"),
    ]

    # --- Preview ---

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [
            ("", _("As it is asked")),
            ("solved", _("With the right answer and feedback")),
        ]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        # Most participants have a phone; 360 px is a small one.
        phone = {"name": "phone", "icon": "mobile-alt", "device_width": 360}
        desktop = {"name": "desktop", "icon": "desktop", "device_width": 1280}
        return [{**phone, "label": _("Phone, 360 px")}, {**desktop, "label": _("Computer")}]

    def serve_preview(self, request: Any, mode_name: str) -> TemplateResponse:
        """A preview's forms lead nowhere."""
        response: TemplateResponse = super().serve_preview(request, mode_name)
        response._csp_replace = {"form-action": ["'none'"]}  # type: ignore[attr-defined]
        return response

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "quiz/preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        from courses.kinds.quiz.bank.previewing import preview_question

        context = super().get_preview_context(request, mode_name)
        return {**context, **preview_question(self, solved=mode_name == "solved")}


def _texts(value: Any) -> Iterator[str]:
    """The texts in a stored block value, without the ids and kinds of its list items."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            is_item = isinstance(item, Mapping) and {"type", "value"} <= item.keys()
            yield from _texts(item["value"] if is_item else item)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name != "format":
                yield from _texts(one)


# --- Files about to be read -------------------------------------------------------------------


class PendingImport(models.Model):
    """A file that somebody sent and has not yet said "import" to. Kept in the database, so that
    any of several servers finds it; it goes when it is imported, or after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=255)
    format = models.CharField(max_length=30)
    category = models.ForeignKey(Category, on_delete=models.SET_NULL, null=True, related_name="+")
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.file_name
