"""Rich text as plain paragraphs that still know what was emphasised in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BOLD = {"b", "strong"}


#: From where to where in a text.
Span = tuple[int, int]

_BRACKETS = re.compile(r"\s?\([^()]{1,80}\)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of plain text, its white space tidied.

    `marked` are the spans that stand out, in bold or in a link that explains, each with brackets
    that follow it; `linked` are those in other links, which name what is elsewhere.
    """

    text: str
    heading: bool = False
    marked: tuple[Span, ...] = ()
    linked: tuple[Span, ...] = ()


def read_paragraphs(html: str, *, explaining: str = "") -> list[Paragraph]:
    """The paragraphs, list items and headings of an HTML text, in their order.

    A link explains where its address contains `explaining`, unless that is empty.
    """
    reader = _Reader(explaining)
    reader.feed(html)
    reader.close()
    reader.end_paragraph()
    return reader.paragraphs


def plain_text(paragraphs: Sequence[Paragraph]) -> str:
    """The paragraphs' text, one a line."""
    return "\n".join(one.text for one in paragraphs)


class _Reader(HTMLParser):
    def __init__(self, explaining: str) -> None:
        super().__init__(convert_charrefs=True)
        self.explaining = explaining
        self.paragraphs: list[Paragraph] = []
        #: Each with whether it stands out, and whether it is in a link.
        self.pieces: list[tuple[str, bool, bool]] = []
        self.bold = 0
        #: For each open link, whether it explains.
        self.links: list[bool] = []
        self.heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_paragraph()
        if tag in _HEADINGS:
            self.heading = True
        elif tag in _BOLD:
            self.bold += 1
        elif tag == "a":
            address = dict(attrs).get("href") or ""
            self.links.append(bool(self.explaining) and self.explaining in address)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_paragraph()
        if tag in _HEADINGS:
            self.heading = False
        elif tag in _BOLD:
            self.bold = max(0, self.bold - 1)
        elif tag == "a" and self.links:
            self.links.pop()

    def handle_data(self, data: str) -> None:
        self.pieces.append((data, bool(self.bold) or any(self.links), bool(self.links)))

    def end_paragraph(self) -> None:
        text = ""
        marked: list[Span] = []
        linked: list[Span] = []
        for piece, stands_out, in_link in self.pieces:
            # White space counts once, also where tags stand between.
            tidy = re.sub(r"\s+", " ", piece)
            if not text or text.endswith(" "):
                tidy = tidy.removeprefix(" ")
            if stands_out or in_link:
                _add(marked if stands_out else linked, len(text), len(text) + len(tidy))
            text += tidy
        if text.strip():
            marks = tuple((begin, _after_brackets(text, end)) for begin, end in marked)
            self.paragraphs.append(Paragraph(text.rstrip(), self.heading, marks, tuple(linked)))
        self.pieces = []


def _add(spans: list[Span], begin: int, end: int) -> None:
    """One more span, joined to the one that it follows at once."""
    if spans and spans[-1][1] == begin:
        begin = spans.pop()[0]
    if begin < end:
        spans.append((begin, end))


def _after_brackets(text: str, end: int) -> int:
    found = _BRACKETS.match(text, end)
    return found.end() if found else end
