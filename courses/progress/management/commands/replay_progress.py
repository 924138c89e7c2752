"""`manage.py replay_progress`: fold all events again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.progress.replay import Replay, replay_states


class Command(BaseCommand):
    help = (
        "Folds all recorded events again and corrects every stored state that differs. With "
        "--check nothing is changed and the exit status is 1 where a state differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare only, change nothing")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        replay = replay_states(repair=not check, on_learner=self._show)
        for difference in replay.differences[:20]:
            self.stderr.write(f"differs: {difference}")
        if len(replay.differences) > 20:
            self.stderr.write(f"... and {len(replay.differences) - 20} more")
        for kind, count in replay.unknown.items():
            self.stderr.write(f"left alone: {count} events of {kind!r}, which is not installed")
        summary = f"{replay.events} events of {replay.learners} learners folded"
        if check and replay.differences:
            raise CommandError(f"{summary}: {len(replay.differences)} states differ.")
        done = f"{len(replay.differences)} states corrected" if not check else "no state differs"
        self.stdout.write(f"{summary}: {done}.")

    def _show(self, replay: Replay) -> None:
        if replay.learners % 500 == 0:
            self.stderr.write(f"{replay.learners} learners, {replay.events} events ...")
