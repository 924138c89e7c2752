"""`manage.py import_course`: a course from a folder of files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.catalog.models import CourseIndexPage
from courses.transfer.importing import import_course
from courses.transfer.parsing import read_language
from courses.transfer.problems import TransferError


class Command(BaseCommand):
    help = (
        "Makes or updates the course that a folder holds (docs/authoring.md), all of it or "
        "nothing. Lessons that the folder has no more are unpublished, never deleted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, write nothing"
        )
        parser.add_argument(
            "--index",
            metavar="SLUG",
            help="the course list for a new course (default: the first of its language)",
        )

    def handle(
        self, *args: Any, folder: Path, dry_run: bool, index: str | None, **options: Any
    ) -> None:
        try:
            report = import_course(
                folder,
                index=_find_index(read_language(folder), index),
                dry_run=dry_run,
                tell=self.stderr.write,
            )
        except TransferError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            count = len(error.problems)
            raise CommandError(f"Nothing was imported: {count} to mend.") from None
        for line in report.lines():
            self.stdout.write(line)


def _find_index(language: str, slug: str | None) -> CourseIndexPage:
    """The list by its slug, or the first one in the language."""
    language = language or settings.LANGUAGE_CODE
    lists = CourseIndexPage.objects.order_by("path")
    if slug:
        # The same slug may stand in each language.
        found = lists.filter(slug=slug)
        index = found.filter(locale__language_code=language).first() or found.first()
        missing = f"There is no course list with the slug {slug!r}."
    else:
        index = lists.filter(locale__language_code=language).first()
        missing = f"There is no course list in the language {language!r}; make one in the editor."
    if index is None:
        raise CommandError(missing)
    return index
