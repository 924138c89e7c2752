"""What a trainer fills in for a quiz."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class AnswerBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=300)
    right = blocks.BooleanBlock(label=_("This is the right answer"), required=False)
    feedback = blocks.CharBlock(
        label=_("Feedback"),
        max_length=500,
        help_text=_("What a person learns from having chosen this answer."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Answer")
        label_format = "{text}"


class QuestionBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Question"), rows=2)
    answers = blocks.ListBlock(
        AnswerBlock(), label=_("Answers"), min_num=2, max_num=6, default=[{}, {}]
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        right = sum(bool(answer["right"]) for answer in cleaned["answers"])
        if right != 1:
            sentence = _("Mark exactly one answer as right; now it is %(count)d.")
            raise blocks.StructBlockValidationError(
                block_errors={
                    "answers": blocks.ListBlockValidationError(
                        non_block_errors=[ValidationError(sentence, params={"count": right})]
                    )
                }
            )
        return cleaned

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{text}"


class QuizBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    questions = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)
    pass_mark = blocks.IntegerBlock(
        label=_("Pass mark"),
        default=60,
        min_value=0,
        max_value=100,
        help_text=_("From how many per cent right answers the quiz is passed."),
    )
    tries = blocks.IntegerBlock(
        label=_("Tries"),
        default=0,
        min_value=0,
        max_value=50,
        help_text=_("How often a person may try; 0 is as often as they like."),
    )

    class Meta:
        label_format = "{title}"
