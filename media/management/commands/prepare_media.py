"""`manage.py prepare_media`: measures and encodes recordings here and now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from media.encoding.preparing import prepare
from media.models import MediaItem


class Command(BaseCommand):
    help = "Measures audio and video that wait or failed, and makes the lighter copies of audio."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also what is ready, anew")

    def handle(self, *args: Any, **options: Any) -> None:
        items = MediaItem.objects.order_by("pk")
        if not options["all"]:
            items = items.exclude(state=MediaItem.State.READY)
        failed = 0
        for number, item in enumerate(items, start=1):
            self.stderr.write(f"{number}/{len(items)} {item.title} ...")
            prepare(item)
            if item.state == MediaItem.State.FAILED:
                failed += 1
                self.stderr.write(f"  {item.get_problem_display()}")
        if failed:
            raise CommandError(f"{failed} of {len(items)} could not be prepared.")
        self.stdout.write(f"{len(items)} prepared.")
