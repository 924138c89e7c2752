"""Attempts at a quiz, folded from its events, and read again as plain values.

The state's detail is `{"questions": {digest: question}, "attempts": {"1": attempt, ...},
"granted": allowance}`. An attempt is::

    {"layout": {"asked": [{"id", "digest", "weight", "draw"}, ...], "started_at": time,
                "behaviour", "counts", "minutes", "language"},
     "answers": {question id: {"response", "score": 0..1 or None, "raw": 0..1 or None,
                               "try": number, "earlier": responses of the tries before,
                               "at": time, "event": id}},
     "marks": {question id: {"score", "comment", "rubric", "by", "digest", "at", "event",
                             "was": what a regrade replaced}},
     "finished_at": time or None, "passed": bool}

It holds the questions as they were asked, so an edit changes nothing that was answered; and it
holds right answers, so it never leaves the server. Where two events say different things of one
matter, one of them is chosen by number or time and id: the result is the same whatever the order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import cached_property

from courses.activities.contract import Event, State
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.rules import Behaviour, Counts
from courses.kinds.quiz.types.registry import types

#: What a person does: begin, answer, and reach the end.
STARTED, ANSWERED, FINISHED, PASSED, FAILED = (
    "initialized", "answered", "completed", "passed", "failed",
)  # fmt: skip
#: What a trainer does: mark an answer, mark again by a corrected key, allow more.
MARKED, REGRADED, ALLOWED = "scored", "regraded", "authorized"


# --- Reading ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands answered. `score` is what it is worth with its penalty, `raw` without. `earlier`
    are the responses of the tries before, where there may be several."""

    response: Any
    score: float | None
    raw: float | None
    number: int
    at: datetime
    earlier: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class GivenMark:
    """A mark given afterwards, by a trainer who read the answer or by a corrected key."""

    score: float | None
    comment: str
    rubric: Mapping[str, str]
    by: Any
    at: datetime
    #: Whether a trainer gave it, and not a corrected key.
    by_person: bool


class Asked:
    """A question in an attempt. It is read from what is stored only where somebody looks: an
    answer is decided by a few of its parts."""

    def __init__(
        self, place: Mapping[str, Any], stored: Mapping[str, Any], kept: Mapping[str, Any]
    ) -> None:
        self._kept, self._digest = kept, place["digest"]
        self._answer = stored["answers"].get(place["id"])
        self._mark = stored["marks"].get(place["id"])
        self.id: str = place["id"]
        self.draw: Mapping[str, Any] = place["draw"]
        self.weight: float = place["weight"]

    @cached_property
    def question(self) -> Question:
        """The question as it was asked."""
        return Question.from_json(self._kept[self._digest])

    @cached_property
    def marked_as(self) -> Question:
        """The question as it was marked: with a key that was corrected since, perhaps."""
        corrected = self._mark["digest"] if self._mark else ""
        return Question.from_json(self._kept[corrected]) if corrected else self.question

    @cached_property
    def answer(self) -> Answer | None:
        answer = self._answer
        return answer and Answer(
            answer["response"],
            answer["score"],
            answer["raw"],
            answer["try"],
            datetime.fromisoformat(answer["at"]),
            answer["earlier"],
        )

    @cached_property
    def mark(self) -> GivenMark | None:
        mark = self._mark
        return mark and GivenMark(
            mark["score"],
            mark["comment"],
            mark["rubric"],
            mark["by"],
            datetime.fromisoformat(mark["at"]),
            by_person=not mark["digest"],
        )

    @property
    def answered(self) -> bool:
        return self._answer is not None

    @property
    def score(self) -> float | None:
        """0..1; None where it was not answered or waits for a mark."""
        decided = self._mark or self._answer
        return decided["score"] if decided else None

    @property
    def waits(self) -> bool:
        return self.answered and self.score is None

    @cached_property
    def counts(self) -> bool:
        """False for what is only read."""
        slug = self._kept[self._digest]["type"]
        return slug not in types or types[slug].asked


class Attempt:
    """One attempt. Times are the server's, but for answers given without signal."""

    def __init__(
        self, number: int, stored: Mapping[str, Any], kept: Mapping[str, Any], *, followed: bool
    ) -> None:
        layout = stored["layout"]
        self._stored, self._kept, self._followed = stored, kept, followed
        self.number = number
        self.behaviour = Behaviour(layout["behaviour"])
        self.counts = Counts(layout["counts"])
        self.language: str = layout["language"]
        self.minutes: int = layout["minutes"]
        self.passed: bool = stored["passed"]

    @cached_property
    def asked(self) -> list[Asked]:
        places = self._stored["layout"]["asked"]
        return [Asked(place, self._stored, self._kept) for place in places]

    @cached_property
    def questions(self) -> list[Asked]:
        """Those that are answered, not only read."""
        return [one for one in self.asked if one.counts]

    @cached_property
    def started_at(self) -> datetime:
        return datetime.fromisoformat(self._stored["layout"]["started_at"])

    @cached_property
    def finished_at(self) -> datetime | None:
        """None for an attempt that is open. One that another followed is over in any case."""
        stored = self._stored["finished_at"]
        if not stored and self._followed:
            times = [answer["at"] for answer in self._stored["answers"].values()]
            stored = max([self._stored["layout"]["started_at"], *times])
        return datetime.fromisoformat(stored) if stored else None

    @property
    def finished(self) -> bool:
        return self._followed or self._stored["finished_at"] is not None

    @property
    def waiting(self) -> bool:
        """Whether a finished attempt waits for a trainer's mark."""
        return self.finished and any(one.waits for one in self.questions)

    @property
    def score(self) -> float | None:
        """0..1 of a finished attempt; None before, and while a mark is waited for."""
        return None if not self.finished or self.waiting else self.sum

    @property
    def sum(self) -> float:
        """What is certain of the score, 0..1: what is not answered or not marked counts 0."""
        whole = sum(one.weight for one in self.questions)
        if not whole:
            # Nothing weighs anything: it is enough to have answered all there is.
            return float(bool(self.questions) and all(one.answered for one in self.questions))
        return min(1.0, sum(one.weight * (one.score or 0) for one in self.questions) / whole)

    @property
    def seconds(self) -> int | None:
        if self.finished_at is None:
            return None
        return max(0, int((self.finished_at - self.started_at).total_seconds()))

    def find(self, question_id: str) -> Asked | None:
        return next((one for one in self.questions if one.id == question_id), None)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a trainer allowed one person beyond the quiz's rules."""

    minutes: int = 0
    attempts: int = 0


def score_tries(asked: Asked, key: Question, responses: Sequence[Any]) -> float | None:
    """What tries at one question are worth by this key: the best of them, each less the penalty of
    the wrong ones before it. None where a person has to read the answer."""
    scores = [types[key.type].mark(key, asked.draw, response).score for response in responses]
    if any(score is None for score in scores):
        return None
    penalty = asked.question.penalty
    return max(max(0.0, (score or 0.0) - penalty * tried) for tried, score in enumerate(scores))


def read_attempts(state: State) -> list[Attempt]:
    """A learner's attempts by number, those that have begun. One that another followed is over."""
    kept = state.detail.get("questions", {})
    stored = state.detail.get("attempts", {})
    numbers = sorted(int(number) for number in stored if stored[number]["layout"])
    return [
        Attempt(number, stored[str(number)], kept, followed=number != numbers[-1])
        for number in numbers
    ]


def read_allowance(state: State) -> Allowance:
    granted = state.detail.get("granted") or {}
    return Allowance(granted.get("minutes", 0), granted.get("attempts", 0))


def count_score(attempts: Sequence[Attempt]) -> float | None:
    """The score that counts among finished, marked attempts; None while there is none."""
    return _count(attempts, [one.score for one in attempts if one.score is not None])


def count_sum(attempts: Sequence[Attempt]) -> float | None:
    """As `count_score`, with answers that wait for their mark counted as 0: what is certain."""
    return _count(attempts, [one.sum for one in attempts if one.finished])


def _count(attempts: Sequence[Attempt], scores: Sequence[float]) -> float | None:
    if not scores:
        return None
    match attempts[-1].counts:
        case Counts.FIRST:
            return scores[0]
        case Counts.LAST:
            return scores[-1]
        case Counts.MEAN:
            return sum(scores) / len(scores)
        case _:
            return max(scores)


# --- Folding ----------------------------------------------------------------------------------


def fold_event(state: State, event: Event) -> State:
    """The state after one event of a quiz."""
    detail = event.detail
    stamp = {"at": event.occurred_at.isoformat(), "event": str(event.id)}
    before = state.detail
    after: dict[str, Any] = {
        "questions": {**before.get("questions", {}), **detail.get("questions", {})},
        "attempts": dict(before.get("attempts", {})),
        "granted": before.get("granted"),
    }
    if event.verb == ALLOWED:
        granted = {"minutes": detail["minutes"], "attempts": detail["attempts"], **stamp}
        after["granted"] = _latest(after["granted"], granted)
    else:
        number = str(detail["attempt"])
        attempt = after["attempts"].get(number, _NOTHING)
        after["attempts"][number] = _fold_attempt(attempt, event, stamp)
    # In one order whatever came first, so that equal states are equal as text too.
    after["questions"] = dict(sorted(after["questions"].items()))
    after["attempts"] = dict(sorted(after["attempts"].items(), key=lambda item: int(item[0])))
    return _summarise(after)


_NOTHING: Mapping[str, Any] = {
    "layout": None,
    "answers": {},
    "marks": {},
    "finished_at": None,
    "passed": False,
}


def _fold_attempt(
    attempt: Mapping[str, Any], event: Event, stamp: Mapping[str, str]
) -> dict[str, Any]:
    detail = event.detail
    after = {**attempt, "passed": attempt["passed"] or bool(detail.get("passed"))}
    if "layout" in detail:
        after["layout"] = _earliest(attempt["layout"], {**detail["layout"], **stamp})
    if detail.get("finished"):
        times = [time for time in (attempt["finished_at"], detail["finished"]) if time]
        after["finished_at"] = min(times)
    if "question" in detail and "response" in detail:
        answer = {name: detail[name] for name in ("response", "score", "raw", "try", "earlier")}
        after["answers"] = _put(
            attempt["answers"], detail["question"], {**answer, **stamp}, _furthest
        )
    for question_id, mark in detail.get("marks", {}).items():
        after["marks"] = _put(after["marks"], question_id, {**mark, **stamp}, _latest)
    return after


def _put(kept: Mapping[str, Any], key: str, value: Any, choose: Any) -> dict[str, Any]:
    return dict(sorted({**kept, key: choose(kept.get(key), value)}.items()))


def _earliest(one: Any, other: Any) -> Any:
    return min(filter(None, (one, other)), key=_stamp)


def _latest(one: Any, other: Any) -> Any:
    return max(filter(None, (one, other)), key=_stamp)


def _furthest(one: Any, other: Any) -> Any:
    """The last try counts; of two that are the same try, the earlier one."""
    return min(filter(None, (one, other)), key=lambda answer: (-answer["try"], *_stamp(answer)))


def _stamp(entry: Mapping[str, str]) -> tuple[str, str]:
    return entry["at"], entry["event"]


def _summarise(detail: dict[str, Any]) -> State:
    attempts = read_attempts(State(detail=detail))
    completed = any(attempt["passed"] for attempt in detail["attempts"].values())
    shares = [
        sum(one.answered for one in attempt.questions) / len(attempt.questions)
        for attempt in attempts
        if attempt.questions
    ]
    return State(
        completed=completed,
        score=count_score(attempts),
        fraction=1.0 if completed else max(shares, default=0.0),
        detail=detail,
        waiting=any(attempt.waiting for attempt in attempts),
    )


def deadline(attempt: Attempt, allowance: Allowance) -> datetime | None:
    """When the attempt's own time is over; None where it has no limit."""
    if not attempt.minutes:
        return None
    return attempt.started_at + timedelta(minutes=attempt.minutes + allowance.minutes)
