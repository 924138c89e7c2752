"""`manage.py export_questions`: questions of the bank as a file."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.kinds.quiz.bank.exporting import export_questions, list_refusals
from courses.kinds.quiz.bank.models import Category
from courses.kinds.quiz.formats.registry import FORMATS, find_format


class Command(BaseCommand):
    help = (
        "Writes the published questions of the bank as a file. Questions that the format can't "
        "carry are listed and left out; the command then ends with status 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        slugs = [one.slug for one in FORMATS]
        parser.add_argument("--format", dest="slug", choices=slugs, required=True)
        parser.add_argument(
            "--category", metavar="PATH", default="", help="this one and those below (default: all)"
        )
        parser.add_argument(
            "--output", metavar="FILE", default="-", help="- writes to the standard output"
        )

    def handle(self, *args: Any, slug: str, category: str, output: str, **options: Any) -> None:
        if category and not Category.objects.filter(path=category).exists():
            raise CommandError(_("There is no category “%(path)s”.") % {"path": category})
        file_format = find_format(slug)
        refusals = list_refusals(file_format, category=category)
        for one in refusals:
            self.stderr.write(f"{one.name} ({one.type}): {one.sentence}")
        text = export_questions(file_format, category=category)
        if output == "-":
            for part in text:
                self.stdout.write(part, ending="")
        else:
            _write(Path(output), text)
        if refusals:
            sentence = _("%(count)d questions can't be carried by this format and were left out.")
            raise CommandError(sentence % {"count": len(refusals)})


def _write(file: Path, text: Iterator[str]) -> None:
    """All of it or nothing: what was there before stays until the file is whole."""
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(text)
        os.replace(part, file)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = error.strerror or error
        sentence = _("%(file)s can't be written: %(reason)s.") % {"file": file, "reason": reason}
        raise CommandError(sentence) from None
