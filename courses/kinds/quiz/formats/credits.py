"""What each answer counts, also where that is left to the question: to write it, and to compare."""

from collections.abc import Mapping, Sequence
from typing import Any

PENALTY = "penalty"


def share_credits(answers: Sequence[Mapping[str, Any]], marking: str) -> list[float]:
    """The per cent that each answer of a multiple choice counts, as its type works them out."""
    right = sum(bool(one["right"]) for one in answers)
    wrong = len(answers) - right
    for_wrong = -100 / wrong if marking == PENALTY and wrong else 0.0
    return [_own(one, 100 / right if one["right"] else for_wrong) for one in answers]


def accepted_credits(answers: Sequence[Mapping[str, Any]]) -> list[float]:
    """What accepted words or numbers count: the full mark unless they say less."""
    return [_own(one, 100.0) for one in answers]


def _own(answer: Mapping[str, Any], default: float) -> float:
    credit = answer.get("credit")
    return default if credit is None else float(credit)
