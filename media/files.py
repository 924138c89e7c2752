"""What a file is by its content, whatever its name says."""

from typing import Any

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from media.captions import NoCaptions, read_captions

#: How much of a file tells its type.
_HEAD = 8192
MOST_CAPTION_BYTES = 2_000_000
#: Containers that hold sound alone as well as video; the name decides between the two.
_SOUND_ONLY = {".m4a", ".ogg", ".opus", ".oga"}


def media_type(file: Any) -> str:
    """The MIME type by the file's first bytes, "" where it is none that we know."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    kind = filetype.guess(head)
    found = str(kind.mime) if kind else ""
    if found.startswith("video/") and file.name.lower().endswith(tuple(_SOUND_ONLY)):
        return found.replace("video/", "audio/", 1)
    return found


def check_sound_or_video(file: Any) -> None:
    if not media_type(file).startswith(("audio/", "video/")):
        raise ValidationError(_("This file is neither sound nor video, whatever its name says."))


def check_captions(file: Any) -> None:
    file.seek(0)
    text = file.read(MOST_CAPTION_BYTES + 1)
    file.seek(0)
    if len(text) > MOST_CAPTION_BYTES:
        raise ValidationError(_("A captions file has at most 2 MB; this one is larger."))
    try:
        read_captions(text.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValidationError(
            _("Save the captions as UTF-8: these letters can't be read.")
        ) from None
    except NoCaptions:
        sentence = _("There are no captions in it: a WebVTT or SRT file has times and lines.")
        raise ValidationError(sentence) from None
