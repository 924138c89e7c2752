"""What types share: answers that a person picks from, and which answers go without feedback."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.texts import plain_words

_HAIR = 1e-9


def feedback_field() -> blocks.TextBlock:
    """What an answer teaches, for the block of an answer that is chosen."""
    return blocks.TextBlock(
        label=_("Feedback"),
        required=False,
        rows=1,
        help_text=_("What a person learns from having chosen this answer."),
    )


def keep_order_field() -> blocks.BooleanBlock:
    """Whether shuffling leaves these answers alone, for a type's block."""
    return blocks.BooleanBlock(
        label=_("Keep the answers in this order"), required=False, default=False
    )


def find_answer(question: Question, answer_id: Any) -> Mapping[str, Any] | None:
    """The answer with this id; None where the question has none, whatever was given as an id."""
    return next((one for one in question.data["answers"] if one["id"] == answer_id), None)


def limit_score(score: float) -> float:
    """The score within 0..1: credits may add up to less than nothing, or to more than all.

    Thirds do not add up exactly, so a hair's breadth from nothing or from all is nothing or all.
    """
    if score < _HAIR:
        return 0.0
    return 1.0 if score > 1 - _HAIR else score


def keep_choice(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What remains of a choice when the person asks to be forgotten: ids, nothing written."""
    chosen = payload.get("choice")
    if _is_id(chosen):
        return {"choice": chosen}
    if isinstance(chosen, list):
        return {"choice": [one for one in chosen if _is_id(one)]}
    return {}


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 36 and " " not in value


def check_one_right(answers: Iterable[Mapping[str, Any]]) -> None:
    """Raises the editor's error, at the answers, unless exactly one is right."""
    right = sum(bool(answer["right"]) for answer in answers)
    if right != 1:
        sentence = _("Mark exactly one answer as right; now it is %(count)d.")
        refuse_answers(ValidationError(sentence, params={"count": right}))


def refuse_answers(error: ValidationError) -> NoReturn:
    """Raises the editor's error, at the list of answers as a whole."""
    raise blocks.StructBlockValidationError(
        block_errors={"answers": blocks.ListBlockValidationError(non_block_errors=[error])}
    )


def choices_without_feedback(question: Question) -> list[str]:
    """Of answers that are chosen, each needs its own feedback."""
    return [
        plain_words(str(one.get("text") or one.get("alt") or ""), question.format)
        for one in question.data["answers"]
        if not _teaches(one)
    ]


def typed_without_feedback(
    answers: Iterable[Mapping[str, Any]],
    *,
    tell: Callable[[Mapping[str, Any]], str],
    is_any: Callable[[Mapping[str, Any]], bool],
    for_everybody: str,
    closed: bool = False,
) -> list[str]:
    """Of answers that are typed, each listed one needs feedback, and so does any other.

    `tell` says an answer, `is_any` whether it takes what fits no other; a `closed` list has no
    others. Feedback `for_everybody` is enough, but for a wrong answer: why else is it listed?
    """
    silent, any_other = [], closed or bool(for_everybody.strip())
    for one in answers:
        if is_any(one):
            any_other = any_other or _teaches(one)
        elif not _teaches(one) and not (for_everybody.strip() and credit_of(one) >= 100):
            silent.append(tell(one))
    return silent if any_other else [*silent, gettext("any other answer")]


def whole_without_feedback(question: Question) -> list[str]:
    """Of answers in several parts, there is feedback on the whole alone."""
    return [] if question.feedback.strip() else [pgettext("of a question", "a wrong answer")]


def _teaches(answer: Mapping[str, Any]) -> bool:
    return bool(str(answer.get("feedback") or "").strip())


def credit_of(answer: Mapping[str, Any]) -> float:
    """What an accepted answer gives, in per cent of the mark: all of it unless it says less."""
    credit = answer.get("credit")
    return 100.0 if credit is None else float(credit)


def catches_all(text: str) -> bool:
    """Whether an accepted answer fits whatever is written."""
    return "*" in text and not text.replace("*", "").strip()
