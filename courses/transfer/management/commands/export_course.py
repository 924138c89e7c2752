"""`manage.py export_course`: a course as a folder of files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.catalog.models import CoursePage
from courses.transfer.exporting import export_course
from courses.transfer.problems import TransferError


class Command(BaseCommand):
    help = "Writes a course and its published lessons as files (docs/authoring.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("folder", metavar="DIR", type=Path)
        parser.add_argument("--language", metavar="ID", default=settings.LANGUAGE_CODE)
        parser.add_argument(
            "--force", action="store_true", help="replace the course that the folder holds"
        )

    def handle(
        self, *args: Any, slug: str, folder: Path, language: str, force: bool, **options: Any
    ) -> None:
        course = CoursePage.objects.filter(slug=slug, locale__language_code=language).first()
        if course is None:
            raise CommandError(f"There is no course {slug!r} in the language {language!r}.")
        try:
            paths = export_course(course, folder, force=force, tell=self.stderr.write)
        except TransferError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            count = len(error.problems)
            raise CommandError(f"Nothing was exported: {count} to mend.") from None
        self.stdout.write(f"{len(paths)} files written to {folder}.")
