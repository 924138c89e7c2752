"""GIFT's short answers and numbers: what is accepted, and for how much of the mark."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.gift.answers import (
    Answer,
    Content,
    Reading,
    Refused,
    find_first_sign,
    read_answer,
    refuse_empty,
    split_answers,
)
from courses.kinds.quiz.formats.gift.escapes import Piece
from courses.kinds.quiz.formats.gift.figures import read_number
from courses.kinds.quiz.formats.gift.said import read_unformatted

#: Alone, it takes whatever no other answer does; it gives nothing.
ANY = "*"
RANGE = ".."


def catches_all(text: str) -> bool:
    """Whether an accepted answer takes whatever is written."""
    return "*" in text and not text.replace("*", "").strip()


def read_short(answers: Sequence[Answer], reading: Reading) -> Content:
    """Raises `Refused`."""
    refuse_empty(answers)
    accepted = [
        {
            "id": "",
            "text": read_unformatted(one.body),
            "credit": _credit(one, reading),
            "feedback": reading.feedback(one.feedback),
        }
        for one in answers
    ]
    for one, kept in zip(answers, accepted, strict=True):
        if catches_all(str(kept["text"])):
            _check_catch_all(one, reading)
    _refuse_worthless(answers, accepted)
    data = {"answers": accepted, "case_matters": False, "accents_matter": False}
    return Content("short_answer", data, [one.line for one in answers])


def read_numeric(content: Piece, reading: Reading) -> Content:
    """What stands behind `{#`. Raises `Refused`."""
    first = content.cut(0, find_first_sign(content))
    answers = [read_answer(part) for part in split_answers(content)]
    if first.raw.strip():
        answers.insert(0, read_answer(first, sign="="))
    accepted = [_read_number_answer(one, reading) for one in answers]
    if all(one["value"] == ANY for one in accepted):
        raise Refused(content.line, _("Behind {# the right number is missing."))
    _refuse_worthless(answers, accepted)
    data = {"answers": accepted, "units": [], "unit_needed": False}
    return Content("numeric", data, [one.line for one in answers])


def _read_number_answer(answer: Answer, reading: Reading) -> dict[str, Any]:
    text = read_unformatted(answer.body)
    numbers = {"value": ANY, "tolerance": "0", "low": "", "high": ""}
    credit = 0.0
    if answer.sign == "~":
        if text not in ("", ANY) or answer.credit:
            sentence = _(
                "Behind ~ stands only the feedback for any other number: ~#feedback. Write = "
                "before a number, with a weight such as =%50%3 where it is partly right."
            )
            raise Refused(answer.line, sentence)
    elif text == ANY:
        _check_catch_all(answer, reading)
    else:
        credit = _credit(answer, reading)
        numbers |= _read_value(text, answer.line)
    return {
        "id": "",
        **numbers,
        "tolerance_kind": "absolute",
        "credit": credit,
        "feedback": reading.feedback(answer.feedback),
    }


def _read_value(text: str, line: int) -> dict[str, str]:
    """A number with or without a tolerance, or a range. Raises `Refused`."""
    if not text:
        raise Refused(line, _("The number is missing here."))
    low, dots, high = text.partition(RANGE)
    if dots:
        least, most = read_number(low), read_number(high)
        if least is None or most is None:
            raise Refused(line, _say_no_number(text))
        if Decimal(least) > Decimal(most):
            raise Refused(line, _("This range goes from high to low; write the lower end first."))
        return {"value": "", "low": least, "high": most}
    value, colon, tolerance = text.partition(":")
    number, around = read_number(value), read_number(tolerance) if colon else "0"
    if number is None or around is None:
        raise Refused(line, _say_no_number(text))
    if around.startswith("-"):
        raise Refused(line, _("A tolerance is never below 0."))
    return {"value": number, "tolerance": around}


def _say_no_number(text: str) -> str:
    return _(
        "“%(text)s” is no number as GIFT writes it. Write 8500 or 8.5, with a point and nothing "
        "between thousands; 8.5:0.1 with a tolerance; 8..9 for a range."
    ) % {"text": text[:60]}


def _credit(answer: Answer, reading: Reading) -> float:
    """An accepted answer gives the full mark unless it says less."""
    return 100.0 if answer.credit is None else reading.share(answer) or 0.0


def _check_catch_all(answer: Answer, reading: Reading) -> None:
    if _credit(answer, reading):
        sentence = _("A * alone takes any answer: let it count nothing, as in =%0%*.")
        raise Refused(answer.line, sentence)


def _refuse_worthless(answers: Sequence[Answer], accepted: Sequence[dict[str, Any]]) -> None:
    if not any(one["credit"] == 100 for one in accepted):
        sentence = _("No answer counts 100 per cent, so nobody can get the full mark.")
        raise Refused(answers[0].line, sentence)
