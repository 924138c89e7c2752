"""More time or more attempts for one person than the quiz gives to everybody."""

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.activities.contract import BadPayload, Result, State
from courses.kinds.quiz.attempts import ALLOWED, Allowance, read_allowance
from courses.kinds.quiz.grading.quizzes import KIND, PublishedQuiz
from courses.kinds.quiz.people import Named, name_people
from courses.progress.ledger import Draft, Outcome, record_events
from courses.progress.queries import activity_states
from courses.progress.sources import Source

MAX_MINUTES = 24 * 60
MAX_ATTEMPTS = 50


def allow_more(
    *,
    learner_id: Any,
    lesson_key: uuid.UUID,
    activity_id: str,
    minutes: int,
    attempts: int,
    by_id: Any,
    event_id: uuid.UUID,
) -> Outcome:
    """Allow somebody so many minutes and attempts beyond the quiz's rules.

    These are totals and not added to what was allowed before: the last word counts, and 0 takes
    it back. An attempt that is over stays over.
    """
    payload = {"minutes": minutes, "attempts": attempts}
    draft = Draft(
        id=event_id,
        learner_id=learner_id,
        lesson_key=lesson_key,
        activity_id=activity_id,
        kind=KIND,
        payload=payload,
        decide=partial(_decide, minutes, attempts, by_id),
        source=Source.PROXY,
        recorded_by_id=by_id,
    )
    return record_events([draft])[0]


def _decide(minutes: int, attempts: int, by_id: Any, state: State) -> Result:
    if not _within(minutes, MAX_MINUTES):
        sentence = _("Give from 0 to %(most)d minutes.")
        raise BadPayload(sentence % {"most": MAX_MINUTES})
    if not _within(attempts, MAX_ATTEMPTS):
        sentence = _("Give from 0 to %(most)d attempts.")
        raise BadPayload(sentence % {"most": MAX_ATTEMPTS})
    return Result(ALLOWED, detail={"minutes": minutes, "attempts": attempts, "by": str(by_id)})


def _within(number: Any, most: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= most


@dataclass(frozen=True, slots=True)
class Allowed:
    """Somebody who is allowed more."""

    learner_id: Any
    person: Named
    allowance: Allowance


def allowed_people(quiz: PublishedQuiz) -> list[Allowed]:
    """Whom a quiz allows more than everybody, by name. Two statements."""
    found = {
        learner_id: allowance
        for learner_id, state, *_times in activity_states(quiz.lesson_key, quiz.activity_id)
        if (allowance := read_allowance(state)) != Allowance()
    }
    people = name_people(found)
    allowed = [Allowed(pk, people[pk], allowance) for pk, allowance in found.items()]
    return sorted(allowed, key=lambda one: (one.person.name, one.person.code))
