"""What stands within the braces of a GIFT question: which type it is, as Moodle tells them.

A sentence that goes on behind its braces has a missing word there, a gap in its text:

    Lombok is {=an island ~a town} east of Bali.

The text of such a question has `[[1]]` where the gap is. What can be no gap (a true/false question,
pairs, an essay, several right answers) has a line to write on in its place, as in Moodle.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Unreadable
from courses.kinds.quiz.formats.figures import find_middle
from courses.kinds.quiz.formats.gift.answers import (
    Answer,
    Content,
    Reading,
    find_first_sign,
    read_answer,
    read_answers,
    refuse_empty,
    split_answers,
)
from courses.kinds.quiz.formats.gift.escapes import Piece
from courses.kinds.quiz.formats.gift.figures import read_equal_weights, read_number
from courses.kinds.quiz.formats.gift.said import Said, read_unformatted, read_words
from courses.kinds.quiz.types.answers import catches_all
from courses.kinds.quiz.types.number_fields import ANY

GENERAL = "####"
ARROW = "->"
#: A tag with an attribute, whose = is not escaped.
_TORN_TAG = re.compile(r"<[a-zA-Z][^<>=~]*\s[\w:-]+=[\"']")
_TRUE_FALSE = {"T": True, "TRUE": True, "F": False, "FALSE": False}
#: Three weights of 33 were meant to be all of it.
_NEARLY_ALL = 99.0
#: More than a rounding makes of 100.
_TOO_MUCH = 101.0
RANGE = ".."
NAME = "1"
GAP = "[[1]]"
BLANK = "_____"
_KINDS = {"single_choice": "choice", "short_answer": "short", "numeric": "numeric"}


def read_content(content: Piece, reading: Reading) -> Content:
    """Raises `Unreadable`."""
    if content.masked.count(GENERAL) > 1:
        sentence = _("There are two feedbacks for all (####); keep one.")
        raise Unreadable(sentence, content.line)
    at = content.masked.rfind(GENERAL)
    if at < 0:
        return _read_type(content.strip(), reading)
    found = _read_type(content.cut(0, at).strip(), reading)
    found.feedback = reading.feedback(content.cut(at + len(GENERAL)))
    return found


def _read_type(content: Piece, reading: Reading) -> Content:
    signs = content.masked
    if not signs:
        return Content("essay", {})
    if signs.startswith("#"):
        return _read_numeric(content.cut(1), reading)
    if signs.partition("#")[0].strip().upper() in _TRUE_FALSE:
        return _read_true_false(content, reading)
    if signs[0] not in "=~":
        sentence = _(
            "What stands in the braces is no answer: each answer begins with = or ~, a number with "
            "#, and only T, TRUE, F or FALSE stand alone. For braces in a text write \\{ and \\}."
        )
        raise Unreadable(sentence, content.line)
    if found := _TORN_TAG.search(signs):
        sentence = _("The = within this tag would begin an answer. Write \\= for the sign itself.")
        raise Unreadable(sentence, content.cut(found.start()).line)
    parts = split_answers(content)
    if any(part.masked[0] == "~" for part in parts):
        return _read_choice([read_answer(part) for part in parts], reading)
    with_arrow = [ARROW in part.masked.partition("#")[0] for part in parts]
    if all(with_arrow):
        return _read_matching(parts, reading)
    if any(with_arrow):
        sentence = _("This pair has no arrow (->) between its two sides.")
        raise Unreadable(sentence, parts[with_arrow.index(False)].line)
    return _read_short([read_answer(part) for part in parts], reading)


def _read_true_false(content: Piece, reading: Reading) -> Content:
    """Moodle's order: the first feedback is for the wrong answer, the second for the right."""
    ends = [found.start() for found in re.finditer("#", content.masked)]
    if len(ends) > 2:
        sentence = _("There are more than two feedbacks. Write \\# for the sign itself.")
        raise Unreadable(sentence, content.line)
    right = _TRUE_FALSE[content.masked.partition("#")[0].strip().upper()]
    ends.append(len(content.raw))
    given = [content.cut(start + 1, end) for start, end in pairwise(ends)]
    wrong, good = map(reading.feedback, [*given, None, None][:2])
    data = {
        "right": right,
        "feedback_true": good if right else wrong,
        "feedback_false": wrong if right else good,
    }
    return Content("true_false", data)


def _read_matching(parts: list[Piece], reading: Reading) -> Content:
    pairs, lines, distractors = [], [], []
    for part in parts:
        prompt, answer = _read_pair(part, reading)
        if prompt.text:
            pairs.append({"prompt": prompt, "answer": answer})
            lines.append(part.line)
        else:
            distractors.append(answer)
    if len(pairs) < 2:
        raise Unreadable(_("To match, a question needs at least two pairs."), parts[0].line)
    return Content("matching", {"pairs": pairs, "distractors": distractors}, lines)


def _read_pair(part: Piece, reading: Reading) -> tuple[Said, Said]:
    if "#" in part.masked:
        sentence = _("A pair has no feedback of its own. Write \\# for the sign itself.")
        raise Unreadable(sentence, part.line)
    at = part.masked.index(ARROW)
    prompt = reading.text(part.cut(1, at))
    answer = Said(read_words(part.cut(at + len(ARROW))), reading.default, is_words=True)
    if not answer.text:
        raise Unreadable(_("Behind the arrow (->) nothing stands to match."), part.line)
    return prompt, answer


# --- Choices ----------------------------------------------------------------------------------


def _read_choice(answers: Sequence[Answer], reading: Reading) -> Content:
    """As in Moodle, a single right answer where there is any `=`. Raises `Unreadable`."""
    refuse_empty(answers)
    if len(answers) < 2:
        raise Unreadable(_("A choice needs at least two answers."), answers[0].line)
    if any(one.sign == "=" for one in answers):
        content = Content("single_choice", {})
        right = _find_right(answers, reading)
        rights = [one is right for one in answers]
        kept = [None if one is right else reading.share(one) for one in answers]
    else:
        shares = [one.credit or 0.0 for one in answers]
        penalty = any(credit < 0 for credit in shares)
        content = Content("multiple_choice", {"marking": "penalty" if penalty else "partial"})
        rights = [credit > 0 for credit in shares]
        kept = _read_shares(answers, shares, reading)
    content.data["answers"] = [
        {
            "text": reading.text(one.body),
            "right": right,
            "credit": credit,
            "feedback": reading.feedback(one.feedback),
        }
        for one, right, credit in zip(answers, rights, kept, strict=True)
    ]
    content.lines = [one.line for one in answers]
    return content


def _find_right(answers: Sequence[Answer], reading: Reading) -> Answer:
    """The one right answer."""
    for one in answers:
        if one.sign == "=" and one.credit not in (None, 100):
            sentence = _(
                "A right answer (=) of a choice counts in full. Write ~ before one that is partly "
                "right, and a backslash before a per cent sign in a text."
            )
            raise Unreadable(sentence, one.line)
    rights = [one for one in answers if one.sign == "=" or one.credit == 100]
    if len(rights) > 1:
        sentence = _(
            "This question has several right answers (=). Write \\= for an equals sign in a text, "
            "or give each of several right answers a weight such as ~%50%."
        )
        raise Unreadable(sentence, rights[1].line)
    [right] = rights
    partial = [credit for one in answers if one is not right and (credit := one.credit or 0) > 0]
    if len(partial) > 1 and sum(partial) >= _NEARLY_ALL:
        sentence = _(
            "The weights make 100 per cent without the right answer (=). If that = is a sign in a "
            "text, write \\=."
        )
        reading.warn(right.line, sentence)
    return right


def _read_shares(
    answers: Sequence[Answer], shares: Sequence[float], reading: Reading
) -> list[float | None]:
    """The credits of a multiple choice. Weights that share the mark evenly are left out: the
    question does that by itself."""
    gained = sum(credit for credit in shares if credit > 0)
    penalty = any(credit < 0 for credit in shares)
    line = answers[0].line
    if not gained:
        sentence = _(
            "This question has no right answer. Write = before it, or give each of several right "
            "answers a weight such as ~%50%."
        )
        raise Unreadable(sentence, line)
    weights = [one.weight or "0" for one in answers]
    right = [weight for weight, credit in zip(weights, shares, strict=True) if credit > 0]
    wrong = [weight for weight, credit in zip(weights, shares, strict=True) if credit <= 0]
    if read_equal_weights(right) and (not penalty or read_equal_weights(wrong)):
        return [None] * len(answers)
    if gained < _NEARLY_ALL:
        sentence = _("The right answers make %(sum)s per cent together; let them make 100.")
        raise Unreadable(sentence, line, sum=f"{gained:g}")
    if gained > _TOO_MUCH:
        sentence = _(
            "The right answers make %(sum)s per cent together. Whoever reaches 100 has the full "
            "mark."
        )
        reading.warn(line, sentence % {"sum": f"{gained:g}"})
    # With penalties a wrong answer without a credit would cost something.
    return [credit if credit or penalty else None for credit in shares]


# --- Short answers and numbers ----------------------------------------------------------------


def _read_short(answers: Sequence[Answer], reading: Reading) -> Content:
    """Raises `Unreadable`."""
    refuse_empty(answers)
    accepted = [
        _accept(one, reading, _credit(one, reading), text=read_unformatted(one.body))
        for one in answers
    ]
    for one, kept in zip(answers, accepted, strict=True):
        if catches_all(kept["text"]):
            _check_catch_all(one, kept["credit"])
    return _make_content("short_answer", answers, accepted)


def _read_numeric(content: Piece, reading: Reading) -> Content:
    """What stands behind `{#`. Raises `Unreadable`."""
    first = content.cut(0, find_first_sign(content))
    answers = read_answers(content)
    if first.raw.strip():
        answers.insert(0, read_answer(first, sign="="))
    accepted = [_read_number_answer(one, reading) for one in answers]
    if all(one["value"] == ANY for one in accepted):
        raise Unreadable(_("Behind {# the right number is missing."), content.line)
    return _make_content("numeric", answers, accepted)


def _read_number_answer(answer: Answer, reading: Reading) -> dict[str, Any]:
    text = read_unformatted(answer.body)
    if answer.sign == "~":
        if text not in ("", ANY) or answer.credit:
            sentence = _(
                "Behind ~ stands only the feedback for any other number: ~#feedback. Write = "
                "before a number, with a weight such as =%50%3 where it is partly right."
            )
            raise Unreadable(sentence, answer.line)
        return _accept(answer, reading, 0.0, value=ANY)
    credit = _credit(answer, reading)
    if text == ANY:
        _check_catch_all(answer, credit)
        return _accept(answer, reading, 0.0, value=ANY)
    return _accept(answer, reading, credit, **_read_value(text, answer.line))


def _read_value(text: str, line: int) -> dict[str, str]:
    """A number with or without a tolerance, or a range. Raises `Unreadable`."""
    if not text:
        raise Unreadable(_("The number is missing here."), line)
    is_range = RANGE in text
    first, sign, second = text.partition(RANGE if is_range else ":")
    one, other = read_number(first), read_number(second if sign else "0")
    if one is None or other is None:
        sentence = _(
            "“%(text)s” is no number as GIFT writes it. Write 8500 or 8.5, with a point and "
            "nothing between thousands; 8.5:0.1 with a tolerance; 8..9 for a range."
        )
        raise Unreadable(sentence, line, text=text[:60])
    if is_range:
        if Decimal(one) > Decimal(other):
            sentence = _("This range goes from high to low; write the lower end first.")
            raise Unreadable(sentence, line)
        return {"value": "", "low": one, "high": other}
    if other.startswith("-"):
        raise Unreadable(_("A tolerance is never below 0."), line)
    return {"value": one, "tolerance": other}


def _accept(answer: Answer, reading: Reading, credit: float, **fields: str) -> dict[str, Any]:
    return {**fields, "credit": credit, "feedback": reading.feedback(answer.feedback)}


def _credit(answer: Answer, reading: Reading) -> float:
    """An accepted answer gives the full mark unless it says less."""
    return 100.0 if answer.credit is None else reading.share(answer) or 0.0


def _check_catch_all(answer: Answer, credit: float) -> None:
    if credit:
        sentence = _("A * alone takes any answer: let it count nothing, as in =%0%*.")
        raise Unreadable(sentence, answer.line)


def _make_content(
    slug: str, answers: Sequence[Answer], accepted: Sequence[dict[str, Any]]
) -> Content:
    if not any(one["credit"] == 100 for one in accepted):
        sentence = _("No answer counts 100 per cent, so nobody can get the full mark.")
        raise Unreadable(sentence, answers[0].line)
    return Content(slug, {"answers": accepted}, [one.line for one in answers])


# --- Missing words ----------------------------------------------------------------------------


def make_gap(content: Content) -> Content | None:
    """The same question as one with a gap; None where that can't be."""
    kind = _KINDS.get(content.type)
    if kind is None:
        return None
    answers = [_make_answer(kind, one) for one in content.data["answers"]]
    gap = {"name": NAME, "kind": kind, "answers": answers}
    lines = [content.lines[0], *content.lines]
    return Content("gaps", {"gaps": [gap]}, lines, content.feedback)


def _make_answer(kind: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    text, tolerance, credit = answer.get("text"), answer.get("tolerance"), answer["credit"]
    if kind == "choice":
        credit = 100.0 if answer["right"] else credit or 0.0
    if kind == "numeric":
        text = answer["value"]
        if not text:
            text, tolerance = find_middle(Decimal(answer["low"]), Decimal(answer["high"]))
    return {
        "text": text,
        "credit": credit,
        "tolerance": tolerance,
        "feedback": answer["feedback"],
    }
