"""Whether a file is written in the encoding that it says it is.

XML says so itself, in its first line or by a byte order mark, and the parser believes it. A wrong
word there is told before anything is read: else letters would be wrong in every question.
"""

import codecs
import re

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Unreadable

_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UNICODE = {"utf-8", "utf-16", "utf-16-le", "utf-16-be"}
#: Encodings of one byte a letter that are in use: expat learns them from Python's codecs.
_ONE_BYTE = re.compile(
    r"ascii|iso8859-[0-9]{1,2}|cp125[0-9]|cp(437|850|852|866|874)|koi8-[rtu]|mac-[a-z]+|tis-620"
)


def check_declaration(source: bytes) -> None:
    """Raises `Unreadable`, with a line, where the encoding is wrong or can't be read."""
    if source.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Unreadable(_("This file is UTF-32, which is not read. Save it as UTF-8."), 1)
    if source.startswith((*_UTF16_MARKS, b"<\0", b"\0<")):
        head = source[:1000].removeprefix(_UTF16_MARKS[0]).removeprefix(_UTF16_MARKS[1])
        name = _find_name(head.replace(b"\0", b"")) or "UTF-16"
        if not name.lower().startswith("utf-16"):
            _refuse_name(name, "UTF-16")
        return
    name = _find_name(source[:1000].removeprefix(codecs.BOM_UTF8)) or "UTF-8"
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        sentence = _(
            "This file says it is written in “%(name)s”, which nobody knows. Save it as UTF-8."
        )
        raise Unreadable(sentence, 1, name=name) from None
    if codec.startswith("utf-16"):
        sentence = _(
            "This file says it is written in %(name)s, but it is not. Save it as UTF-8, with "
            'encoding="UTF-8" in its first line.'
        )
        raise Unreadable(sentence, 1, name=name)
    if codec not in _UNICODE:
        if not _ONE_BYTE.fullmatch(codec):
            sentence = _("The encoding %(name)s is not read. Save this file as UTF-8.")
            raise Unreadable(sentence, 1, name=name)
        # Any bytes are some text in such an encoding: only their pattern tells.
        if not source.isascii() and _find_undecodable(source, "utf-8") is None:
            _refuse_name(name, "UTF-8")
        # Latin 1 has nothing but control characters there.
        if codec == "iso8859-1" and re.search(rb"[\x80-\x9f]", source):
            _refuse_name(name, "windows-1252")
    wrong = _find_undecodable(source, codec)
    if wrong is not None:
        sentence = _(
            "This file should be %(name)s, but a letter here is not. Save it as UTF-8, with "
            'encoding="UTF-8" in its first line.'
        )
        raise Unreadable(sentence, source.count(b"\n", 0, wrong) + 1, name=name)


def _refuse_name(name: str, actual: str) -> None:
    sentence = _(
        'This file says it is %(name)s, but it is %(actual)s. Write encoding="%(actual)s" in its '
        "first line."
    )
    raise Unreadable(sentence, 1, name=name, actual=actual)


def _find_name(head: bytes) -> str:
    """The encoding in a first line, "" where it names none."""
    declared = _DECLARED.match(head)
    return declared[1].decode("ascii") if declared else ""


def _find_undecodable(source: bytes, codec: str) -> int | None:
    """Where the first byte stands that is no text in this encoding."""
    try:
        source.decode(codec)
    except UnicodeDecodeError as error:
        return error.start
    return None
