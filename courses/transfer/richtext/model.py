"""What rich text may hold: paragraphs, small headings and lists of marked text.

The HTML and Markdown readers give this model in one normal form, so two texts are the same if
their models are equal.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

#: What a link to a term of the course's glossary begins with.
TERM = "glossary:"
_SPACE = " \t\n"


@dataclass(frozen=True, slots=True)
class Span:
    """Text with its marks. A new line in `text` is a line break; `href` is "" without a link.

    A link is an address, or `lesson:slug` or `page:/path/` for a page of the site, or
    `glossary:slug` for a term of the course's glossary.
    """

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""

    @property
    def marks(self) -> tuple[bool, bool, str]:
        return self.bold, self.italic, self.href


Inline = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Inline


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 3, the only one within an activity."""

    spans: Inline


@dataclass(frozen=True, slots=True)
class Item:
    """A list's item, with the lists below it."""

    spans: Inline
    lists: tuple["Listing", ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[Item, ...]
    ordered: bool = False


Block = Paragraph | Heading | Listing


def tidy_spans(spans: Iterable[Span]) -> Inline:
    """Spans in normal form: same marks joined, none empty, no space around line breaks and edges,
    and a line break without marks."""
    pieces = [
        replace(span, text=piece) if piece != "\n" else Span("\n")
        for span in spans
        for piece in _split_lines(span.text)
    ]
    return tuple(_join(_strip(list(_join(pieces)))))


def tidy_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks in normal form: none empty, neighbouring lists of one kind joined."""
    tidied: list[Block] = []
    for block in blocks:
        if isinstance(block, Listing):
            last = tidied[-1] if tidied else None
            if isinstance(last, Listing) and last.ordered == block.ordered:
                tidied[-1] = Listing(last.items + block.items, block.ordered)
            elif block.items:
                tidied.append(block)
        elif block.spans:
            tidied.append(block)
    return tuple(tidied)


def links_in(blocks: Iterable[Block]) -> Iterator[str]:
    """Every link's address, in order."""
    for block in blocks:
        if isinstance(block, Listing):
            for item in block.items:
                yield from (span.href for span in item.spans if span.href)
                yield from links_in(item.lists)
        else:
            yield from (span.href for span in block.spans if span.href)


def _split_lines(text: str) -> Iterator[str]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield "\n"
        yield line


def _strip(spans: list[Span]) -> list[Span]:
    """No space at the edges and around line breaks; line breaks at the edges go as well."""
    kept = [span for span in spans if span.text]
    changed = True
    while changed:
        changed = False
        for at, span in enumerate(kept):
            first, last = at == 0, at == len(kept) - 1
            text = span.text
            if span.text == "\n":
                if first or last:
                    text = ""
            else:
                if first or kept[at - 1].text == "\n":
                    text = text.lstrip(_SPACE)
                if last or kept[at + 1].text == "\n":
                    text = text.rstrip(_SPACE)
            if text != span.text:
                kept[at : at + 1] = [replace(span, text=text)] if text else []
                changed = True
                break
    return kept


def _join(spans: Iterable[Span]) -> Iterator[Span]:
    waiting: Span | None = None
    for span in spans:
        if not span.text:
            continue
        joins = waiting and waiting.marks == span.marks and "\n" not in (waiting.text, span.text)
        if waiting and joins:
            waiting = replace(waiting, text=waiting.text + span.text)
            continue
        if waiting:
            yield waiting
        waiting = span
    if waiting:
        yield waiting
