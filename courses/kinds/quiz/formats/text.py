"""The bytes of a file as text: which encodings are understood, and what is refused.

Understood are UTF-8 and UTF-16, with or without their mark at the beginning, and Windows-1252
where it is evident. Everything else is refused: to guess would turn words into others.
"""

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Entry, Finding, Unreadable

_XML = re.compile(r"\s*<(?:\?xml|quiz|!DOCTYPE)\b", re.IGNORECASE)

#: What a text never holds; tab and line feed are not among them.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

_UTF_8_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_UTF_32_MARKS = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_OTHER_FILES = (
    b"PK\x03\x04",
    b"%PDF-",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
)

#: What Windows-1252 shows where the bytes mean letters of another alphabet: four such signs in a
#: row, a sign that no word has beside another, or an opening sign within a word.
_FOREIGN = re.compile(
    r"[\xa1-\xaa\xac-\xba\xbc-\xff\u0152\u0153\u0160\u0161\u017d\u017e\u0178\u0192\u02c6]{4,}"
    r"|[\u0192\u02c6\u02dc\u201a\u2020\u2021\xa4\xa6\xa8\xac\xaf\xb6\xb8][^\x00-\x7f\xa0]"
    r"|[^\x00-\x7f\xa0][\u0192\u02c6\u02dc\u201a\u2020\u2021\xa4\xa6\xa8\xac\xaf\xb6\xb8]"
    r"|[a-z][\xa1\xa3\xb1\xb3\xb6\xb9\xbc\xbe\xbf][a-z\xe0-\xff]"
)
#: Texts in Western European languages have fewer letters beyond ASCII than this share.
_WESTERN_SHARE = 0.5
_REPLACED = "\ufffd"
#: Says nothing, and at the beginning of a file it is no part of the text.
_NO_SPACE = "\ufeff"


def read_file(
    source: bytes, format_name: str, read: Callable[[str], Iterator[Entry | Finding]]
) -> Iterator[Entry | Finding]:
    """What `read` finds in a file of text, and what is to be told of the file. Never raises."""
    text, finding = decode(source)
    if finding:
        yield finding
        if finding.error:
            return
    if _XML.match(text):
        sentence = _("This is not %(format)s but XML. Read it as Moodle XML.")
        yield Finding(1, sentence % {"format": format_name})
        return
    told = False
    for found in read(text):
        told = told or isinstance(found, Entry) or found.error
        yield found
    if not told:
        yield Finding(1, _("There is no question in this file."))


def decode(source: bytes) -> tuple[str, Finding | None]:
    """The text with line feeds alone between its lines, and what there is to tell about it.

    An error comes with the text ""; with a warning the text is readable. Never raises.
    """
    try:
        text, warning = _decode(source)
    except Unreadable as error:
        return "", Finding(error.line or 1, str(error))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _NO_SPACE in text:
        text = text.replace(_NO_SPACE, "")
    if found := CONTROL.search(text):
        sentence = _(
            "This line has a control character (U+%(code)04X), which is no part of a text; "
            "delete it."
        ) % {"code": ord(found[0])}
        return "", Finding(_line_of(text, found.start()), sentence)
    if warning is None and _REPLACED in text:
        sentence = _(
            "This line has the sign %(sign)s, which stands for a letter that was lost before; "
            "write the letter again."
        ) % {"sign": _REPLACED}
        warning = Finding(_line_of(text, text.index(_REPLACED)), sentence, error=False)
    return text, warning


def tidy(text: str) -> str:
    """What a file keeps of a text: line feeds alone between its lines, nothing invisible, and no
    white space at its ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace(_NO_SPACE, "").strip()


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers from 1, one at a time: the text is never held twice."""
    start, number = 0, 1
    while (end := text.find("\n", start)) >= 0:
        yield number, text[start:end]
        start, number = end + 1, number + 1
    yield number, text[start:]


def _decode(source: bytes) -> tuple[str, Finding | None]:
    """Raises `Unreadable`."""
    if source.startswith(_OTHER_FILES):
        raise Unreadable(
            _("This is a document or a picture, not plain text. Save it as text in UTF-8.")
        )
    if source.startswith(_UTF_32_MARKS):
        raise Unreadable(_("This file is in UTF-32. Save it as UTF-8."))
    for mark, name in _UTF_16_MARKS:
        if source.startswith(mark):
            return _decode_utf_16(source[len(mark) :], name), None
    if b"\x00" in source:
        if name := _guess_utf_16(source):
            return _decode_utf_16(source, name), None
        raise Unreadable(_("This is not a text file: it has NUL bytes. Save it as text in UTF-8."))
    try:
        return source.removeprefix(_UTF_8_MARK).decode("utf-8"), None
    except UnicodeDecodeError as error:
        return _decode_western(source, _line_of(source.decode("latin-1"), error.start))


def _decode_utf_16(source: bytes, name: str) -> str:
    try:
        return source.decode(name)
    except UnicodeDecodeError:
        sentence = _("This file begins like UTF-16 but is damaged. Save it again, as UTF-8.")
        raise Unreadable(sentence) from None


def _guess_utf_16(source: bytes) -> str:
    """Which UTF-16 a file without a mark is in, or "": every other byte of most letters is NUL."""
    even, odd = source[0::2].count(0), source[1::2].count(0)
    if len(source) % 2 or (even and odd) or 4 * (even + odd) <= len(source):
        return ""
    return "utf-16-le" if odd else "utf-16-be"


def _decode_western(source: bytes, line: int) -> tuple[str, Finding]:
    """The text where it is evidently Windows-1252, with a warning; `line` is the first that is not
    UTF-8."""
    lenient = source.decode("utf-8", errors="replace")
    broken = lenient.count(_REPLACED) - source.count(_REPLACED.encode())
    if sum(char > "\x7f" for char in lenient) > 2 * broken:
        sentence = _(
            "This line is damaged: most of the file is UTF-8, but not this. Write it anew."
        )
        raise Unreadable(sentence, line)
    text = source.decode("cp1252", errors="replace")
    letters = sum(char.isalpha() for char in text)
    beyond_ascii = sum(char.isalpha() for char in text if char > "\x7f")
    is_foreign = _REPLACED in text or _FOREIGN.search(text)
    if is_foreign or beyond_ascii > _WESTERN_SHARE * letters:
        sentence = _("The letters of this line are in an unknown encoding. Save the file as UTF-8.")
        raise Unreadable(sentence, line)
    sentence = _(
        "This file is not in UTF-8; it was read as Windows-1252. Look whether this line has the "
        "right letters, and better save the file as UTF-8."
    )
    return text, Finding(line, sentence, error=False)


def _line_of(text: str, at: int) -> int:
    """The number of the line with the character at `at`, whichever line ends the text has."""
    before = text[:at]
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1
