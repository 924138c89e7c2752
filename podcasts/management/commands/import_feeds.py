"""`manage.py import_feeds`: a list of feeds (OPML) to be followed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from podcasts.following.jobs import keep_fetching
from podcasts.following.opml import LARGEST, NotOpml, read_opml, take_outlines


class Command(BaseCommand):
    help = (
        "Follows the feeds in an OPML file, as podcast apps write it. They are fetched by the next "
        "job, or by fetch_feeds. Ends with status 1 if a line could not be taken."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, write nothing"
        )

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            with file.open("rb") as stream:
                outlines = read_opml(stream.read(LARGEST + 1))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except NotOpml as error:
            raise CommandError(f"{file}: {error}") from error
        taken = take_outlines(outlines, dry_run=dry_run)
        for feed in taken.added:
            self.stderr.write(f"{feed.url}: {feed.title}")
        for url, reason in taken.refused:
            self.stderr.write(f"{url}: {reason}")
        if not dry_run:
            keep_fetching()
        self.stdout.write(f"{len(taken.added)} new, {len(taken.known)} followed already.")
        if taken.refused:
            raise CommandError(f"{len(taken.refused)} could not be taken.")
