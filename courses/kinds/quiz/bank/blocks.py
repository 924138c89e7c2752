"""What a trainer lists in a quiz to take questions from the bank."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.kinds.quiz.bank.draws import read_draw
from courses.kinds.quiz.bank.models import Level
from courses.kinds.quiz.bank.queries import candidates


class FromBankBlock(blocks.StructBlock):
    """One question of the bank, always as it is published."""

    question = SnippetChooserBlock("kind_quiz.BankQuestion", label=_("Question"))
    weight = blocks.FloatBlock(
        label=_("Weight"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_("How much it counts in this quiz; left empty, as the bank says."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        question = cleaned["question"]
        if question and not question.live and not self.is_deferred_validation:
            sentence = _("This question is a draft. Publish it in the question bank first.")
            raise blocks.StructBlockValidationError(
                block_errors={"question": ValidationError(sentence)}
            )
        return cleaned

    class Meta:
        icon = "folder-open-inverse"
        label = _("Question of the bank")
        label_format = "{question}"


class DrawBlock(blocks.StructBlock):
    """Some questions of a category, others in each attempt."""

    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=100, default=1)
    category = SnippetChooserBlock("kind_quiz.Category", label=_("Category"))
    with_below = blocks.BooleanBlock(
        label=_("Also from the categories below it"), required=False, default=True
    )
    tags = blocks.CharBlock(
        label=_("Tags"),
        required=False,
        max_length=250,
        help_text=_("With commas between them; only questions that carry all of them are drawn."),
    )
    level = blocks.ChoiceBlock(label=_("Level"), required=False, choices=Level.choices)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation or cleaned["category"] is None:
            return cleaned
        draw = read_draw(cleaned)
        there = candidates(
            cleaned["category"].path,
            with_below=draw.with_below,
            tags=draw.tags,
            level=draw.level,
        ).count()
        if there < draw.count:
            sentence = _(
                "You ask for %(wanted)d questions, but only %(there)d published ones match. Ask "
                "for fewer, or choose more widely."
            )
            raise blocks.StructBlockValidationError(
                block_errors={
                    "count": ValidationError(
                        sentence, params={"wanted": draw.count, "there": there}
                    )
                }
            )
        return cleaned

    class Meta:
        icon = "rotate"
        label = _("Drawn from the bank")
        label_format = "{count} × {category}"
