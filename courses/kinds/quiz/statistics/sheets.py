"""A finished attempt as plain numbers, and which of a person's attempts are looked at."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby
from typing import Any

from courses.kinds.quiz.rules import Counts


@dataclass(frozen=True, slots=True)
class Sheet:
    """One finished attempt.

    `total` and the `marks` (by question id, in the order in which they were asked) are 0..1; a mark
    is None while it waits for a trainer, and then so is the total. What was not answered has mark
    0. `credits` are what the answers themselves are worth, before penalties for further tries;
    `answers` their words, "" where nothing was answered.
    """

    learner: Any
    total: float | None
    marks: Mapping[str, float | None]
    weights: Mapping[str, float]
    number: int = 1
    counts: Counts = Counts.BEST
    seconds: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    credits: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def marked(self) -> bool:
        """Whether nothing waits for a trainer."""
        return self.total is not None and None not in self.marks.values()

    @property
    def points(self) -> dict[str, float]:
        """What each mark is worth, in the unit of the weights."""
        return {one: self.weights[one] * (mark or 0.0) for one, mark in self.marks.items()}

    @property
    def weight(self) -> float:
        """All weights together."""
        return math.fsum(self.weights[one] for one in self.marks)


class Which(Enum):
    """Which attempts of a person are looked at; the value is the page's filter.

    Every figure takes attempts for independent of each other, which several of one person are not:
    somebody who comes again has seen the answers. So the first ones say most about questions.
    """

    FIRST = "first"
    COUNTED = "counted"
    BEST = "best"
    LAST = "last"
    ALL = "all"


def choose_sheets(sheets: Iterable[Sheet], which: Which) -> list[Sheet]:
    """The sheets to look at, by person; those that wait for a mark may be among them."""
    ordered = sorted(sheets, key=lambda sheet: (str(sheet.learner), sheet.number))
    chosen: list[Sheet] = []
    for _learner, group in groupby(ordered, key=lambda sheet: sheet.learner):
        chosen += _choose(list(group), which)
    return chosen


def marked_sheets(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Those that can be computed with: nothing in them waits for a trainer."""
    return [sheet for sheet in sheets if sheet.marked]


def _choose(own: Sequence[Sheet], which: Which) -> Sequence[Sheet]:
    if which is Which.ALL:
        return own
    if which is Which.FIRST:
        return own[:1]
    if which is Which.LAST:
        return own[-1:]
    marked = marked_sheets(own)
    if not marked:
        return own[:1]
    # As for the score that the person is told: the latest rule, over the attempts that are marked.
    rule = Counts.BEST if which is Which.BEST else own[-1].counts
    if rule is Counts.MEAN:
        return marked
    if rule is Counts.FIRST:
        return marked[:1]
    if rule is Counts.LAST:
        return marked[-1:]
    return [max(marked, key=lambda sheet: sheet.total or 0.0)]
