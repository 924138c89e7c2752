"""What each answer of a choice counts, also where that is left to the question: to write it, and
to compare."""

from collections.abc import Mapping, Sequence
from typing import Any

PENALTY, ALL_OR_NOTHING = "penalty", "all_or_nothing"


def share_credits(answers: Sequence[Mapping[str, Any]], marking: str) -> list[float]:
    """The per cent that each answer counts, as its type works them out; `marking` is "" where one
    answer is chosen."""
    right = sum(bool(one["right"]) for one in answers)
    if not marking:
        return [100.0 if one["right"] else one.get("credit") or 0.0 for one in answers]
    if marking == ALL_OR_NOTHING:
        return [100.0 * bool(one["right"]) for one in answers]
    wrong = len(answers) - right
    for_wrong = -100 / wrong if marking == PENALTY and wrong else 0.0
    return [
        (100 / right if one["right"] else for_wrong) if (own := one.get("credit")) is None else own
        for one in answers
    ]
