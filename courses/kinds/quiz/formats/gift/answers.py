"""The answers of a GIFT question, cut apart but not yet understood, and what reading them needs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Unreadable
from courses.kinds.quiz.formats.gift.escapes import Piece
from courses.kinds.quiz.formats.gift.figures import BAD_WEIGHT, WEIGHT, read_weight
from courses.kinds.quiz.formats.gift.said import Said, read_text, read_unformatted

_SIGN = re.compile(r"[=~]")
_MAX_ANSWERS = 300


@dataclass(slots=True)
class Content:
    """What the braces say. `data` has the fields that GIFT knows, with `Said` where a question
    holds texts; `lines` are those of its parts, in the order of `schema.list_parts`."""

    type: str
    data: dict[str, Any]
    lines: list[int] = field(default_factory=list)
    feedback: Said | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One `=` or `~`, with what stands between it and the next. `weight` is as it is written."""

    sign: str
    weight: str | None
    body: Piece
    feedback: Piece | None

    @property
    def line(self) -> int:
        return self.body.line

    @property
    def credit(self) -> float | None:
        return None if self.weight is None else read_weight(self.weight)


@dataclass(frozen=True, slots=True)
class Reading:
    """One question that is read: `default` is the format of its texts that say none, `warn` takes
    a line and what is not kept."""

    default: str
    warn: Callable[[int, str], None]

    def text(self, piece: Piece) -> Said:
        return read_text(piece, self.default)

    def feedback(self, piece: Piece | None) -> Said:
        if piece is None:
            return Said("", self.default)
        return read_text(piece, self.default, is_long=True)

    def share(self, answer: Answer) -> float | None:
        """The credit of an answer where nothing can be taken away."""
        credit = answer.credit
        if credit is not None and credit < 0:
            sentence = _(
                "This weight is below 0, but here nothing can be taken away; the answer counts 0."
            )
            self.warn(answer.line, sentence)
            return None
        return credit


def read_answers(content: Piece) -> list[Answer]:
    """The answers from their signs on. Raises `Unreadable`."""
    return [read_answer(part) for part in split_answers(content)]


def split_answers(content: Piece) -> list[Piece]:
    """The answers, each from its sign on. What stands before the first is left out. Raises
    `Unreadable`."""
    starts = [found.start() for found in _SIGN.finditer(content.masked)]
    if len(starts) > _MAX_ANSWERS:
        sentence = _("This question has more than %(count)d answers.")
        raise Unreadable(sentence, content.line, count=_MAX_ANSWERS)
    return [content.cut(start, end) for start, end in pairwise([*starts, len(content.raw)])]


def find_first_sign(content: Piece) -> int:
    """Where the first answer begins; the length of it all where none does."""
    found = _SIGN.search(content.masked)
    return found.start() if found else len(content.raw)


def read_answer(part: Piece, sign: str = "") -> Answer:
    """An answer from its sign on, or without one where `sign` says which it is. Raises
    `Unreadable`."""
    rest = (part if sign else part.cut(1)).strip()
    weight = None
    if found := WEIGHT.match(rest.masked):
        weight, rest = found[1], rest.cut(found.end())
        if abs(float(weight)) > 100:
            sentence = _("A weight goes from -100 to 100 per cent; this is beyond.")
            raise Unreadable(sentence, part.line)
    elif BAD_WEIGHT.match(rest.masked):
        sentence = _("This is no weight. Write it like %50% or %33.3%, without spaces or commas.")
        raise Unreadable(sentence, part.line)
    at = rest.masked.find("#")
    end = len(rest.raw) if at < 0 else at
    # Its line is that of the sign, also where the text begins further down.
    body = Piece(rest.raw[:end], rest.masked[:end], part.line)
    return Answer(sign or part.masked[0], weight, body, None if at < 0 else rest.cut(at + 1))


def refuse_empty(answers: Sequence[Answer]) -> None:
    """Raises `Unreadable` where an answer says nothing."""
    for one in answers:
        if not read_unformatted(one.body):
            sentence = _("This answer is empty. Write \\= or \\~ for the sign itself.")
            raise Unreadable(sentence, one.line)
