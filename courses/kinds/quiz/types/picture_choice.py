"""Picture choice: one of several pictures, for people who read slowly. Data: `{"answers": [{"id",
"picture": image pk, "alt", "text": caption or "", "right": bool, "feedback"}], "keep_order":
bool}`. In a frozen question an answer's `picture` is a mapping with "image", "file", "width",
"height" and "bytes". A response is the answer's id."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.answers import feedback_field, find_answer
from courses.kinds.quiz.types.blocks import RowsBlock
from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.orders import arrange
from courses.kinds.quiz.types.registry import register
from courses.kinds.quiz.types.single_choice import SingleChoice, SingleChoiceBlock


class PictureAnswerBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("What the picture shows"),
        max_length=250,
        help_text=_("Read aloud to people who can't see the picture."),
    )
    text = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)
    right = blocks.BooleanBlock(label=_("This is the right answer"), required=False)
    feedback = feedback_field()

    class Meta:
        icon = "image"
        label = _("Answer")
        label_format = "{alt}"


class PictureChoiceBlock(SingleChoiceBlock):
    answers = RowsBlock(
        PictureAnswerBlock(), label=_("Answers"), min_num=2, max_num=8, default=[{}, {}]
    )


@register
class PictureChoice(SingleChoice):
    slug = "picture_choice"
    label = _("Picture choice")
    icon = "image"
    block = PictureChoiceBlock
    template = "quiz/types/picture_choice.html"

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        return {
            "answers": [
                {"id": one["id"], "picture": _picture(one), "text": one.get("text") or ""}
                for one in arrange(question.data["answers"], draw)
            ]
        }

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        answer = find_answer(question, response)
        return [_tell(question, answer)] if answer else []

    def solution(self, question: Question, draw: Mapping[str, Any], language: str) -> list[Line]:
        return [_tell(question, one) for one in question.data["answers"] if one.get("right")]


def _picture(answer: Mapping[str, Any]) -> dict[str, Any]:
    """As `Question.picture`."""
    stored = answer.get("picture")
    frozen = stored if isinstance(stored, Mapping) else {"image": stored}
    return {**frozen, "alt": answer.get("alt") or ""}


def _tell(question: Question, answer: Mapping[str, Any]) -> Line:
    right, picture = bool(answer.get("right")), _picture(answer)
    if caption := answer.get("text"):
        return Line(caption, right=right, picture=picture, format=question.format)
    return Line(picture["alt"], right=right, picture=picture)
