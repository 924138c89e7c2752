"""Fulfils `courses.activities.placement`: where an activity stands, for kinds with own steps."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from courses.activities.contract import FRESH
from courses.activities.placement import NoSuchPlace, Place, Spot
from courses.catalog.access import lesson_access
from courses.catalog.answers import find_block
from courses.catalog.models import LessonPage
from courses.catalog.queries import Footing, lessons_with_course, placed_lessons
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

    def spots(self, kind: str, lesson_key: uuid.UUID | None) -> Iterator[Spot]:
        lessons = lessons_with_course().select_related("locale")
        if lesson_key:
            lessons = lessons.filter(translation_key=lesson_key)
        found = [one for one in lessons.order_by("path") if _has(one, kind)]
        for lesson in sorted(found, key=_main_language_first):
            for entry in lesson.outline:
                if entry["kind"] == kind and (block := find_block(lesson, entry["id"])):
                    yield Spot(
                        lesson_key=lesson.translation_key,
                        activity_id=entry["id"],
                        kind=kind,
                        value=block[1],
                        lesson_title=lesson.title,
                        course_title=lesson.course_data["title"],
                        language=lesson.locale.language_code,
                        url=f"{lesson.get_url() or '/'}#kegiatan-{entry['id']}",
                    )


def _has(lesson: LessonPage, kind: str) -> bool:
    return any(entry["kind"] == kind for entry in lesson.outline)


def _main_language_first(lesson: LessonPage) -> bool:
    return bool(lesson.locale.language_code != settings.LANGUAGE_CODE)
