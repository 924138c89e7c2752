"""What a trainer fills in for a quiz."""

from collections.abc import Iterable
from random import Random
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.activities.blocks import KeepingStreamBlock
from courses.kinds.quiz.bank.blocks import DrawBlock, FromBankBlock
from courses.kinds.quiz.bank.fields import MissingQuestionBlock
from courses.kinds.quiz.bank.picking import DRAW, FROM_BANK, pick
from courses.kinds.quiz.rules import Behaviour, Counts, Review, Role
from courses.kinds.quiz.types.registry import types

_BEHAVIOURS = [
    (Behaviour.IMMEDIATE.value, _("after each answer")),
    (Behaviour.TRIES.value, _("after each answer, with further tries at a penalty")),
    (Behaviour.DEFERRED.value, _("at the end, when all is handed in")),
]
_COUNTS = [
    (Counts.BEST.value, _("the best one")),
    (Counts.LAST.value, _("the last one")),
    (Counts.FIRST.value, _("the first one")),
    (Counts.MEAN.value, _("the mean of all")),
]
_REVIEWS = [
    (Review.ANSWERS.value, _("their own answers")),
    (Review.MARKS.value, _("marks")),
    (Review.FEEDBACK.value, _("feedback")),
    (Review.RIGHT.value, _("the right answers")),
]
_ROLES = [
    (Role.NONE.value, _("a quiz like any other")),
    (Role.BEFORE.value, _("pre-test")),
    (Role.AFTER.value, _("post-test")),
]


class QuestionsBlock(KeepingStreamBlock):
    """A quiz's questions: one child block for each installed type, and two ways to the bank."""

    def __init__(self, **kwargs: Any) -> None:
        own = [(one.slug, one.block(label=one.label, icon=one.icon)) for one in types]
        bank = [(FROM_BANK, FromBankBlock()), (DRAW, DrawBlock())]
        super().__init__([*own, *bank], missing=MissingQuestionBlock(), **kwargs)

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        # A page needs no more of its questions than what is stored. Wagtail would build them all,
        # and look up whatever they point at.
        return [self.to_python(value) for value in values]

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        entries = [one for one in self.get_prep_value(cleaned) if one["type"] in (FROM_BANK, DRAW)]
        wanted = sum(one["value"].get("count") or 1 for one in entries)
        # Each of them found enough by itself; together they may want the same ones.
        there = sum(map(len, pick(entries, Random(0)).values())) if entries else 0  # noqa: S311
        if there < wanted:
            sentence = _(
                "Together you ask the bank for %(wanted)d questions, but it has only %(there)d "
                "that fit. Ask for fewer."
            ) % {"wanted": wanted, "there": there}
            raise blocks.StreamBlockValidationError(non_block_errors=[ValidationError(sentence)])
        return cleaned

    class Meta:
        label = _("Questions")
        min_num = 1


class QuizBlock(blocks.StructBlock):
    """Heading and questions; all rules have defaults and stand behind "Settings"."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    pass_mark = blocks.IntegerBlock(
        label=_("Pass mark"),
        default=60,
        min_value=0,
        max_value=100,
        help_text=_("From how many per cent of the marks the quiz is passed."),
    )
    tries = blocks.IntegerBlock(
        label=_("Tries"),
        default=0,
        min_value=0,
        max_value=50,
        help_text=_("How often a person may try; 0 is as often as they like."),
    )
    behaviour = blocks.ChoiceBlock(
        label=_("Feedback comes"), choices=_BEHAVIOURS, default=Behaviour.IMMEDIATE.value
    )
    question_tries = blocks.IntegerBlock(
        label=_("Tries a question"),
        default=3,
        min_value=2,
        max_value=10,
        help_text=_("Where feedback comes with further tries: how many in all."),
    )
    counts = blocks.ChoiceBlock(
        label=_("Which try counts"), choices=_COUNTS, default=Counts.BEST.value
    )
    shuffle_questions = blocks.BooleanBlock(label=_("Shuffle the questions"), required=False)
    shuffle_answers = blocks.BooleanBlock(label=_("Shuffle the answers"), required=False)
    minutes = blocks.IntegerBlock(
        label=_("Time limit in minutes"),
        default=0,
        min_value=0,
        max_value=600,
        help_text=_("0 is no limit. The server's clock counts, with a minute of grace."),
    )
    offline_hours = blocks.IntegerBlock(
        label=_("Hours for answers without signal"),
        default=0,
        min_value=0,
        max_value=24 * 31,
        help_text=_(
            "With a time limit: how long after its end answers are still taken that a phone kept "
            "and that were given in time."
        ),
    )
    opens_at = blocks.DateTimeBlock(label=_("Opens"), required=False)
    closes_at = blocks.DateTimeBlock(label=_("Closes"), required=False)
    review = blocks.MultipleChoiceBlock(
        label=_("After a try, people see"),
        choices=_REVIEWS,
        default=[Review.ANSWERS.value, Review.MARKS.value, Review.FEEDBACK.value],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    review_closed = blocks.MultipleChoiceBlock(
        label=_("Once the quiz is closed, people see"),
        choices=_REVIEWS,
        default=[review.value for review in Review],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    role = blocks.ChoiceBlock(
        label=_("This is"),
        choices=_ROLES,
        default=Role.NONE.value,
        required=False,
        help_text=_("Reports compare what one person reached before and after."),
    )
    pair = blocks.CharBlock(
        label=_("Name of the pair"),
        max_length=60,
        required=False,
        help_text=_("The same for the pre-test and its post-test, and for no other quiz."),
    )

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        # The types are known once every app is loaded, later than this module perhaps.
        questions = ("questions", QuestionsBlock())
        super().__init__([questions, *(local_blocks or [])], **kwargs)
        rules = [name for name in self.child_blocks if name not in ("title", "questions")]
        self.meta.form_layout = blocks.BlockGroup(
            children=["title", "questions", "pass_mark"],
            settings=[name for name in rules if name != "pass_mark"],
        )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors: dict[str, ValidationError] = {}
        opens, closes = cleaned["opens_at"], cleaned["closes_at"]
        if opens and closes and closes <= opens:
            errors["closes_at"] = ValidationError(_("It must close after it opens."))
        if cleaned["role"] and not cleaned["pair"].strip():
            sentence = _("Name the pair, so that the pre-test finds its post-test.")
            errors["pair"] = ValidationError(sentence)
        if not any(_asks(entry) for entry in cleaned["questions"]):
            sentence = _("Add a question that can be answered.")
            errors["questions"] = ValidationError(sentence)
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        label_format = "{title}"


def _asks(entry: Any) -> bool:
    slug = entry.block_type
    if slug == FROM_BANK:
        slug = getattr(entry.value["question"], "type", "")
    return slug not in types or types[slug].asked
