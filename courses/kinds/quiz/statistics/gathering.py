"""Everybody's attempts at one quiz: as rows of a list, and as the sheets that are computed with."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from courses.activities.placement import Spot
from courses.kinds.quiz.attempts import Asked, Attempt, read_attempts
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.rules import read_rules
from courses.kinds.quiz.statistics.sheets import Sheet
from courses.kinds.quiz.statistics.words import answer_words
from courses.kinds.quiz.types.registry import types
from courses.progress.queries import activity_states

#: An answer in free words is shown so far; the download has all of it.
WORDS = 200


def stream_attempts(
    spot: Spot, *, without: Collection[Any] = ()
) -> Iterator[tuple[Any, list[Attempt]]]:
    """Each learner with their attempts, but for those in `without`, in one query."""
    for learner, state, *_times in activity_states(spot.lesson_key, spot.activity_id):
        if learner not in without and (attempts := read_attempts(state)):
            yield learner, attempts


@dataclass(frozen=True, slots=True)
class Row:
    """One attempt in a list. `score` is 0..1; it and `passed`, whether this attempt alone reaches
    the pass mark, are None while it is open or waits."""

    learner: Any
    number: int
    started_at: datetime
    finished_at: datetime | None
    seconds: int | None
    score: float | None
    passed: bool | None
    waiting: bool
    answered: int
    asked: int

    @property
    def minutes(self) -> float | None:
        return None if self.seconds is None else round(self.seconds / 60, 1)


@dataclass(slots=True)
class Gathered:
    """All attempts at one quiz: `rows` for lists, the newest first; those finished as `sheets`; and
    the newest version of each question that was asked, in the order in which they are asked."""

    people: int = 0
    rows: list[Row] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)


def gather(spot: Spot, language: str, *, without: Collection[Any] = ()) -> Gathered:
    """Everybody's attempts, in one query. Answers are told in `language`."""
    gathered = Gathered()
    newest: dict[str, tuple[datetime, Question]] = {}
    places: dict[str, int] = {}
    pass_mark = read_rules(spot.value).pass_mark
    for learner, attempts in stream_attempts(spot, without=without):
        gathered.people += 1
        for attempt in attempts:
            gathered.rows.append(make_row(learner, attempt, pass_mark))
            if attempt.finished:
                gathered.sheets.append(make_sheet(learner, attempt, language))
            for place, asked in enumerate(attempt.questions):
                places[asked.id] = min(place, places.get(asked.id, place))
                if asked.id not in newest or attempt.started_at > newest[asked.id][0]:
                    newest[asked.id] = (attempt.started_at, asked.marked_as)
    gathered.rows.sort(key=lambda row: row.started_at, reverse=True)
    # Where attempts shuffle or draw, the earliest place that a question had; then by its words.
    for question_id in sorted(newest, key=lambda one: (places[one], newest[one][1].text)):
        gathered.questions[question_id] = newest[question_id][1]
    return gathered


def gather_sheets(spot: Spot, *, without: Collection[Any] = ()) -> list[Sheet]:
    """Finished attempts without the words of their answers, in one query."""
    return [
        make_sheet(learner, attempt, None)
        for learner, attempts in stream_attempts(spot, without=without)
        for attempt in attempts
        if attempt.finished
    ]


def make_row(learner: Any, attempt: Attempt, pass_mark: float) -> Row:
    """`pass_mark` is the quiz's, in per cent."""
    score = attempt.score
    return Row(
        learner=learner,
        number=attempt.number,
        started_at=attempt.started_at,
        finished_at=attempt.finished_at,
        seconds=attempt.seconds,
        score=score,
        passed=None if score is None else 100 * score >= pass_mark - 1e-9,
        waiting=attempt.waiting,
        answered=sum(one.answer is not None for one in attempt.questions),
        asked=len(attempt.questions),
    )


def make_sheet(learner: Any, attempt: Attempt, language: str | None) -> Sheet:
    """A finished attempt as numbers; with the answers' words where a `language` is given."""
    asked = attempt.questions
    return Sheet(
        learner=learner,
        total=attempt.score,
        marks={one.id: None if one.waits else one.score or 0.0 for one in asked},
        weights={one.id: one.weight for one in asked},
        number=attempt.number,
        counts=attempt.counts,
        seconds=attempt.seconds,
        answers={one.id: answer_words(one, language)[:WORDS] for one in asked} if language else {},
        credits={one.id: credit(one) for one in asked if one.answer} if language else {},
    )


def guesses(questions: Mapping[str, Question]) -> dict[str, float | None]:
    """The mean score by chance of each question, 0..1, where its type knows it."""
    return {
        one.id: types[one.type].guess(one) if one.type in types else None
        for one in questions.values()
    }


def credit(asked: Asked) -> float | None:
    """What an answer is worth in itself, 0..1, before penalties for further tries."""
    if asked.answer is None:
        return None
    if asked.mark is None:
        return asked.answer.raw
    if asked.mark.by_person or asked.question.type not in types:
        return asked.mark.score
    # A corrected key: the mark given by it holds the penalties too.
    question_type = types[asked.question.type]
    return question_type.mark(asked.marked_as, asked.draw, asked.answer.response).score
