"""`manage.py prepare_media`: measures and encodes recordings here and now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from media.encoding.jobs import find_stuck
from media.encoding.preparing import prepare
from media.models import MediaItem


class Command(BaseCommand):
    help = "Measures audio and video that wait or failed, and makes the lighter copies of audio."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="also what is ready, anew")
        which.add_argument(
            "--stuck",
            action="store_true",
            help="only what a job left unfinished, not what failed: to be run by the clock",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        items = find_stuck() if options["stuck"] else MediaItem.objects.order_by("pk")
        if not options["all"]:
            items = items.exclude(state=MediaItem.State.READY)
        prepared = failed = 0
        for number, item in enumerate(items, start=1):
            self.stderr.write(f"{number}/{len(items)} {item.title} ...")
            prepare(item)
            if item.state == MediaItem.State.READY:
                prepared += 1
            elif item.state == MediaItem.State.FAILED:
                failed += 1
                self.stderr.write(f"  {item.get_problem_display()}")
            else:
                self.stderr.write("  is being prepared by a job, or has changed meanwhile")
        if failed:
            raise CommandError(f"{failed} of {len(items)} could not be prepared.")
        self.stdout.write(f"{prepared} prepared.")
