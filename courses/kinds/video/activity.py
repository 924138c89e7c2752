"""The video kind."""

from django.utils.translation import gettext_lazy as _

from courses.activities.contract import Offline
from courses.activities.recording import RecordingBlock, RecordingKind
from courses.activities.registry import register


class VideoBlock(RecordingBlock):
    media_type = "video"
    wrong_type = _("This file is not video. Use an audio activity for it.")


@register
class VideoKind(RecordingKind):
    """Something to watch, with captions or a transcript."""

    slug = "video"
    label = _("Video")
    icon = "media"
    block = VideoBlock
    template = "video/activity.html"
    # Too heavy for most phones' storage; its transcript stays readable.
    offline = Offline.READ
