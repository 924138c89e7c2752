"""Where an activity stands, for kinds with steps of their own.

A kind can't import the catalog, which stands above it. It asks here instead; the catalog sets
its answer when it is ready, so that arrows keep pointing down.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from courses.activities.contract import State


@dataclass(frozen=True, slots=True)
class Place:
    """One activity as one person finds it. `refusal` says why an answer would not be taken."""

    lesson_key: uuid.UUID
    activity_id: str
    kind: str
    value: Any
    state: State
    lesson_title: str
    url: str
    refusal: str = ""

    @property
    def may_answer(self) -> bool:
        return not self.refusal


@dataclass(frozen=True, slots=True)
class Spot:
    """One published activity, whoever looks. `url` leads to it on its lesson's page."""

    lesson_key: uuid.UUID
    activity_id: str
    kind: str
    value: Any
    lesson_title: str
    course_title: str
    language: str
    url: str


class NoSuchPlace(LookupError):
    """There is no such activity, or this person may not read it: a view answers 404."""


class Placement(Protocol):
    def find(self, person: Any, lesson_key: uuid.UUID, activity_id: str) -> Place:
        """The place of an activity that `person` may read. Raises `NoSuchPlace`."""
        ...

    def spots(self, kind: str, lesson_key: uuid.UUID | None) -> Iterator[Spot]:
        """The activities of a kind, as `spots` says."""
        ...


_placement: Placement | None = None


def fulfil(placement: Placement) -> None:
    """Called once, by the app that knows lessons, when it is ready."""
    global _placement
    _placement = placement


def find(person: Any, lesson_key: uuid.UUID, activity_id: str) -> Place:
    """The place of an activity that `person` may read. Raises `NoSuchPlace`."""
    if _placement is None:
        raise NoSuchPlace("No installed app knows where lessons are.")
    return _placement.find(person, lesson_key, activity_id)


def spots(kind: str, lesson_key: uuid.UUID | None = None) -> Iterator[Spot]:
    """Every published activity of a kind, or those of one lesson, by course and lesson, in one
    query: for those who look after them, not for learners. A translated lesson comes once for each
    of its languages, the site's main language first."""
    return iter(()) if _placement is None else _placement.spots(kind, lesson_key)
