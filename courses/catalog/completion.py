"""When a lesson and a course are done: recorded as events of their own, never undone."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from courses.activities.contract import Result, State
from courses.activities.registry import kinds
from courses.catalog.models import LessonPage
from courses.catalog.queries import course_with_rest
from courses.progress.folding import COMPLETED, COURSE, LESSON
from courses.progress.ledger import Draft, record_events
from courses.progress.queries import completed_activities, completed_keys
from courses.progress.sources import Source

#: Names the ids of derived events, so that deriving one again gives the same event.
_NAMESPACE = uuid.UUID("6b8f7c5e-6d0f-5f57-9d43-0b8a5c1f2e77")


def complete_lesson(
    *,
    learner_id: Any,
    lesson_key: uuid.UUID,
    states: Mapping[str, State],
    occurred_at: datetime,
    language: str = "",
    context: Sequence[LessonPage] | None = None,
    **kwargs: Any,
) -> None:
    """Receives `activity_completed`: record the lesson, and the course where it was the last.

    `context` is the lesson in all its languages, where the answer door has read it already.
    """
    whole = states.get("")
    if whole and whole.completed:
        return
    done = {activity_id for activity_id, state in states.items() if activity_id and state.completed}
    derive_completion(
        learner_id,
        lesson_key=lesson_key,
        lessons=context,
        done=done,
        occurred_at=occurred_at,
        language=language,
    )


def derive_completion(
    learner_id: Any,
    *,
    lesson_key: uuid.UUID,
    done: set[str],
    occurred_at: datetime,
    lessons: Sequence[LessonPage] | None = None,
    language: str = "",
) -> bool:
    """Record the completion of a lesson whose activities are all in `done`, and of its course.

    A lesson counts in any of its languages. True where something was recorded.
    """
    if lessons is None:
        lessons = LessonPage.objects.live().filter(translation_key=lesson_key).defer("body")
    complete = [lesson for lesson in lessons if is_complete(lesson.outline, done)]
    if not complete:
        return False
    keys = [(lesson_key, LESSON)]
    for lesson in complete:
        course_key, others_left = course_with_rest(lesson, learner_id)
        if not others_left and (course_key, COURSE) not in keys:
            keys.append((course_key, COURSE))
    outcomes = record_events(
        [
            Draft(
                id=uuid.uuid5(_NAMESPACE, f"{learner_id}:{key}:{COMPLETED}"),
                learner_id=learner_id,
                lesson_key=key,
                kind=kind,
                decide=_decide_completed,
                occurred_at=occurred_at,
                source=Source.DERIVED,
                language=language,
            )
            for key, kind in keys
        ]
    )
    return bool(outcomes)


def is_complete(outline: Iterable[Mapping[str, Any]], done: set[str]) -> bool:
    """Whether every activity that can be done is done; a lesson without any is never complete."""
    required = {entry["id"] for entry in outline if entry["kind"] in kinds}
    return bool(required) and required <= done


def sweep_completions() -> int:
    """Derive what a lost signal missed, or what a changed lesson makes true. Returns how many
    lessons were looked at and found newly complete."""
    live = LessonPage.objects.live()
    keys = set(live.values_list("translation_key", flat=True))
    outlines: dict[uuid.UUID, list[Any]] = {}
    for key, outline in live.values_list("translation_key", "outline"):
        outlines.setdefault(key, []).append(outline)
    found = 0
    for learner_id, key, activities in completed_activities(keys):
        done = set(activities)
        if not any(is_complete(outline, done) for outline in outlines[key]):
            continue
        if completed_keys(learner_id).filter(lesson_key=key).exists():
            continue
        last_at = max(activities.values())
        found += derive_completion(learner_id, lesson_key=key, done=done, occurred_at=last_at)
    return found


def _decide_completed(state: State) -> Result:
    return Result(COMPLETED)
