"""Whether a file is written in the encoding that it says it is.

XML says so itself, in its first line or by a byte order mark, and the parser believes it. A wrong
word there is told before anything is read: else letters would be wrong in every question.
"""

import codecs
import re

from django.utils.translation import gettext as _

_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_PIECE = 64 * 1024
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UNICODE = {"utf-8", "utf-16", "utf-16-le", "utf-16-be"}
#: Encodings of one byte a letter that are in use: expat learns them from Python's codecs.
_ONE_BYTE = re.compile(
    r"ascii|iso8859-[0-9]{1,2}|cp125[0-9]|cp(437|850|852|866|874)|koi8-[rtu]|mac-[a-z]+|tis-620"
)


def find_wrong_declaration(source: bytes) -> tuple[int, str] | None:
    """The line and the sentence on a wrong or unreadable encoding; None where all is well."""
    if source.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return 1, _("This file is UTF-32, which is not read. Save it as UTF-8.")
    if source.startswith((*_UTF16_MARKS, b"<\0", b"\0<")):
        return _check_utf_16(source)
    name = _find_name(source[:1000].removeprefix(codecs.BOM_UTF8)) or "UTF-8"
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return 1, _("This file says it is written in “%(name)s”, which nobody knows. "
                    "Save it as UTF-8.") % {"name": name}  # fmt: skip
    if codec.startswith("utf-16"):
        return 1, _("This file says it is written in %(name)s, but it is not. Save it as UTF-8, "
                    'with encoding="UTF-8" in its first line.') % {"name": name}  # fmt: skip
    if codec not in _UNICODE and not _ONE_BYTE.fullmatch(codec):
        return 1, _("The encoding %(name)s is not read. Save this file as UTF-8.") % {"name": name}
    if codec not in _UNICODE and (better := _find_better_name(source, name, codec)):
        return better
    wrong = _find_undecodable(source, codec)
    if wrong is None:
        return None
    return _line(source, wrong), _(
        "This file should be %(name)s, but a letter here is not. Save it as UTF-8, with "
        'encoding="UTF-8" in its first line.'
    ) % {"name": name}


def _check_utf_16(source: bytes) -> tuple[int, str] | None:
    head = source[:1000].removeprefix(_UTF16_MARKS[0]).removeprefix(_UTF16_MARKS[1])
    name = _find_name(head.replace(b"\0", b""))
    if not name or name.lower().startswith("utf-16"):
        return None
    return 1, _('This file says it is %(name)s, but it is %(actual)s. Write encoding="%(actual)s" '
                "in its first line.") % {"name": name, "actual": "UTF-16"}  # fmt: skip


def _find_name(head: bytes) -> str:
    """The encoding in a first line, "" where it names none."""
    declared = _DECLARED.match(head)
    return declared[1].decode("ascii") if declared else ""


def _find_better_name(source: bytes, name: str, codec: str) -> tuple[int, str] | None:
    """Any bytes are some text in an encoding of one byte a letter: only their pattern tells."""
    actual = None
    if source.isascii():
        return None
    if _find_undecodable(source, "utf-8") is None:
        actual = "UTF-8"
    elif codec == "iso8859-1" and re.search(rb"[\x80-\x9f]", source):
        actual = "windows-1252"  # Latin 1 has nothing but control characters there
    if actual is None:
        return None
    return 1, _('This file says it is %(name)s, but it is %(actual)s. Write encoding="%(actual)s" '
                "in its first line.") % {"name": name, "actual": actual}  # fmt: skip


def _find_undecodable(source: bytes, codec: str) -> int | None:
    """Where the first byte stands that is no text in this encoding. Piece by piece, so that a
    large file is not held twice."""
    decoder = codecs.getincrementaldecoder(codec)()
    for start in range(0, len(source) + 1, _PIECE):
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(source[start : start + _PIECE], start + _PIECE >= len(source))
        except UnicodeDecodeError as error:
            return start - waiting + error.start
    return None


def _line(source: bytes, place: int) -> int:
    return source.count(b"\n", 0, place) + 1
