"""Essay: a text that a trainer reads and marks. Data: `{"min_words": int or None, "max_words": int
or None, "lines": int, "model_answer": str, "template": str, "rubric": as in `rubric`}`; a response
is `{"text": str}`."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks

from courses.activities.contract import BadPayload
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import QuestionBlock
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.registry import register
from courses.kinds.quiz.types.rubric import rubric_field
from courses.kinds.quiz.types.typed import read_text

MAX_LENGTH = 10_000
_LINES = 8


class EssayBlock(QuestionBlock):
    template = blocks.TextBlock(
        label=_("Text to begin with"),
        required=False,
        rows=2,
        help_text=_("Already there when a person begins to write."),
    )
    min_words = blocks.IntegerBlock(
        label=_("At least so many words"), required=False, min_value=1, max_value=1500
    )
    max_words = blocks.IntegerBlock(
        label=_("At most so many words"), required=False, min_value=1, max_value=1500
    )
    lines = blocks.IntegerBlock(
        label=_("Lines to write on"), default=_LINES, min_value=2, max_value=40
    )
    rubric = rubric_field()
    model_answer = blocks.TextBlock(
        label=_("A good answer"),
        required=False,
        rows=3,
        help_text=_("Shown beside the answer when you mark, and where right answers are shown."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        least, most = cleaned["min_words"], cleaned["max_words"]
        if least and most and most < least:
            sentence = _("This is less than the %(least)d words that are the least.")
            raise blocks.StructBlockValidationError(
                block_errors={"max_words": ValidationError(sentence, params={"least": least})}
            )
        return cleaned


@register
class Essay(QuestionType):
    slug = "essay"
    label = _("Essay")
    icon = "pilcrow"
    block = EssayBlock
    template = "quiz/types/essay.html"
    payload_fields = ("text",)
    graded_by_person = True

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        return {
            "template": question.data.get("template") or "",
            "lines": question.data.get("lines") or _LINES,
            "min_words": question.data.get("min_words"),
            "max_words": question.data.get("max_words"),
            "max_length": MAX_LENGTH,
        }

    def read(
        self, question: Question, draw: Mapping[str, Any], payload: Mapping[str, Any], language: str
    ) -> dict[str, str]:
        text = read_text(payload, limit=MAX_LENGTH)
        if text.split() == (question.data.get("template") or "").split():
            raise BadPayload(_("Write your answer."))
        count = count_words(text)
        least, most = question.data.get("min_words"), question.data.get("max_words")
        if least and count < least:
            sentence = ngettext(
                "Write at least %(limit)d word. So far: %(count)d.",
                "Write at least %(limit)d words. So far: %(count)d.",
                least,
            )
            raise BadPayload(sentence % {"limit": least, "count": count})
        if most and count > most:
            sentence = ngettext(
                "Write at most %(limit)d word. Now: %(count)d.",
                "Write at most %(limit)d words. Now: %(count)d.",
                most,
            )
            raise BadPayload(sentence % {"limit": most, "count": count})
        return {"text": text}

    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        return Mark(None)

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        text = response.get("text") if isinstance(response, Mapping) else None
        return [Line(text)] if isinstance(text, str) else []

    def solution(self, question: Question, draw: Mapping[str, Any], language: str) -> list[Line]:
        return tell_model_answer(question)


def tell_model_answer(question: Question) -> list[Line]:
    """The author's good answer, where there is one."""
    text = question.data.get("model_answer")
    return [Line(text, format=question.format)] if text else []


def count_words(text: str) -> int:
    """Runs of characters without white space; a dash or bullet alone is no word."""
    return sum(any(map(str.isalnum, word)) for word in text.split())
