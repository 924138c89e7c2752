"""The way back in for a locked administrator when nobody above is left to ask."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.accounts.models import Person
from lms.accounts.throttling import unlock


class Command(BaseCommand):
    help = "Unlock the sign-in of one person, named by code or phone number."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("identifier")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.find(options["identifier"])
        if person is None:
            raise CommandError("Nobody has this code or phone number.")
        unlock(person)
        self.stdout.write("The sign-in is unlocked.")
