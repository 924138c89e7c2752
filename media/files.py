"""What a file is by its content, and whether its name says the same."""

import re
import zipfile
from collections.abc import Collection
from pathlib import PurePath
from typing import Any

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from media.captions import NoCaptions, read_captions
from media.svg import find_harm_in_svg

#: How much of a file tells its type.
_HEAD = 8192
MOST_CAPTION_BYTES = 2_000_000
#: Containers that hold sound alone as well as video; the name decides between the two.
_SOUND_ONLY = {".m4a", ".ogg", ".opus", ".oga"}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
#: What a file may be whose name ends so.
_TYPES: dict[str, Collection[str]] = {
    ".doc": {"application/msword"},
    ".docx": {f"{_OFFICE}.wordprocessingml.document"},
    ".flac": {"audio/x-flac"},
    ".m4a": {"audio/mp4", "audio/x-m4v"},
    ".mp3": {"audio/mpeg"},
    ".mp4": {"video/mp4", "video/x-m4v", "audio/mp4"},
    ".odp": {f"{_ODF}.presentation"},
    ".ods": {f"{_ODF}.spreadsheet"},
    ".odt": {f"{_ODF}.text"},
    ".ogg": {"audio/ogg"},
    ".opus": {"audio/ogg"},
    ".pdf": {"application/pdf"},
    ".pptx": {f"{_OFFICE}.presentationml.presentation"},
    ".rtf": {"application/rtf"},
    ".wav": {"audio/x-wav"},
    ".webm": {"video/webm"},
    ".xlsx": {f"{_OFFICE}.spreadsheetml.sheet"},
    ".zip": {"application/zip"},
}
#: The part that tells what a zipped document is, wherever in the file it stands.
_PARTS = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}.presentationml.presentation",
}
_PLAIN_TEXT = {".csv", ".txt"}
_MARKUP = re.compile(rb"\s*+<(?:!|\?|[a-zA-Z])")


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


def ending_of(name: str) -> str:
    """How a file's name ends, in small letters with its dot; "" for a name without one."""
    return PurePath(name).suffix.lower()


def refuse_name(name: str) -> ValidationError:
    """For a file whose content is something else than its name says."""
    return ValidationError(
        _(
            "The name of this file ends in “%(ending)s”, but it is something else. Save it again "
            "from the program that made it, or choose another file."
        ),
        code="misnamed",
        params={"ending": ending_of(name)},
    )


def check_sound_or_video(file: Any) -> None:
    found = media_type(file)
    if not found.startswith(("audio/", "video/")):
        raise ValidationError(_("This file is neither sound nor video, whatever its name says."))
    # Other endings are refused by the field's own rule.
    if found not in _TYPES.get(ending_of(file.name), {found}):
        raise refuse_name(file.name)


def check_document(file: Any) -> None:
    """That a document is what its name says. Which endings may be is asked elsewhere."""
    ending = ending_of(file.name)
    if ending in _PLAIN_TEXT:
        fits = _is_plain_text(file)
    else:
        fits = ending not in _TYPES or _document_type(file) in _TYPES[ending]
    if not fits:
        raise refuse_name(file.name)


def check_drawing(file: Any) -> None:
    """That a drawing holds no code and loads nothing; other pictures can't."""
    if ending_of(file.name) != ".svg":
        return
    file.seek(0)
    harm = find_harm_in_svg(file.read())
    file.seek(0)
    if harm:
        raise ValidationError(harm, code="harmful")


def _document_type(file: Any) -> str:
    found = media_type(file)
    if found != "application/zip":
        return found
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    finally:
        file.seek(0)
    return next((kind for part, kind in _PARTS.items() if part in names), found)


def _is_plain_text(file: Any) -> bool:
    file.seek(0)
    head: bytes = file.read(_HEAD)
    file.seek(0)
    return b"\0" not in head and not filetype.guess(head) and not _MARKUP.match(head)


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
