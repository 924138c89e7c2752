"""Attempts and answers as rows of a table, read and handed over a few hundred people at a time."""

from collections.abc import Callable, Collection, Iterator, Sequence
from enum import Enum
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.activities.contract import Text
from courses.activities.placement import Spot
from courses.kinds.quiz.attempts import Asked, Attempt
from courses.kinds.quiz.people import NOBODY, Named, name_people
from courses.kinds.quiz.rules import read_rules
from courses.kinds.quiz.statistics.gathering import credit, make_row, stream_attempts
from courses.kinds.quiz.statistics.words import answer_words, question_words, solution_words
from courses.kinds.quiz.types.registry import types

#: People whose names are fetched in one query.
_AT_ONCE = 500
_RIGHT, _WRONG = 1 - 1e-9, 1e-9

Cells = list[Any]


class Table(Enum):
    """What a download has a row for; the value is the address's."""

    ATTEMPTS = "attempts"
    ANSWERS = "answers"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Table.ATTEMPTS: gettext_lazy("Attempts"),
    Table.ANSWERS: gettext_lazy("Answers"),
}


def export_rows(
    table: Table, spot: Spot, *, language: str, without: Collection[Any] = ()
) -> Iterator[Sequence[Any]]:
    """The heading, then a row for each attempt, or for each question of each attempt; ordered by
    person and attempt. Scores are in per cent, times are times.

    One query for the attempts and one for the names of every few hundred people.
    """
    if table is Table.ATTEMPTS:
        yield _attempt_heading()
    else:
        yield _answer_heading()
    write = _WRITERS[table]
    pass_mark = read_rules(spot.value).pass_mark
    people = stream_attempts(spot, without=without)
    while chunk := list(islice(people, _AT_ONCE)):
        names = name_people([learner for learner, _attempts in chunk])
        for learner, attempts in chunk:
            for attempt in attempts:
                yield from write(names.get(learner, NOBODY), attempt, language, pass_mark)


def _attempt_heading() -> Cells:
    return [
        _("Code"), _("Name"), _("Attempt"), _("Begun at"), _("Finished at"), _("Minutes"),
        _("Score in per cent"), _("Passed"), _("Waits for a mark"),
    ]  # fmt: skip


def _attempt_rows(who: Named, attempt: Attempt, language: str, pass_mark: float) -> Iterator[Cells]:
    row = make_row(None, attempt, pass_mark)
    yield [
        who.code,
        who.name,
        row.number,
        row.started_at,
        row.finished_at,
        row.minutes,
        _per_cent(row.score),
        "" if row.passed is None else _yes_or_no(row.passed),
        _yes_or_no(row.waiting),
    ]


def _answer_heading() -> Cells:
    return [
        _("Code"), _("Name"), _("Attempt"), _("No."), _("Question"), _("Type"), _("Answer"),
        _("Right"), _("Right answer"), _("Tries"), _("Score in per cent"), _("Answered at"),
    ]  # fmt: skip


def _answer_rows(who: Named, attempt: Attempt, language: str, pass_mark: float) -> Iterator[Cells]:
    for number, asked in enumerate(attempt.questions, start=1):
        answer = asked.answer
        yield [
            who.code,
            who.name,
            attempt.number,
            number,
            question_words(asked, language),
            _type_name(asked),
            answer_words(asked, language),
            _judgement(asked),
            solution_words(asked, language),
            answer.number if answer else 0,
            _per_cent(asked.score if answer or not attempt.finished else 0.0),
            answer.at if answer else None,
        ]


_WRITERS: dict[Table, Callable[[Named, Attempt, str, float], Iterator[Cells]]] = {
    Table.ATTEMPTS: _attempt_rows,
    Table.ANSWERS: _answer_rows,
}


def _type_name(asked: Asked) -> str:
    slug = asked.question.type
    return str(types[slug].label) if slug in types else slug


def _judgement(asked: Asked) -> str:
    if asked.waits:
        return _("waits for a mark")
    worth = credit(asked)
    if worth is None:
        return ""
    if worth > _RIGHT:
        return _("yes")
    return _("no") if worth < _WRONG else _("partly")


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _per_cent(score: float | None) -> float | None:
    return None if score is None else round(100 * score, 2)
