"""The audio kind."""

from django.utils.translation import gettext_lazy as _

from courses.activities.recording import RecordingBlock, RecordingKind
from courses.activities.registry import register


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
