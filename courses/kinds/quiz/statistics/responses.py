"""What was answered: each answer to a question, how often, and what it is worth."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from courses.kinds.quiz.statistics.sheets import Sheet

#: Of answers in free words only the most frequent are listed.
LISTED = 30
_RIGHT, _WRONG = 1 - 1e-9, 1e-9

#: An answer's words and what it is worth.
_Given = tuple[str, float | None]


@dataclass(frozen=True, slots=True)
class Response:
    """One answer in its words ("" where nothing was answered), given `count` times, a `share` of
    0..1 of all. `credit` is its worth of 0..1, None while nobody marked it. The same words may be
    worth different things, such as one number under two draws: then each is a response."""

    text: str
    count: int
    share: float
    credit: float | None

    @property
    def percent(self) -> int:
        return int(100 * self.share + 0.5)

    @property
    def right(self) -> bool:
        return self.credit is not None and self.credit > _RIGHT

    @property
    def wrong(self) -> bool:
        return self.credit is not None and self.credit < _WRONG

    @property
    def partly(self) -> bool:
        return self.credit is not None and not (self.right or self.wrong)


@dataclass(frozen=True, slots=True)
class Responses:
    """The answers to one question, the most frequent first; `others` more are not listed."""

    question: str
    count: int
    listed: list[Response]
    others: int


def count_responses(sheets: Iterable[Sheet], *, listed: int = LISTED) -> dict[str, Responses]:
    """The answers to each question, over all given sheets, also those that wait for a mark."""
    counts: defaultdict[str, Counter[_Given]] = defaultdict(Counter)
    for sheet in sheets:
        for question in sheet.marks:
            credit = sheet.credits.get(question)
            worth = None if credit is None else round(credit, 9)
            counts[question][sheet.answers.get(question, ""), worth] += 1
    return {question: _list(question, found, listed) for question, found in counts.items()}


def _list(question: str, found: Counter[_Given], listed: int) -> Responses:
    whole = found.total()
    # The most frequent first; of the same words, what is worth more.
    ordered = sorted(
        found.items(),
        key=lambda item: (-item[1], item[0][0], item[0][1] is None, -(item[0][1] or 0.0)),
    )
    return Responses(
        question,
        whole,
        [
            Response(text, count, count / whole, credit)
            for (text, credit), count in ordered[:listed]
        ],
        sum(count for _given, count in ordered[listed:]),
    )
