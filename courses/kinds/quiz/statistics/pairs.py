"""Before and after: the same people in a pre-test and its post-test, person by person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from courses.kinds.quiz.statistics.moments import SAME, mean, median
from courses.kinds.quiz.statistics.sheets import Sheet, Which, choose_sheets, marked_sheets


@dataclass(frozen=True, slots=True)
class Pairs:
    """`paired` people who have both; medians and the median of their differences in per cent, None
    without anybody. Those who have only one of the two are counted apart and are in no figure."""

    paired: int
    only_before: int
    only_after: int
    median_before: float | None
    median_after: float | None
    median_difference: float | None
    improved: int
    equal: int
    worse: int


def pair_sheets(
    before: Iterable[Sheet], after: Iterable[Sheet], *, which: Which = Which.COUNTED
) -> Pairs:
    """Compare each person with themselves. Where several attempts of a person are chosen, their
    mean is that person's score; attempts that wait for a mark are not there yet."""
    first, second = _scores(before, which), _scores(after, which)
    both = sorted(first.keys() & second.keys(), key=str)
    differences = [second[one] - first[one] for one in both]
    return Pairs(
        paired=len(both),
        only_before=len(first) - len(both),
        only_after=len(second) - len(both),
        median_before=_per_cent(median([first[one] for one in both])),
        median_after=_per_cent(median([second[one] for one in both])),
        median_difference=_per_cent(median(differences)),
        improved=sum(one > SAME for one in differences),
        equal=sum(abs(one) <= SAME for one in differences),
        worse=sum(one < -SAME for one in differences),
    )


def _scores(sheets: Iterable[Sheet], which: Which) -> dict[Any, float]:
    totals: defaultdict[Any, list[float]] = defaultdict(list)
    for sheet in marked_sheets(choose_sheets(sheets, which)):
        if sheet.total is not None:
            totals[sheet.learner].append(sheet.total)
    return {learner: mean(own) or 0.0 for learner, own in totals.items()}


def _per_cent(value: float | None) -> float | None:
    return None if value is None else 100 * value
