"""What was answered: each answer to a question, how often, and what it is worth."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from courses.kinds.quiz.statistics.moments import mean
from courses.kinds.quiz.statistics.sheets import Sheet

#: Of answers in free words only the most frequent are listed.
LISTED = 30
_RIGHT, _WRONG = 1 - 1e-9, 1e-9


@dataclass(frozen=True, slots=True)
class Response:
    """One answer in its words ("" where nothing was answered), given `count` times, a `share` of
    0..1 of all. `credit` is its mean worth of 0..1, None while nobody marked it."""

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
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    worth: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for sheet in sheets:
        for question in sheet.marks:
            text = sheet.answers.get(question, "")
            counts[question][text] += 1
            credit = sheet.credits.get(question)
            if credit is not None:
                worth[question, text].append(credit)
    return {question: _list(question, found, worth, listed) for question, found in counts.items()}


def _list(
    question: str,
    found: Counter[str],
    worth: defaultdict[tuple[str, str], list[float]],
    listed: int,
) -> Responses:
    whole = found.total()
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return Responses(
        question,
        whole,
        [
            Response(text, count, count / whole, mean(worth.get((question, text), ())))
            for text, count in ordered[:listed]
        ],
        sum(count for _text, count in ordered[listed:]),
    )
