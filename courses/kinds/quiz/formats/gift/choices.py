"""GIFT's choices: one answer with `=`, or several whose weights say which are right."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.gift.answers import (
    Answer,
    Content,
    Reading,
    Refused,
    refuse_empty,
)
from courses.kinds.quiz.formats.gift.figures import read_equal_weights

#: Three weights of 33 were meant to be all of it.
NEARLY_ALL = 99.0
#: More than a rounding makes of 100.
_TOO_MUCH = 101.0


def read_choice(answers: Sequence[Answer], reading: Reading) -> Content:
    """As in Moodle, a single right answer where there is any `=`. Raises `Refused`."""
    refuse_empty(answers)
    if len(answers) < 2:
        raise Refused(answers[0].line, _("A choice needs at least two answers."))
    lines = [one.line for one in answers]
    if any(one.sign == "=" for one in answers):
        return Content("single_choice", _read_single(answers, reading), lines)
    return Content("multiple_choice", _read_multiple(answers, reading), lines)


def _read_single(answers: Sequence[Answer], reading: Reading) -> dict[str, Any]:
    for one in answers:
        if one.sign == "=" and one.credit not in (None, 100):
            sentence = _(
                "A right answer (=) of a choice counts in full. Write ~ before one that is partly "
                "right, and a backslash before a per cent sign in a text."
            )
            raise Refused(one.line, sentence)
    rights = [one for one in answers if one.sign == "=" or one.credit == 100]
    if len(rights) > 1:
        sentence = _(
            "This question has several right answers (=). Write \\= for an equals sign in a text, "
            "or give each of several right answers a weight such as ~%50%."
        )
        raise Refused(rights[1].line, sentence)
    [right] = rights
    partial = [one.credit or 0 for one in answers if one.sign == "~" and (one.credit or 0) > 0]
    if len(partial) > 1 and sum(partial) >= NEARLY_ALL:
        sentence = _(
            "The weights make 100 per cent without the right answer (=). If that = is a sign in a "
            "text, write \\=."
        )
        reading.warn(right.line, sentence)
    return {
        "answers": [
            {
                "id": "",
                "text": reading.text(one.body),
                "right": one is right,
                "credit": None if one is right else reading.share(one),
                "feedback": reading.feedback(one.feedback),
            }
            for one in answers
        ],
        "keep_order": False,
    }


def _read_multiple(answers: Sequence[Answer], reading: Reading) -> dict[str, Any]:
    """Weights that share the mark evenly are left out: the question does that by itself."""
    shares = [one.credit or 0.0 for one in answers]
    gained = sum(credit for credit in shares if credit > 0)
    penalty = any(credit < 0 for credit in shares)
    kept: list[float | None]
    if not gained:
        sentence = _(
            "This question has no right answer. Write = before it, or give each of several right "
            "answers a weight such as ~%50%."
        )
        raise Refused(answers[0].line, sentence)
    if _are_even(answers, shares, penalty=penalty):
        kept = [None] * len(answers)
    else:
        if gained < NEARLY_ALL:
            sentence = _("The right answers make %(sum)s per cent together; let them make 100.")
            raise Refused(answers[0].line, sentence % {"sum": f"{gained:g}"})
        if gained > _TOO_MUCH:
            sentence = _(
                "The right answers make %(sum)s per cent together. Whoever reaches 100 has the "
                "full mark."
            )
            reading.warn(answers[0].line, sentence % {"sum": f"{gained:g}"})
        # With penalties a wrong answer without a credit would cost something.
        kept = [credit if credit or penalty else None for credit in shares]
    return {
        "answers": [
            {
                "id": "",
                "text": reading.text(one.body),
                "right": credit > 0,
                "credit": own,
                "feedback": reading.feedback(one.feedback),
            }
            for one, credit, own in zip(answers, shares, kept, strict=True)
        ],
        "marking": "penalty" if penalty else "partial",
        "keep_order": False,
    }


def _are_even(answers: Sequence[Answer], shares: Sequence[float], *, penalty: bool) -> bool:
    """Whether the weights are those of a question that has none of its own."""
    right = [one.weight or "0" for one, credit in zip(answers, shares, strict=True) if credit > 0]
    wrong = [one.weight or "0" for one, credit in zip(answers, shares, strict=True) if credit <= 0]
    return read_equal_weights(right) and (not penalty or read_equal_weights(wrong))
