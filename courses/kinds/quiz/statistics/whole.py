"""What the attempts say about the quiz as a whole."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from courses.kinds.quiz.statistics.moments import (
    deviation,
    kurtosis,
    mean,
    median,
    skewness,
    variance,
)
from courses.kinds.quiz.statistics.parts import take_apart
from courses.kinds.quiz.statistics.sheets import Sheet, marked_sheets


@dataclass(frozen=True, slots=True)
class Whole:
    """The figures of a quiz over `count` marked attempts; None where one is undefined.

    All but `skewness` and `kurtosis` are in per cent. `waiting` attempts wait for a trainer and are
    in no figure. `even` says whether every attempt was asked as many questions: without that there
    is no internal consistency.
    """

    count: int
    waiting: int
    even: bool
    mean: float | None
    median: float | None
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    consistency: float | None
    error_ratio: float | None
    standard_error: float | None


_NOISE = 1e-12


def analyse_whole(sheets: Sequence[Sheet]) -> Whole:
    """The figures of these sheets; those that wait for a mark are only counted."""
    marked = marked_sheets(sheets)
    totals = [sheet.total for sheet in marked if sheet.total is not None]
    spread = deviation(totals)
    alpha = _consistency(marked)
    # A root makes much of the last digits: what is left of 1 by rounding alone is nothing.
    rest = 0.0 if alpha is None or 1 - alpha < _NOISE else 1 - alpha
    ratio = None if alpha is None else math.sqrt(rest)
    return Whole(
        count=len(marked),
        waiting=len(sheets) - len(marked),
        even=len({len(sheet.marks) for sheet in marked}) <= 1,
        mean=_per_cent(mean(totals)),
        median=_per_cent(median(totals)),
        deviation=_per_cent(spread),
        skewness=skewness(totals),
        kurtosis=kurtosis(totals),
        consistency=_per_cent(alpha),
        error_ratio=_per_cent(ratio),
        standard_error=None if ratio is None or spread is None else 100 * ratio * spread,
    )


def _consistency(sheets: Sequence[Sheet]) -> float | None:
    """Cronbach's alpha over the parts that count, at most 1; None for fewer than two parts."""
    parts = [part for part in take_apart(sheets) or () if part.counts]
    count = len(parts)
    totals = [math.fsum(column) for column in zip(*(part.shares for part in parts), strict=True)]
    whole = variance(totals)
    if count < 2 or not whole:
        return None
    inner = math.fsum(variance(part.shares) or 0.0 for part in parts)
    return count / (count - 1) * (1 - inner / whole)


def _per_cent(value: float | None) -> float | None:
    return None if value is None else 100 * value
