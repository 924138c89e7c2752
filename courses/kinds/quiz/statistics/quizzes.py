"""Which quizzes there are, which two make a pair, and how each stands."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from courses.activities import placement
from courses.activities.placement import Spot
from courses.kinds.quiz.attempts import read_attempts
from courses.kinds.quiz.rules import Role, read_rules
from courses.progress.queries import states_of_kind

KIND = "quiz"


def find_quizzes(language: str) -> list[Spot]:
    """Every published quiz once, in one query: in this language where it has been translated."""
    return _once(placement.spots(KIND), language)


def find_quiz(lesson_key: uuid.UUID, activity_id: str, language: str) -> Spot | None:
    """One published quiz, in one query."""
    spots = _once(placement.spots(KIND, lesson_key), language)
    return next((one for one in spots if one.activity_id == activity_id), None)


def find_twin(spot: Spot) -> Spot | None:
    """The post-test of a pre-test and the other way round, in one query; None where it has none, or
    several that nothing tells apart. A copied course has a pair of the same name: its own counts.
    """
    rules = read_rules(spot.value)
    if rules.role is Role.NONE or not rules.pair:
        return None
    wanted = Role.AFTER if rules.role is Role.BEFORE else Role.BEFORE
    name = rules.pair.casefold()
    twins = []
    for one in _once(placement.spots(KIND), spot.language):
        its = read_rules(one.value)
        if its.role is wanted and its.pair.casefold() == name:
            twins.append(one)
    near = [one for one in twins if one.course_title == spot.course_title]
    found = near or twins
    return found[0] if len(found) == 1 else None


def _once(spots: Iterable[Spot], language: str) -> list[Spot]:
    found: dict[tuple[uuid.UUID, str], Spot] = {}
    for spot in spots:
        key = (spot.lesson_key, spot.activity_id)
        if key not in found or spot.language == language:
            found[key] = spot
    return list(found.values())


@dataclass(slots=True)
class Summary:
    """A quiz in the list: people who began it, their finished attempts, how many people wait for a
    mark, and the mean (0..1) of the scores that count."""

    people: int = 0
    finished: int = 0
    waiting: int = 0
    scores: list[float] = field(default_factory=list)

    @property
    def mean(self) -> float | None:
        return sum(self.scores) / len(self.scores) if self.scores else None


def summarise(
    spots: Iterable[Spot], *, without: Collection[Any] = ()
) -> dict[tuple[uuid.UUID, str], Summary]:
    """The summaries of these quizzes by (lesson key, activity id), in one query for all of them."""
    summaries = {(one.lesson_key, one.activity_id): Summary() for one in spots}
    keys = {lesson_key for lesson_key, _activity_id in summaries}
    for learner, lesson_key, activity_id, state in states_of_kind(KIND, keys):
        summary = summaries.get((lesson_key, activity_id))
        if summary is None or learner in without or not (attempts := read_attempts(state)):
            continue
        summary.people += 1
        summary.finished += sum(attempt.finished for attempt in attempts)
        summary.waiting += state.waiting
        if state.score is not None:
            summary.scores.append(state.score)
    return summaries
