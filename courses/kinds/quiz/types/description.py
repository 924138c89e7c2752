"""Description: something to read between the questions, passed by a tap. It has no data, and its
response is True."""

from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import QuestionBlock
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.registry import register


class DescriptionBlock(QuestionBlock):
    text = blocks.TextBlock(label=_("Text"), rows=4)
    weight = blocks.FloatBlock(
        label=_("Weight"),
        default=0.0,
        help_text=_("Something to read has no mark: this is always 0."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        cleaned["weight"] = 0.0
        return cleaned


@register
class Description(QuestionType):
    slug = "description"
    label = _("Text to read")
    icon = "info-circle"
    block = DescriptionBlock
    template = "quiz/types/description.html"
    payload_fields = ("read",)
    asked = False

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        return {}

    def read(
        self, question: Question, draw: Mapping[str, Any], payload: Mapping[str, Any], language: str
    ) -> Literal[True]:
        return True

    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        return Mark(1.0)

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        return []
