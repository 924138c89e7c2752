"""What is said in a recording, for people who can't hear it."""

from collections.abc import Iterator
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from courses.activities.contract import Remark


def transcript_remarks(value: Any) -> Iterator[Remark]:
    """The block refuses a recording without words; its file may have lost its captions since, and
    an editor's empty paragraph is not empty to the block."""
    file, transcript = value["file"], value["transcript"]
    said = strip_tags(transcript.source).strip() if transcript else ""
    if not said and not (file and file.captions):
        yield Remark("no-transcript", _("Write a transcript, or add captions to the file."))
