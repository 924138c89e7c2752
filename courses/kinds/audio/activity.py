"""The audio kind."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.activities.contract import Remark
from courses.activities.recording import RecordingBlock, RecordingKind
from courses.activities.registry import register
from courses.activities.transcripts import transcript_remarks


class AudioBlock(RecordingBlock):
    media_type = "audio"
    wrong_type = _("This file is not audio. Use a video activity for it.")


@register
class AudioKind(RecordingKind):
    """Something to listen to, with its transcript."""

    slug = "audio"
    label = _("Audio")
    icon = "media"
    block = AudioBlock
    template = "audio/activity.html"

    def remarks(self, value: Any) -> Iterable[Remark]:
        return transcript_remarks(value)
