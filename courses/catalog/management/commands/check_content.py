"""`manage.py check_content`: what is to be mended in the lessons, as the editor says it."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from courses.catalog.checking import check_lesson
from courses.catalog.models import CoursePage, LessonPage


class Command(BaseCommand):
    help = "Says what is to be mended in the published lessons (docs/authoring.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--course", metavar="SLUG", help="the lessons of this course alone")
        parser.add_argument(
            "--json", dest="as_json", action="store_true", help="one JSON object a line"
        )

    def handle(self, *args: Any, course: str | None, as_json: bool, **options: Any) -> None:
        courses = CoursePage.objects.live().order_by("path")
        if course:
            courses = courses.filter(slug=course)
            if not courses:
                raise CommandError(f"There is no published course {course!r}.")
        count = 0
        with override(settings.LANGUAGE_CODE):
            for found in _find(courses):
                count += 1
                self.stdout.write(_as_json(found) if as_json else _as_line(found))
        if count:
            raise CommandError(f"{count} to mend.")


def _find(courses: Any) -> Iterator[dict[str, str]]:
    for course in courses:
        lessons = LessonPage.objects.live().child_of(course).select_related("locale")
        for lesson in lessons.order_by("path"):
            for checked in check_lesson(lesson):
                for remark in checked.remarks:
                    yield {
                        "language": lesson.locale.language_code,
                        "course": course.slug,
                        "lesson": lesson.slug,
                        "activity": checked.heading,
                        "code": remark.code,
                        "sentence": str(remark.sentence),
                        "excerpt": remark.excerpt,
                    }


def _as_line(found: dict[str, str]) -> str:
    line = f"{found['course']} / {found['lesson']}: {found['sentence']}"
    return f"{line}: {found['excerpt']}" if found["excerpt"] else line


def _as_json(found: dict[str, str]) -> str:
    return json.dumps(found, ensure_ascii=False)
