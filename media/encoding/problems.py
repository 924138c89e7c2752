"""What can go wrong while a recording is prepared, in words for whoever uploaded it."""

import errno

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Problem(TextChoices):
    """A code that is kept with the item, and its sentence."""

    BROKEN = "broken", _("This file can't be played. Export it again and upload it anew.")
    SILENT = "silent", _("There is no sound in this file. Choose another one.")
    TOO_LONG = "too_long", _("This recording is longer than six hours. Cut it into parts.")
    TOO_SLOW = "too_slow", _("Preparing this file took too long. Try again, or shorten it.")
    MISSING = "missing", _("The uploaded file is not there any more. Upload it again.")
    UNREADABLE = "unreadable", _("The stored file can't be read. Try again, or upload it anew.")
    NO_SPACE = "no_space", _("There is no room left on the server. Tell your administrator.")
    STOPPED = "stopped", _("Preparing was stopped in the middle. Try again.")
    UNKNOWN = "unknown", _("The server failed. Try again, or tell your administrator.")
    NO_FFMPEG = "no_ffmpeg", _("The program ffmpeg is missing here. Tell your administrator.")


def problem_of(error: Exception) -> Problem:
    """What an error on the way means for whoever uploaded the file."""
    match error:
        case CannotPrepare():
            return error.problem
        case FileNotFoundError():
            return Problem.MISSING
        case OSError() if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return Problem.NO_SPACE
        case OSError():
            return Problem.UNREADABLE
    return Problem.UNKNOWN


class CannotPrepare(Exception):
    """Preparing ended with `problem`; `detail` is what ffmpeg said, for the log."""

    def __init__(self, problem: Problem, detail: str = "") -> None:
        super().__init__(problem.value, detail)
        self.problem = problem
        self.detail = detail
