"""A quiz's settings as plain values, read from its block."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

#: How long after its end an answer is still taken: the time that a slow connection needs.
GRACE = timedelta(seconds=60)


class Behaviour(Enum):
    """When somebody learns whether an answer was right."""

    IMMEDIATE = "immediate"
    DEFERRED = "deferred"
    TRIES = "tries"


class Counts(Enum):
    """Which of a person's attempts counts."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"
    MEAN = "mean"


class Review(Enum):
    """What a finished attempt shows."""

    ANSWERS = "answers"
    MARKS = "marks"
    FEEDBACK = "feedback"
    RIGHT = "right"


class Role(Enum):
    """A quiz that measures, before or after: the two of a pair are compared in reports."""

    NONE = ""
    BEFORE = "pre"
    AFTER = "post"


@dataclass(frozen=True, slots=True)
class Rules:
    """How a quiz is sat. `pass_mark` is in per cent; `attempts`, `minutes` and `offline_hours` are
    0 for "no limit" (the last: for "not at all")."""

    behaviour: Behaviour = Behaviour.IMMEDIATE
    question_tries: int = 3
    shuffle_questions: bool = False
    shuffle_answers: bool = False
    pass_mark: int = 60
    attempts: int = 0
    counts: Counts = Counts.BEST
    minutes: int = 0
    offline_hours: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    review: frozenset[Review] = frozenset({Review.ANSWERS, Review.MARKS, Review.FEEDBACK})
    review_closed: frozenset[Review] = frozenset(Review)
    role: Role = Role.NONE
    pair: str = ""

    @property
    def timely(self) -> bool:
        return bool(self.opens_at or self.closes_at)

    @property
    def limited(self) -> bool:
        """Whether time is measured: then it is the server's clock that counts."""
        return self.timely or bool(self.minutes)

    def opened(self, now: datetime) -> bool:
        return self.opens_at is None or self.opens_at <= now

    def closed(self, now: datetime) -> bool:
        return self.closes_at is not None and now > self.closes_at

    def shown(self, now: datetime) -> frozenset[Review]:
        """What a finished attempt shows at this moment. What comes with the closing waits until no
        answer can come any more."""
        over = self.closes_at is not None and now > self.closes_at + self.latest
        return self.review | self.review_closed if over else self.review

    @property
    def released_from(self) -> datetime | None:
        """When the marks are released; None where they are shown at once or never."""
        if Review.MARKS in self.review or self.unreleased:
            return None
        return self.closes_at and self.closes_at + self.latest

    @property
    def unreleased(self) -> bool:
        """Whether nobody is ever shown their marks. Such a quiz is done once it is handed in:
        "done" for those alone who reach the pass mark would tell them apart."""
        later = self.review_closed if self.closes_at else frozenset[Review]()
        return Review.MARKS not in self.review | later

    @property
    def latest(self) -> timedelta:
        """How long after its end an answer may still come."""
        return GRACE + timedelta(hours=self.offline_hours)


_DEFAULTS = Rules()


def read_rules(value: Mapping[str, Any]) -> Rules:
    """The rules in a quiz block's value; what is missing has its default."""
    return Rules(
        behaviour=Behaviour(value.get("behaviour") or Behaviour.IMMEDIATE.value),
        question_tries=value.get("question_tries") or _DEFAULTS.question_tries,
        shuffle_questions=bool(value.get("shuffle_questions")),
        shuffle_answers=bool(value.get("shuffle_answers")),
        pass_mark=_or(value.get("pass_mark"), _DEFAULTS.pass_mark),
        attempts=value.get("tries") or 0,
        counts=Counts(value.get("counts") or Counts.BEST.value),
        minutes=value.get("minutes") or 0,
        offline_hours=_or(value.get("offline_hours"), _DEFAULTS.offline_hours),
        opens_at=_moment(value.get("opens_at")),
        closes_at=_moment(value.get("closes_at")),
        review=_reviews(value.get("review"), _DEFAULTS.review),
        review_closed=_reviews(value.get("review_closed"), _DEFAULTS.review_closed),
        role=Role(value.get("role") or ""),
        pair=(value.get("pair") or "").strip(),
    )


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _reviews(value: Any, default: frozenset[Review]) -> frozenset[Review]:
    return default if value is None else frozenset(Review(one) for one in value)


def _moment(value: Any) -> datetime | None:
    """A time as the block gives it or as JSON keeps it."""
    if isinstance(value, str):
        value = parse_datetime(value)
    if value is None:
        return None
    return make_aware(value) if is_naive(value) else value
