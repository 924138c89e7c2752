"""`manage.py export_feeds`: the followed feeds as a list for podcast apps."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from podcasts.following.opml import write_opml
from podcasts.models.feeds import FollowedFeed


class Command(BaseCommand):
    help = "Writes the followed feeds as OPML, which podcast apps and import_feeds read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", metavar="FILE", type=Path, help="default: standard output")

    def handle(self, *args: Any, output: Path | None, **options: Any) -> None:
        content = write_opml(FollowedFeed.objects.all(), title="Pijar")
        if output is None:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
