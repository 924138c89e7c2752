"""What the attempts say about each question: classical item analysis."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from courses.kinds.quiz.statistics.moments import (
    SAME,
    correlation,
    covariance,
    deviation,
    mean,
    variance,
)
from courses.kinds.quiz.statistics.parts import take_apart
from courses.kinds.quiz.statistics.sheets import Sheet, marked_sheets


@dataclass(frozen=True, slots=True)
class Item:
    """The figures of one question, in per cent, over the `asked` attempts that asked it; None
    where one is undefined. `negative` says that there is no effective weight because the
    question's marks run against the totals; `drawn`, because not every attempt asked it."""

    question: str
    asked: int
    facility: float | None
    deviation: float | None
    guess: float | None
    intended_weight: float | None
    effective_weight: float | None
    negative: bool
    drawn: bool
    discrimination: float | None
    efficiency: float | None


def analyse_items(
    sheets: Sequence[Sheet], *, guesses: Mapping[str, float | None] | None = None
) -> list[Item]:
    """Each question that marked sheets asked, in the order of first appearance.

    `guesses` is the mean score by chance, 0..1, by question.
    """
    marked = marked_sheets(sheets)
    effective = _effective_weights(marked)
    columns: defaultdict[str, _Column] = defaultdict(_Column)
    for sheet in marked:
        _add(columns, sheet)
    return [
        Item(
            question=question,
            asked=len(column.scores),
            facility=_per_cent(mean(column.scores)),
            deviation=_per_cent(deviation(column.scores)),
            guess=_per_cent((guesses or {}).get(question)),
            intended_weight=_per_cent(mean(column.intended)),
            effective_weight=_per_cent(effective.get(question)),
            negative=question in effective and effective[question] is None,
            drawn=len(column.scores) < len(marked),
            discrimination=_per_cent(correlation(column.beside, column.rests)),
            efficiency=_per_cent(_efficiency(column)),
        )
        for question, column in columns.items()
    ]


@dataclass(slots=True)
class _Column:
    """One question in the attempts that asked it: its scores of 0..1 and its shares of all weight.

    `rests` are what an attempt's other questions make of their weight, 0..1, so that attempts with
    different others can be compared, and `beside` are the scores that stand beside them. An
    attempt without weight elsewhere has no rest.
    """

    scores: list[float] = field(default_factory=list)
    intended: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    rests: list[float] = field(default_factory=list)


def _add(columns: Mapping[str, _Column], sheet: Sheet) -> None:
    points, weight = sheet.points, sheet.weight
    total = math.fsum(points.values())
    for question, mark in sheet.marks.items():
        column = columns[question]
        score, own = mark or 0.0, sheet.weights[question]
        column.scores.append(score)
        if weight:
            column.intended.append(own / weight)
        if weight - own > SAME:
            column.beside.append(score)
            column.rests.append((total - points[question]) / (weight - own))


def _efficiency(column: _Column) -> float | None:
    """The covariance with the rest beside the largest that these scores and rests could have."""
    found = covariance(column.beside, column.rests)
    largest = covariance(sorted(column.beside), sorted(column.rests))
    return found / largest if found is not None and largest else None


def _effective_weights(sheets: Sequence[Sheet]) -> dict[str, float | None]:
    """The share, 0..1, of each question that all sheets asked in the spread of the totals: the
    root of its covariance with them, beside the sum of all such roots. None where it is negative;
    a negative one adds nothing to the sum."""
    parts = take_apart(sheets)
    totals = [math.fsum(column) for column in zip(*(p.shares for p in parts or ()), strict=True)]
    if not parts or not variance(totals):
        return {}
    together = [(part.question, covariance(part.shares, totals) or 0.0) for part in parts]
    whole = math.fsum(math.sqrt(max(0.0, found)) for _question, found in together)
    return {
        question: math.sqrt(found) / whole if found >= 0 else None
        for question, found in together
        if question is not None
    }


def _per_cent(value: float | None) -> float | None:
    return None if value is None else 100 * value
