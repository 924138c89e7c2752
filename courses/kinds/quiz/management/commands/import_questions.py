"""`manage.py import_questions`: a file of questions into the bank."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.kinds.quiz.bank.importing import import_entries
from courses.kinds.quiz.bank.paths import tidy_path
from courses.kinds.quiz.bank.reports import Report
from courses.kinds.quiz.formats.entries import Finding
from courses.kinds.quiz.formats.registry import FORMATS, guess_format, read_questions


class Command(BaseCommand):
    help = (
        "Reads questions from a file into the question bank and publishes them: all or none. Ends "
        "with status 1 where the file has an error."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--format",
            dest="slug",
            choices=[one.slug for one in FORMATS],
            help="default: by the file itself",
        )
        parser.add_argument(
            "--category", metavar="PATH", default="", help="for questions that name none"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, write nothing"
        )
        parser.add_argument(
            "--keep-good", action="store_true", help="read what is right, leave out what is wrong"
        )
        parser.add_argument("--json", action="store_true", help="the report as JSON")

    def handle(
        self,
        *args: Any,
        file: Path,
        slug: str | None,
        category: str,
        dry_run: bool,
        keep_good: bool,
        json: bool,
        **options: Any,
    ) -> None:
        source = _read(file)
        slug = slug or guess_format(file.name, source)
        if not slug:
            raise CommandError(_("What format this file has is not evident; say it with --format."))
        report = import_entries(
            read_questions(source, slug),
            category=_tidy(category),
            dry_run=dry_run,
            keep_good=keep_good,
            tell=lambda count: self.stderr.write(str(count)),
        )
        if json:
            self._write_json(report, slug, dry_run=dry_run)
        else:
            self._write_lines(report, file)
        if report.errors:
            raise CommandError(_say_end(report))

    def _write_json(self, report: Report, slug: str, *, dry_run: bool) -> None:
        whole = {"format": slug, "dry_run": dry_run, **report.as_json()}
        self.stdout.write(json.dumps(whole, ensure_ascii=False, indent=2))

    def _write_lines(self, report: Report, file: Path) -> None:
        for finding in report.findings:
            self.stderr.write(_describe(finding, file))
        for label, count in report.by_type():
            self.stdout.write(f"{count:6} {label}")
        sums = _("%(created)d new, %(updated)d changed, %(unchanged)d as before.")
        self.stdout.write(sums % report.as_json())
        if not report.written:
            self.stdout.write(_("Nothing was written."))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        sentence = _("%(file)s can't be read: %(reason)s.") % {"file": file, "reason": reason}
        raise CommandError(sentence) from None


def _tidy(category: str) -> str:
    try:
        return tidy_path(category) if category else ""
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None


def _describe(finding: Finding, file: Path) -> str:
    kind = _("error") if finding.error else _("warning")
    name = f" [{finding.name}]" if finding.name else ""
    return f"{file}:{finding.line}: {kind}: {finding.sentence}{name}"


def _say_end(report: Report) -> str:
    count = len(report.errors)
    if report.written:
        return _("%(count)d questions were left out; the others were read.") % {"count": count}
    return _("Nothing was read into the bank: %(count)d to mend.") % {"count": count}
