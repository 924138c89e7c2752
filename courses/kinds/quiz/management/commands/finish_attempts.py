"""`manage.py finish_attempts`: end attempts whose time is over."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.kinds.quiz.finishing import Finished, finish_attempts


class Command(BaseCommand):
    help = (
        "Ends every attempt at a quiz whose time is over, with the hours in which answers from "
        "phones without signal are still taken, and that was never handed in. Run it every night."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        finished = finish_attempts(progress=self._show)
        self.stdout.write(f"{finished.ended} attempts ended; {finished.read} states read.")

    def _show(self, finished: Finished) -> None:
        self.stderr.write(f"{finished.read} read, {finished.ended} attempts ended ...")
