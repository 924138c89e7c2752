"""What a file is by its content, and whether its name says the same."""

import codecs
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
    ".mp4": {"video/mp4", "video/x-m4v", "video/quicktime", "audio/mp4"},
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
#: In the container that films use: these are photos of phones.
_PHOTO_BRANDS = {b"heic", b"heim", b"heis", b"heix", b"hevc", b"hevx"}
_PLAIN_TEXT = {".csv", ".txt"}
#: What begins with two letters that a text may begin with as well.
_TWO_LETTERS = {"application/postscript", "application/x-msdownload", "image/bmp"}
_MARKUP = re.compile(rb"\s*+<(?:!|\?|[a-zA-Z])")


def media_type(file: Any) -> str:
    """The MIME type by the file's first bytes, "" where it is none that we know."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    found = _guess(head)
    if found.startswith("video/") and file.name.lower().endswith(tuple(_SOUND_ONLY)):
        return found.replace("video/", "audio/", 1)
    return found


def _guess(head: bytes) -> str:
    if kind := filetype.guess(head):
        return str(kind.mime)
    if head[4:8] == b"ftyp":
        # Brands that the library does not know; ffmpeg reads the film, or says that it is none.
        length = min(int.from_bytes(head[:4]), len(head))
        brands = {head[at : at + 4] for at in range(8, length, 4)}
        return "image/heic" if brands & _PHOTO_BRANDS else "video/mp4"
    return ""


def find_type(file: Any) -> str:
    """`media_type`, which for a zipped document looks inside: its parts stand in any order."""
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
        fits = ending not in _TYPES or find_type(file) in _TYPES[ending]
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


def _is_plain_text(file: Any) -> bool:
    file.seek(0)
    head: bytes = file.read(_HEAD)
    file.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # As spreadsheets save "Unicode text".
        head = head[: len(head) // 2 * 2].decode("utf-16", "ignore").encode()
    kind = filetype.guess(head)
    if b"\0" in head or (kind and kind.mime not in _TWO_LETTERS):
        return False
    return not _MARKUP.match(head.removeprefix(codecs.BOM_UTF8))


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
