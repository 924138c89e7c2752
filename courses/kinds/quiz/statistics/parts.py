"""The parts that attempts have in common, so that their totals can be taken apart.

A question that every attempt asked is a part of its own. The others were drawn, and attempts have
different ones; where every attempt has as many of them, the first drawn of each make a part, the
second another, and so on. Where attempts differ in their number of questions, there are no parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from courses.kinds.quiz.statistics.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Part:
    """What one part added to each attempt's total, 0..1, in the order of the attempts.

    `question` is None for a part of drawn questions; `counts` is False where it has no weight in
    any attempt.
    """

    question: str | None
    shares: Sequence[float]
    counts: bool


def take_apart(sheets: Sequence[Sheet]) -> list[Part] | None:
    """The parts of marked sheets; None where they have none in common."""
    if not sheets or len({len(sheet.marks) for sheet in sheets}) > 1:
        return None
    common = [one for one in sheets[0].marks if all(one in sheet.marks for sheet in sheets)]
    known = frozenset(common)
    drawn = [[one for one in sheet.marks if one not in known] for sheet in sheets]
    columns: list[tuple[str | None, Sequence[str]]] = [
        (question, [question] * len(sheets)) for question in common
    ]
    columns += [(None, column) for column in zip(*drawn, strict=True)]
    shares = [_shares(sheet) for sheet in sheets]
    return [
        Part(
            question,
            [row[one] for row, one in zip(shares, column, strict=True)],
            any(sheet.weights[one] > 0 for sheet, one in zip(sheets, column, strict=True)),
        )
        for question, column in columns
    ]


def _shares(sheet: Sheet) -> dict[str, float]:
    """What each mark adds to a total of 0..1."""
    whole = sheet.weight
    return {one: points / whole if whole else 0.0 for one, points in sheet.points.items()}
