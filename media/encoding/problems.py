"""What can go wrong while a recording is prepared, in words for whoever uploaded it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Problem(TextChoices):
    """A code that is kept with the item, and its sentence."""

    BROKEN = "broken", _("This file can't be played. Export it again and upload it anew.")
    SILENT = "silent", _("There is no sound in this file. Choose another one.")
    TOO_LONG = "too_long", _("This recording is longer than six hours. Cut it into parts.")
    TOO_SLOW = "too_slow", _("Preparing this file took too long. Try again, or shorten it.")
    NO_FFMPEG = "no_ffmpeg", _("The program ffmpeg is missing here. Tell your administrator.")


class CannotPrepare(Exception):
    """Preparing ended with `problem`; `detail` is what ffmpeg said, for the log."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(problem.value, detail)
        self.problem = problem
        self.detail = detail
