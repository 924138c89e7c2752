"""Fulfils `courses.activities.placement`: where an activity stands, for kinds with own steps."""

import uuid
from typing import Any

from courses.activities.contract import FRESH
from courses.activities.placement import NoSuchPlace, Place
from courses.catalog.access import lesson_access
from courses.catalog.answers import find_block
from courses.catalog.queries import Footing, placed_lessons
from courses.progress.queries import lesson_states


class CatalogPlacement:
    """Finds activities in live lessons, with the catalog's rules of access."""

    def find(self, person: Any, lesson_key: uuid.UUID, activity_id: str) -> Place:
        for lesson in placed_lessons(person).filter(translation_key=lesson_key):
            access = lesson_access(lesson, Footing.of(lesson), person)
            found = find_block(lesson, activity_id)
            if found is None or not access.may_read:
                continue
            kind, value = found
            states = lesson_states(person.pk, lesson_key) if person.is_authenticated else {}
            return Place(
                lesson_key=lesson_key,
                activity_id=activity_id,
                kind=kind,
                value=value,
                state=states.get(activity_id, FRESH),
                lesson_title=lesson.title,
                url=f"{lesson.get_url() or '/'}#kegiatan-{activity_id}",
                refusal=str(access.refusal.sentence) if access.refusal else "",
            )
        raise NoSuchPlace(f"{activity_id} in {lesson_key}")
