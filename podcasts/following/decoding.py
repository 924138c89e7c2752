"""Bytes of a feed made text, whatever encoding they claim to be in. No Django here."""

import codecs
import html
import re
from html.entities import html5

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}>")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = {"amp", "lt", "gt", "quot", "apos"}


def decode(content: bytes, content_type: str) -> str:
    """The text in `content`, with nothing that XML forbids and without a declaration.

    Bytes that can be UTF-8 are UTF-8, whatever is claimed: other text hardly ever looks like it.
    Never fails: what cannot be decoded becomes U+FFFD.
    """
    text = _DECLARATION.sub("", _decode(content, content_type), count=1)
    return _ENTITY.sub(_resolve, _NOT_XML.sub("", text)).strip()


def _decode(content: bytes, content_type: str) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if content[:4] in (b"<\0?\0", b"<\0r\0", b"<\0f\0"):
        return content.decode("utf-16-le", "replace")
    if content[:4] in (b"\0<\0?", b"\0<\0r", b"\0<\0f"):
        return content.decode("utf-16-be", "replace")
    declared = _DECLARED.match(content[:1000])
    charset = _CHARSET.search(content_type)
    claims = [charset.group(1)] if charset else []
    claims += [declared.group(1).decode("ascii")] if declared else []
    # ISO-2022 is written in ASCII alone and would pass for UTF-8.
    for claim in sorted(["utf-8", *claims], key=lambda name: not name.lower().startswith("iso-20")):
        try:
            return content.decode(claim)
        except (UnicodeError, LookupError):
            continue
    patched = content.decode("utf-8", "replace")
    wrong = patched.count("\ufffd")
    right = len(patched) - len(patched.encode("ascii", "ignore")) - wrong
    return patched if right >= wrong else content.decode("windows-1252", "replace")


def _resolve(match: re.Match[str]) -> str:
    """HTML's `&nbsp;` and its like, which XML does not know, become what they stand for."""
    name = match.group(1)
    if name in _OF_XML or f"{name};" not in html5:
        return match.group()
    return html.unescape(match.group())
