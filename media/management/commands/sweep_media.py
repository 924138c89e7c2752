"""`manage.py sweep_media`: deletes stored files that belong to nothing."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from media.sweeping import find_orphans, sweep

#: No upload and no import takes longer than that.
SAFE_AGE = timedelta(days=1)


class Command(BaseCommand):
    help = "Deletes recordings and sent files, older than a day, that nothing names any more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="name them, and delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        before = timezone.now() - SAFE_AGE
        if options["dry_run"]:
            for name in find_orphans(before=before):
                self.stdout.write(name)
            return
        self.stdout.write(f"{sweep(before=before)} deleted.")
