"""Rich text as Markdown that reads back the same."""

import re
import string
from collections.abc import Iterable
from itertools import groupby

from courses.transfer.richtext.model import Block, Heading, Inline, Listing

_ESCAPED = re.compile(r"[\\`*_\[\]]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|~(?=~~)")
#: What means something at the start of a line.
_LINE_START = re.compile(r"[#>+=~-]|:::|[0-9]{1,9}(?=[.)](?:\s|$))")


def write_markdown(blocks: Iterable[Block]) -> str:
    """Blocks as Markdown, a blank line between them, without a last line end."""
    return "\n\n".join(_write_block(block) for block in blocks)


def write_inline(spans: Inline) -> str:
    """Marked text as one paragraph's Markdown."""
    return "".join(_pieces(spans).text)


def escape_text(text: str) -> str:
    """Plain text as Markdown that reads back as that text, in the middle of a line."""
    return _ESCAPED.sub(lambda found: "\\" + found[0], text)


def indent(text: str, by: int) -> str:
    """The text with every line but the first moved to the right."""
    return text.replace("\n", "\n" + " " * by).replace("\n" + " " * by + "\n", "\n\n")


def _write_block(block: Block) -> str:
    if isinstance(block, Listing):
        return _write_list(block)
    if isinstance(block, Heading):
        return f"### {_flat(block.spans)}"
    return write_inline(block.spans)


def _flat(spans: Inline) -> str:
    """A heading has one line: a break in it becomes a character reference."""
    line = "".join(_pieces(spans, one_line=True).text)
    # A closing run of # would be taken for the heading's end.
    return re.sub(r"#(?=#*$)", r"\\#", line)


def _write_list(listing: Listing) -> str:
    lines = []
    for number, item in enumerate(listing.items, start=1):
        marker = f"{number}. " if listing.ordered else "- "
        inner = "\n".join([write_inline(item.spans), *map(_write_list, item.lists)])
        lines.append(marker + indent(inner, len(marker)))
    return "\n".join(lines)


class _Pieces:
    """The Markdown so far, so that what was written last can still be encoded."""

    def __init__(self, *, one_line: bool) -> None:
        self.one_line = one_line
        self.text: list[str] = []
        #: The plain character that the last piece stands for, "" if it stands for none.
        self.last_char = ""

    def add(self, raw: str, char: str = "") -> None:
        self.text.append(raw)
        self.last_char = char

    def encode_last(self) -> None:
        """Writes the last plain character, if the last piece is one, as a reference."""
        if self.last_char:
            self.text[-1] = _reference(self.last_char)
            self.last_char = ""


def _pieces(spans: Inline, *, one_line: bool = False) -> _Pieces:
    """CommonMark opens and closes marks only where the characters on both sides allow it.

    A character reference counts as punctuation on either side, which makes every place an allowed
    one. Marks that touch each other alternate between `*` and `_`.
    """
    pieces = _Pieces(one_line=one_line)
    for href, segments in groupby(spans, key=lambda span: span.href):
        if href:
            if pieces.last_char == "!":
                pieces.encode_last()
            pieces.add("[")
        last_delimiter, needs_safe_neighbour = "", False
        for span in segments:
            char = "_" if last_delimiter.startswith("*") else "*"
            delimiter = char * (2 * span.bold + span.italic)
            if delimiter:
                needs_safe_neighbour = _write_marked(pieces, span.text, delimiter)
            else:
                encode = needs_safe_neighbour and not _is_safe(span.text[0])
                _write_text(pieces, span.text, encode_first=encode)
                needs_safe_neighbour = False
            last_delimiter = delimiter
        if href:
            pieces.add(f"]({_destination(href)})")
    return pieces


def _write_marked(pieces: _Pieces, text: str, delimiter: str) -> bool:
    """Writes marked text; the answer is whether punctuation or space must follow."""
    opens_anywhere = delimiter[0] == "*" and text[0].isalnum()
    if pieces.last_char and not opens_anywhere and not _is_safe(pieces.last_char):
        pieces.encode_last()
    pieces.add(delimiter)
    _write_text(pieces, text, encode_first=text[0].isspace())
    if text[-1].isspace():
        pieces.encode_last()
    pieces.add(delimiter)
    return not (delimiter[0] == "*" and text[-1].isalnum())


def _write_text(pieces: _Pieces, text: str, *, encode_first: bool) -> None:
    if text == "\n":
        pieces.add("&#10;" if pieces.one_line else "\\\n")
        return
    special = {found.start() for found in _ESCAPED.finditer(text)}
    starts_line = not pieces.text or pieces.text[-1].endswith("\n")
    if starts_line and not pieces.one_line and (found := _LINE_START.match(text)):
        special.add(found.end() if found[0].isdecimal() else 0)
    for at, char in enumerate(text):
        if (at == 0 and encode_first) or _needs_reference(char, edge=at in (0, len(text) - 1)):
            pieces.add(_reference(char))
        else:
            pieces.add("\\" + char if at in special else char, char)


def _needs_reference(char: str, *, edge: bool) -> bool:
    """Whether a space would be taken away or widened if it were written as it is."""
    return char in "\t\u2028\u2029" or (edge and char.isspace() and char != " ")


def _is_safe(char: str) -> bool:
    """Whether CommonMark surely takes a character for space or punctuation."""
    return char in string.punctuation or char in " \n"


def _reference(char: str) -> str:
    return f"&#{ord(char)};"


def _destination(href: str) -> str:
    escaped = re.sub(r"[\\<>]|&(?=#?\w+;)", lambda found: "\\" + found[0], href)
    escaped = re.sub(r"[\s\x00-\x20]", lambda found: _reference(found[0]), escaped)
    if re.fullmatch(r"[^()]+", href) and escaped:
        return escaped
    return f"<{escaped}>"
