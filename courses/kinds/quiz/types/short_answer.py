r"""Short answer: a word or a few, compared with accepted answers. Data: `{"answers": [{"id",
"text", "credit": per cent, "feedback"}], "case_matters": bool, "accents_matter": bool}`; a response
is the text as it was typed.

An answer's text is plain whatever the question's format. In it `*` stands for anything and `\*`
for a star. The first answer that fits counts; one that is a star alone takes what fits no other,
wherever it stands, and is there for its feedback: it gives nothing.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.answers import (
    catches_all,
    credit_of,
    limit_score,
    refuse_answers,
    typed_without_feedback,
)
from courses.kinds.quiz.types.blocks import QuestionBlock
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.registry import register
from courses.kinds.quiz.types.typed import read_text
from courses.kinds.quiz.types.wildcards import matches

MAX_LENGTH = 500


class AcceptedAnswerBlock(blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("Answer"),
        max_length=250,
        help_text=_(
            r"* stands for anything, \* for a star. An answer that is * alone gives feedback on "
            "whatever fits no other."
        ),
    )
    credit = blocks.FloatBlock(
        label=_("Share of the mark, in per cent"), default=100, min_value=0, max_value=100
    )
    feedback = blocks.TextBlock(
        label=_("Feedback"),
        required=False,
        rows=1,
        help_text=_("What a person learns from having given this answer."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Answer")
        label_format = "{text}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if _catches_all(cleaned) and cleaned["credit"]:
            sentence = _("* alone fits whatever is written: give it 0 per cent.")
            raise blocks.StructBlockValidationError(
                block_errors={"credit": ValidationError(sentence)}
            )
        return cleaned


class ShortAnswerBlock(QuestionBlock):
    answers = blocks.ListBlock(
        AcceptedAnswerBlock(), label=_("Accepted answers"), min_num=1, max_num=100
    )
    case_matters = blocks.BooleanBlock(
        label=_("Capital and small letters must agree"), required=False, default=False
    )
    accents_matter = blocks.BooleanBlock(
        label=_("Accents must agree"),
        required=False,
        default=False,
        help_text=_("Otherwise é is as good as e."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not any(_gives_all(answer) for answer in cleaned["answers"]):
            refuse_answers(ValidationError(_("At least one answer must give 100 per cent.")))
        return cleaned


@register
class ShortAnswer(QuestionType):
    slug = "short_answer"
    label = _("Short answer")
    icon = "edit"
    block = ShortAnswerBlock
    template = "quiz/types/short_answer.html"
    payload_fields = ("text",)

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        return {"max_length": MAX_LENGTH}

    def read(
        self, question: Question, draw: Mapping[str, Any], payload: Mapping[str, Any], language: str
    ) -> str:
        return read_text(payload, limit=MAX_LENGTH)

    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        answer = _find(question, response)
        if answer is None:
            return Mark(0.0)
        score = 0.0 if _catches_all(answer) else limit_score(credit_of(answer) / 100)
        return Mark(score, (answer["feedback"],) if answer.get("feedback") else ())

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        if not isinstance(response, str):
            return []
        return [Line(response, right=self.mark(question, draw, response).right)]

    def solution(self, question: Question, draw: Mapping[str, Any], language: str) -> list[Line]:
        return [
            Line(_spell_out(one["text"]), right=True)
            for one in question.data["answers"]
            if _gives_all(one)
        ]

    def without_feedback(self, question: Question) -> list[str]:
        return typed_without_feedback(
            question.data["answers"],
            tell=lambda one: _spell_out(one.get("text") or ""),
            is_any=_catches_all,
            for_everybody=question.feedback,
        )


def _find(question: Question, response: Any) -> Mapping[str, Any] | None:
    """The answer that counts for what was typed."""
    if not isinstance(response, str):
        return None
    answers = question.data["answers"]
    fitting = (
        one
        for one in answers
        if not _catches_all(one)
        and matches(
            one["text"],
            response,
            case_matters=bool(question.data.get("case_matters")),
            accents_matter=bool(question.data.get("accents_matter")),
        )
    )
    return next(fitting, None) or next((one for one in answers if _catches_all(one)), None)


def _catches_all(answer: Mapping[str, Any]) -> bool:
    return catches_all(answer.get("text") or "")


def _gives_all(answer: Mapping[str, Any]) -> bool:
    return not _catches_all(answer) and credit_of(answer) >= 100


def _spell_out(pattern: str) -> str:
    """An accepted answer as one would say it: an ellipsis where anything may stand."""
    return re.sub(r"(?<!\\)\*+", "…", pattern).replace(r"\*", "*")
