"""`manage.py sweep_completions`: record completions that were missed."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.catalog.completion import sweep_completions


class Command(BaseCommand):
    help = (
        "Records the completion of every lesson and course whose activities are all done but "
        "which was not recorded, for example because the server was stopped in between."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        lessons, courses = sweep_completions()
        self.stdout.write(f"{lessons} lessons and {courses} courses recorded as completed.")
