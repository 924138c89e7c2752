"""`manage.py setup_site`: languages, page tree, roles and review."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.site_setup import setup_site


class Command(BaseCommand):
    help = (
        "Makes or completes what every installation needs: languages, the course list, the four "
        "roles with their permissions, and the review workflow. Can run again at any time."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        index = setup_site()
        self.stdout.write(f"The site is set up; courses go below “{index.title}”.")
