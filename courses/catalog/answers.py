"""The one door for answers: a form post and a batch from a phone come through here alike."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.activities.blocks import lazy_value
from courses.activities.contract import Given, Result, State, Text
from courses.activities.registry import kinds
from courses.catalog.access import Refusal, lesson_access
from courses.catalog.models import LessonPage
from courses.catalog.queries import Footing, placed_lessons
from courses.progress.ledger import Draft, Outcome, Status, plausible_time, record_events
from courses.progress.sources import Source

LESSON_GONE = _("This lesson does not exist any more.")
ACTIVITY_GONE = _("This activity is not in the lesson any more.")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came in, not yet looked at by its kind. Ids are well-formed, no more."""

    id: uuid.UUID
    lesson_key: uuid.UUID
    activity_id: str
    payload: Mapping[str, Any]
    occurred_at: datetime | None = None
    #: In which language it was given, if that is known.
    language: str | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    """An answer with its lesson, that in all its `languages`, and its block; or the sentence that
    says why it has none."""

    answer: Answer
    lesson: LessonPage | None = None
    languages: Sequence[LessonPage] = ()
    kind: str = ""
    value: Any = None
    sentence: Text = ""
    refusal: Refusal | None = None


def take_answers(person: Any, answers: Sequence[Answer], *, source: Source) -> list[Outcome]:
    """Record what `person` answered; an outcome for each, in the order given.

    Everything is recorded in one transaction. Only where an answer completes a lesson that later
    ones in the same batch wait for are those tried once more.
    """
    outcomes: dict[int, Outcome] = {}
    waiting = list(enumerate(answers))
    while waiting:
        placed = _place([answer for _at, answer in waiting], person)
        results = _record(person, placed, source)
        held_back = []
        for (at, answer), place, result in zip(waiting, placed, results, strict=True):
            outcomes[at] = result
            if place.refusal is Refusal.EARLIER:
                held_back.append((at, answer))
        progressed = any(result.status is Status.ACCEPTED for result in results)
        waiting = held_back if progressed else []
    return [outcomes[at] for at in range(len(answers))]


def _record(person: Any, placed: Sequence[_Placed], source: Source) -> list[Outcome]:
    drafts = [_draft(place, place.lesson, person, source) for place in placed if place.lesson]
    recorded = iter(record_events(drafts))
    return [
        next(recorded)
        if place.lesson
        else Outcome(place.answer.id, Status.REJECTED, place.sentence)
        for place in placed
    ]


def _draft(place: _Placed, lesson: LessonPage, person: Any, source: Source) -> Draft:
    answer = place.answer
    payload = kinds[place.kind].keep(answer.payload)
    return Draft(
        id=answer.id,
        learner_id=person.pk,
        lesson_key=answer.lesson_key,
        activity_id=answer.activity_id,
        kind=place.kind,
        payload=payload,
        sent=answer.payload,
        decide=partial(_decide, place, lesson, payload),
        occurred_at=answer.occurred_at,
        not_before=lesson.enrolled_at,
        source=source,
        recorded_by_id=person.pk,
        revision=lesson.live_revision_id,
        language=lesson.locale.language_code,
        context=place.languages,
    )


def _decide(place: _Placed, lesson: LessonPage, payload: Mapping[str, Any], state: State) -> Result:
    answer, now = place.answer, timezone.now()
    given = Given(
        language=answer.language or lesson.locale.language_code,
        occurred_at=plausible_time(answer.occurred_at, not_before=lesson.enrolled_at, now=now),
        received_at=now,
    )
    return kinds[place.kind].decide(place.value, payload, state, given)


def _place(answers: Iterable[Answer], person: Any) -> list[_Placed]:
    """Find each answer's lesson and block, in one query."""
    answers = list(answers)
    lessons: dict[uuid.UUID, list[LessonPage]] = {}
    keys = {answer.lesson_key for answer in answers}
    for lesson in placed_lessons(person).filter(translation_key__in=keys):
        lessons.setdefault(lesson.translation_key, []).append(lesson)
    return [
        _place_one(answer, _own_language_first(answer, lessons.get(answer.lesson_key, [])), person)
        for answer in answers
    ]


def _own_language_first(answer: Answer, lessons: Iterable[LessonPage]) -> list[LessonPage]:
    """An answer is judged by the page that it was given on."""
    return sorted(
        lessons, key=lambda lesson: (lesson.locale.language_code != answer.language, lesson.path)
    )


def _place_one(answer: Answer, lessons: Sequence[LessonPage], person: Any) -> _Placed:
    if not lessons:
        return _Placed(answer, sentence=LESSON_GONE)
    for lesson in lessons:
        found = find_block(lesson, answer.activity_id)
        if found is None:
            continue
        access = lesson_access(lesson, Footing.of(lesson), person)
        if not access.may_answer:
            refusal = access.refusal or Refusal.UNPUBLISHED
            return _Placed(answer, sentence=refusal.sentence, refusal=refusal)
        kind, value = found
        return _Placed(answer, lesson, lessons, kind, value)
    return _Placed(answer, sentence=ACTIVITY_GONE)


def find_block(lesson: LessonPage, activity_id: str) -> tuple[str, Any] | None:
    """An activity's kind and value by its id; None if the lesson has no such installed activity.

    The value is read from the database's JSON only when somebody looks into it.
    """
    for position, raw in enumerate(lesson.body.raw_data):
        if raw["id"] == activity_id and raw["type"] in kinds:
            return raw["type"], lazy_value(lesson.body, position)
    return None
