"""Multiple choice: any number of answers. Data: `{"answers": [{"id", "text", "right": bool,
"credit": per cent -100..100 or None, "feedback"}], "marking": "all_or_nothing", "partial" or
"penalty", "keep_order": bool}`; a response is a list of ids, in the question's own order.

All or nothing: the whole mark for exactly the right answers, nothing for anything else.
Otherwise the credits of what was chosen are added up, never to less than 0 or more than 1. A credit
left empty is worked out: the right answers share 100 per cent, and with penalties the wrong ones
share -100. Where no answer costs anything, no more may be chosen than give a mark: else choosing
everything would win.
"""

from collections import Counter
from collections.abc import Mapping
from enum import Enum
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import blocks

from courses.activities.contract import BadPayload
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.answers import (
    choices_without_feedback,
    feedback_field,
    find_answer,
    keep_choice,
    keep_order_field,
    limit_score,
    refuse_answers,
)
from courses.kinds.quiz.types.blocks import QuestionBlock, RowsBlock
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.orders import arrange, draw_order
from courses.kinds.quiz.types.registry import register

#: Three answers of 33 per cent each were meant to be the whole mark.
_NEARLY_ALL = 99.0
#: Different sums of many uneven shares: nobody waits for the mean of them all.
_TOO_MANY = 50_000


class Marking(Enum):
    """How what was chosen becomes a score."""

    ALL_OR_NOTHING = "all_or_nothing"
    PARTIAL = "partial"
    PENALTY = "penalty"


class AnswerBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Answer"), max_length=1000, rows=1)
    right = blocks.BooleanBlock(label=_("This is a right answer"), required=False)
    credit = blocks.FloatBlock(
        label=_("Share of the mark, in per cent"),
        required=False,
        min_value=-100,
        max_value=100,
        help_text=_("Leave it empty and the answers share the mark evenly."),
    )
    feedback = feedback_field()

    class Meta:
        icon = "list-ul"
        label = _("Answer")
        label_format = "{text}"


class MultipleChoiceBlock(QuestionBlock):
    answers = RowsBlock(AnswerBlock(), label=_("Answers"), min_num=2, max_num=50, default=[{}, {}])
    marking = blocks.ChoiceBlock(
        label=_("Marking"),
        choices=[
            (Marking.ALL_OR_NOTHING.value, _("All or nothing")),
            (Marking.PARTIAL.value, _("A share for each right answer")),
            (Marking.PENALTY.value, _("A share for each right answer, less for each wrong one")),
        ],
        default=Marking.PARTIAL.value,
    )
    keep_order = keep_order_field()

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        answers = cleaned["answers"]
        if not any(answer["right"] for answer in answers):
            refuse_answers(ValidationError(_("Mark at least one answer as right.")))
        if cleaned["marking"] == Marking.ALL_OR_NOTHING.value:
            return cleaned
        if wrong := {
            place: blocks.StructBlockValidationError(block_errors={"credit": error})
            for place, answer in enumerate(answers)
            if (error := _find_contradiction(answer))
        }:
            raise blocks.StructBlockValidationError(
                block_errors={"answers": blocks.ListBlockValidationError(block_errors=wrong)}
            )
        gained = sum(credit for credit in _credits(cleaned) if credit > 0)
        if gained < _NEARLY_ALL:
            sentence = _(
                "Together the right answers give %(gained)s per cent. Raise their shares to 100, "
                "or leave them all empty."
            )
            refuse_answers(ValidationError(sentence, params={"gained": f"{gained:g}"}))
        return cleaned


def _find_contradiction(answer: Mapping[str, Any]) -> ValidationError | None:
    """What is wrong with an answer's credit, beside whether it is right."""
    credit = answer["credit"]
    if credit is None:
        return None
    if answer["right"] and credit <= 0:
        return ValidationError(_("A right answer must give more than 0 per cent."))
    if not answer["right"] and credit > 0:
        sentence = _("An answer that gives a share of the mark must be marked as right.")
        return ValidationError(sentence)
    return None


@register
class MultipleChoice(QuestionType):
    slug = "multiple_choice"
    label = _("Multiple choice")
    icon = "tasks"
    block = MultipleChoiceBlock
    template = "quiz/types/multiple_choice.html"
    payload_fields = ("choice",)

    def prepare(self, question: Question, chance: Random, *, shuffle: bool) -> dict[str, Any]:
        return draw_order(question, "answers", chance, shuffle=shuffle)

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        """`most` is how many may be chosen, None for any number."""
        answers = arrange(question.data["answers"], draw)
        return {
            "answers": [{"id": one["id"], "text": one["text"]} for one in answers],
            "most": _most(question),
        }

    def read(
        self, question: Question, draw: Mapping[str, Any], payload: Mapping[str, Any], language: str
    ) -> list[str]:
        sent = payload.get("choice")
        chosen = [sent] if isinstance(sent, str) else sent
        if not isinstance(chosen, list) or not chosen:
            raise BadPayload(_("Choose at least one answer."))
        if any(find_answer(question, one) is None for one in chosen):
            raise BadPayload(_("Choose among the answers that are shown."))
        response = [one["id"] for one in question.data["answers"] if one["id"] in chosen]
        most = _most(question)
        if most is not None and len(response) > most:
            sentence = ngettext(
                "Choose at most %(most)d answer.", "Choose at most %(most)d answers.", most
            )
            raise BadPayload(sentence % {"most": most})
        return response

    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        answers = question.data["answers"]
        sent = response if isinstance(response, list) else []
        chosen = [place for place, one in enumerate(answers) if one["id"] in sent]
        feedback = (answers[place].get("feedback") for place in chosen)
        # An answer that an edit removed since was chosen all the same.
        removed = any(find_answer(question, one) is None for one in sent)
        return Mark(
            0.0
            if removed and question.data.get("marking") == Marking.ALL_OR_NOTHING.value
            else _score(question.data, chosen),
            tuple(text for text in feedback if text),
            {answers[place]["id"]: bool(answers[place].get("right")) for place in chosen},
        )

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        sent = response if isinstance(response, list) else []
        return [
            Line(one["text"], right=bool(one.get("right")), format=question.format)
            for one in arrange(question.data["answers"], draw)
            if one["id"] in sent
        ]

    def solution(self, question: Question, draw: Mapping[str, Any], language: str) -> list[Line]:
        return [
            Line(one["text"], right=True, format=question.format)
            for one in arrange(question.data["answers"], draw)
            if one.get("right")
        ]

    def without_feedback(self, question: Question) -> list[str]:
        return choices_without_feedback(question)

    def guess(self, question: Question) -> float | None:
        """The mean over every choice that may be sent: what tossing a coin for each answer gives,
        tossed again where nothing, or too much, is chosen."""
        answers = question.data["answers"]
        if question.data.get("marking") == Marking.ALL_OR_NOTHING.value:
            return 1 / (2 ** len(answers) - 1) if answers else None
        # Choices with the same number of answers and the same sum are counted, not listed.
        choices = Counter({(0, 0.0): 1})
        for credit in _credits(question.data):
            for (size, gained), ways in list(choices.items()):
                choices[size + 1, round(gained + credit, 6)] += ways
            if len(choices) > _TOO_MANY:
                return None
        most = _most(question) or len(answers)
        whole = _whole(question.data)
        allowed = {one: ways for one, ways in choices.items() if 0 < one[0] <= most}
        total = sum(allowed.values())
        earned = sum(ways * limit_score(gained / whole) for (_, gained), ways in allowed.items())
        return earned / total if total else None

    def redact(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return keep_choice(payload)


def _credits(data: Mapping[str, Any]) -> list[float]:
    """Per cent of the mark for each answer, in their order."""
    answers = data["answers"]
    right = sum(bool(one.get("right")) for one in answers)
    wrong = len(answers) - right
    cost = -100 / wrong if wrong and data.get("marking") == Marking.PENALTY.value else 0.0
    return [
        float(one["credit"])
        if one.get("credit") is not None
        else (100 / right if one.get("right") else cost)
        for one in answers
    ]


def _whole(data: Mapping[str, Any]) -> float:
    """Per cent that are the whole mark: 100, or nearly that where shares were rounded."""
    gained = sum(credit for credit in _credits(data) if credit > 0)
    return gained if _NEARLY_ALL <= gained < 100 else 100.0


def _score(data: Mapping[str, Any], chosen: list[int]) -> float:
    """What choosing the answers at these places is worth, 0..1."""
    if data.get("marking") == Marking.ALL_OR_NOTHING.value:
        right = [place for place, one in enumerate(data["answers"]) if one.get("right")]
        return float(bool(right) and chosen == right)
    credits_ = _credits(data)
    return limit_score(sum(credits_[place] for place in chosen) / _whole(data))


def _most(question: Question) -> int | None:
    """How many answers may be chosen; None where wrong ones cost something anyway."""
    if question.data.get("marking") != Marking.PARTIAL.value:
        return None
    credits_ = _credits(question.data)
    if any(credit < 0 for credit in credits_):
        return None
    return sum(credit > 0 for credit in credits_) or None
