"""Single choice: one of several answers. Data: `{"answers": [{"id", "text", "right": bool,
"credit": percent or None, "feedback"}], "keep_order": bool}`; a response is the answer's id."""

from collections.abc import Mapping
from random import Random
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.activities.contract import BadPayload
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.answers import (
    check_one_right,
    choices_without_feedback,
    feedback_field,
    find_answer,
    keep_choice,
    keep_order_field,
    limit_score,
)
from courses.kinds.quiz.types.blocks import QuestionBlock, RowsBlock
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.orders import arrange, draw_order
from courses.kinds.quiz.types.registry import register


class AnswerBlock(blocks.StructBlock):
    # Not a CharBlock: its single line would drop the line breaks of an answer from a file.
    text = blocks.TextBlock(label=_("Answer"), max_length=1000, rows=1)
    right = blocks.BooleanBlock(label=_("This is the right answer"), required=False)
    credit = blocks.FloatBlock(
        label=_("Partly right, in per cent"), required=False, min_value=0, max_value=99.99
    )
    feedback = feedback_field()

    class Meta:
        icon = "list-ul"
        label = _("Answer")
        label_format = "{text}"


class SingleChoiceBlock(QuestionBlock):
    answers = RowsBlock(AnswerBlock(), label=_("Answers"), min_num=2, max_num=50, default=[{}, {}])
    keep_order = keep_order_field()

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        check_one_right(cleaned["answers"])
        return cleaned


@register
class SingleChoice(QuestionType):
    slug = "single_choice"
    label = _("Single choice")
    icon = "circle-check"
    block: ClassVar[type[QuestionBlock]] = SingleChoiceBlock
    template = "quiz/types/single_choice.html"
    payload_fields = ("choice",)

    def prepare(self, question: Question, chance: Random, *, shuffle: bool) -> dict[str, Any]:
        return draw_order(question, "answers", chance, shuffle=shuffle)

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        answers = arrange(question.data["answers"], draw)
        return {"answers": [{"id": one["id"], "text": one["text"]} for one in answers]}

    def read(
        self, question: Question, draw: Mapping[str, Any], payload: Mapping[str, Any], language: str
    ) -> str:
        answer = find_answer(question, payload.get("choice"))
        if answer is None:
            raise BadPayload(_("Choose one of the answers."))
        return str(answer["id"])

    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        answer = find_answer(question, response)
        if answer is None:
            return Mark(0.0)
        return Mark(_score(answer), (answer["feedback"],) if answer.get("feedback") else ())

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        answer = find_answer(question, response)
        if answer is None:
            return []
        return [Line(answer["text"], right=bool(answer.get("right")), format=question.format)]

    def solution(self, question: Question, draw: Mapping[str, Any], language: str) -> list[Line]:
        return [
            Line(one["text"], right=True, format=question.format)
            for one in question.data["answers"]
            if one.get("right")
        ]

    def without_feedback(self, question: Question) -> list[str]:
        return choices_without_feedback(question)

    def guess(self, question: Question) -> float | None:
        scores = [_score(one) for one in question.data["answers"]]
        return sum(scores) / len(scores) if scores else None

    def redact(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return keep_choice(payload)


def _score(answer: Mapping[str, Any]) -> float:
    return 1.0 if answer.get("right") else limit_score((answer.get("credit") or 0) / 100)
