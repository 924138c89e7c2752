"""The way back in for an administrator who has lost everything, when nobody is left to ask."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.accounts.models import Person
from lms.accounts.second_factor.resetting import reset_second_factor


class Command(BaseCommand):
    help = "Take away the second factor of one person, named by code, and end their sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.find(options["code"])
        if person is None:
            raise CommandError("Nobody has this code.")
        reset_second_factor(person, by=None)
        self.stdout.write(
            "The second factor is reset: the next sign-in asks for the password and a new set-up."
        )
