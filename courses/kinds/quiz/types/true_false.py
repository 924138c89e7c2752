"""True or false. Data: `{"right": bool, "feedback_true": str, "feedback_false": str}`, the
feedback for having answered true and false; a response is a bool."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext, override, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.activities.contract import BadPayload
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import QuestionBlock
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.registry import register

_CHOICES = {"true": True, "false": False}


class TrueFalseBlock(QuestionBlock):
    right = blocks.BooleanBlock(label=_("The statement is true"), required=False, default=False)
    feedback_true = blocks.TextBlock(
        label=_("Feedback for the answer “true”"), required=False, rows=1
    )
    feedback_false = blocks.TextBlock(
        label=_("Feedback for the answer “false”"), required=False, rows=1
    )


@register
class TrueFalse(QuestionType):
    slug = "true_false"
    label = _("True or false")
    icon = "check"
    block = TrueFalseBlock
    template = "quiz/types/true_false.html"
    payload_fields = ("choice",)

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        return {}

    def read(
        self, question: Question, draw: Mapping[str, Any], payload: Mapping[str, Any], language: str
    ) -> bool:
        chosen = payload.get("choice")
        if not isinstance(chosen, str) or chosen not in _CHOICES:
            raise BadPayload(_("Choose “true” or “false”."))
        return _CHOICES[chosen]

    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        if not isinstance(response, bool):
            return Mark(0.0)
        feedback = question.data.get("feedback_true" if response else "feedback_false")
        score = float(response is bool(question.data.get("right")))
        return Mark(score, (feedback,) if feedback else ())

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        if not isinstance(response, bool):
            return []
        right = response is bool(question.data.get("right"))
        # Without it "✓ False" would stand there for a statement that is false.
        with override(language):
            label = gettext("This statement is")
        return [Line(_say(response, language), label, right)]

    def solution(self, question: Question, draw: Mapping[str, Any], language: str) -> list[Line]:
        return [Line(_say(bool(question.data.get("right")), language), right=True)]

    def without_feedback(self, question: Question) -> list[str]:
        said = {True: "feedback_true", False: "feedback_false"}
        language = get_language() or ""
        return [
            _say(answer, language)
            for answer, field in said.items()
            if not str(question.data.get(field) or "").strip()
        ]

    def guess(self, question: Question) -> float | None:
        return 0.5

    def redact(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        chosen = payload.get("choice")
        return {"choice": chosen} if isinstance(chosen, str) and chosen in _CHOICES else {}


def _say(answer: bool, language: str) -> str:
    with override(language):
        return pgettext("statement", "True") if answer else pgettext("statement", "False")
