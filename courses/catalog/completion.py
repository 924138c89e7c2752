"""When a lesson and a course are done: recorded as events of their own, never undone."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.activities.contract import BadPayload, Result, State
from courses.activities.registry import kinds
from courses.catalog.models import CoursePage, LessonPage
from courses.catalog.queries import lessons_with_course, others_left
from courses.progress.folding import COMPLETED, COURSE, LESSON
from courses.progress.ids import derive_ids
from courses.progress.ledger import Decide, Draft, Status, record_events
from courses.progress.queries import completed_wholes, unrecorded_activities
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

    A lesson counts in any of its languages. True where the lesson was newly recorded.
    """
    if lessons is None:
        # Most answers complete no lesson: the outlines alone tell, in a query that costs little.
        live = LessonPage.objects.live().filter(translation_key=lesson_key)
        if not any(is_complete(one, done) for one in live.values_list("outline", flat=True)):
            return False
        lessons = list(lessons_with_course().filter(translation_key=lesson_key).defer("body"))
    complete = [lesson for lesson in lessons if is_complete(lesson.outline, done)]
    if not complete:
        return False
    when = {"occurred_at": occurred_at, "language": language}
    drafts = [_completion(learner_id, lesson_key, LESSON, _decide_done, **when)]
    for lesson in {one.course_key: one for one in complete}.values():
        # Decided inside the ledger's transaction, which holds the learner: of the last two
        # lessons that are finished at once, the second sees the first.
        decide = partial(_decide_course, lesson.path, lesson_key, learner_id)
        drafts.append(_completion(learner_id, lesson.course_key, COURSE, decide, **when))
    return record_events(drafts)[0].status is Status.ACCEPTED


def _completion(learner_id: Any, key: uuid.UUID, kind: str, decide: Decide, **when: Any) -> Draft:
    ids = derive_ids(_NAMESPACE, f"{learner_id}:{key}:{COMPLETED}")
    return Draft(
        id=ids.id,
        ids=ids,
        learner_id=learner_id,
        lesson_key=key,
        kind=kind,
        decide=decide,
        source=Source.DERIVED,
        **when,
    )


def _decide_done(state: State) -> Result:
    # Recorded under an id of a secret that is gone, perhaps: nobody completes anything twice.
    if state.completed:
        raise BadPayload(_("This is recorded as done already."))
    return Result(COMPLETED)


def _decide_course(path: str, lesson_key: uuid.UUID, learner_id: Any, state: State) -> Result:
    if others_left(path, lesson_key, learner_id):
        raise BadPayload(_("Other lessons of the course are left."))
    return _decide_done(state)


def is_complete(outline: Iterable[Mapping[str, Any]], done: set[str]) -> bool:
    """Whether every activity that can be done is done; a lesson without any is never complete."""
    required = {entry["id"] for entry in outline if entry["kind"] in kinds}
    return bool(required) and required <= done


def sweep_completions() -> tuple[int, int]:
    """Derive what a lost signal missed, or what a changed lesson or course makes true. How many
    lessons and how many courses were newly recorded."""
    return _sweep_lessons(), _sweep_courses()


def _sweep_lessons() -> int:
    outlines: dict[uuid.UUID, list[Any]] = {}
    for key, outline in LessonPage.objects.live().values_list("translation_key", "outline"):
        outlines.setdefault(key, []).append(outline)
    found = 0
    for learner_id, key, activities in unrecorded_activities(outlines):
        done = set(activities)
        if not any(is_complete(outline, done) for outline in outlines[key]):
            continue
        last_at = max(activities.values())
        found += derive_completion(learner_id, lesson_key=key, done=done, occurred_at=last_at)
    return found


def _sweep_courses() -> int:
    courses = {
        course.path: (course.translation_key, set[uuid.UUID]())
        for course in CoursePage.objects.live()
    }
    for path, key in LessonPage.objects.live().values_list("path", "translation_key"):
        if course := courses.get(path[: -LessonPage.steplen]):
            course[1].add(key)
    wanted = [(key, lessons) for key, lessons in courses.values() if lessons]
    every_key = {key for key, _lessons in wanted}.union(*(lessons for _key, lessons in wanted))
    found = 0
    for learner_id, completed in completed_wholes(every_key):
        for key, lessons in wanted:
            if lessons <= completed.keys() and key not in completed:
                last_at = max(completed[lesson] for lesson in lessons)
                draft = _completion(learner_id, key, COURSE, _decide_done, occurred_at=last_at)
                found += record_events([draft])[0].status is Status.ACCEPTED
    return found
