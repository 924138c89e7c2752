"""Markdown as rich text and pictures; what has no place in a lesson is refused."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from courses.transfer.problems import Place, Problems
from courses.transfer.richtext.model import (
    TERM,
    Block,
    Heading,
    Inline,
    Item,
    Listing,
    Paragraph,
    Span,
    tidy_blocks,
    tidy_spans,
)

#: What a text may hold is told by Wagtail's names of the editor's features.
Features = Collection[str]

_REFUSED = {
    "html_block": "HTML is not supported; write Markdown.",
    "html_inline": "HTML is not supported; write Markdown. Write \\< for the sign itself.",
    "code_block": "Begin the line at the margin; text that is moved in by four spaces is code, "
    "which is not supported.",
    "fence": "Code blocks are not supported.",
    "code_inline": "Code (`...`) is not supported; write \\` for the sign itself.",
    "blockquote": "A quotation is not supported here.",
    "image": "A picture stands alone on its line in a reading, between blank lines.",
    "hr": "A line of --- is not supported here.",
}
_ADDRESS = re.compile(r"(https?://[^/]|mailto:[^@]+@).*", re.IGNORECASE | re.DOTALL)
#: How a page of the site is named in files.
PAGE_ADDRESS = re.compile(r"lesson:[^/\s]+|page:/\S*")
_TERM_ADDRESS = re.compile(rf"{TERM}\S+")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture alone on its line."""

    file: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A line of `---`."""


Part = Block | Picture | Divider


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page of the site or a term of the glossary, to be found once all are there."""

    address: str
    place: Place

    @property
    def term(self) -> str:
        """The slug of the term that it leads to; "" where it leads to none."""
        return self.address.removeprefix(TERM) if self.address.startswith(TERM) else ""


class _Markdown(MarkdownIt):
    """CommonMark that leaves addresses as they are written: we judge them ourselves."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - markdown-it's name
        return url


@dataclass(slots=True)
class Findings:
    """What comes up while texts are read: problems, and links to find later."""

    problems: Problems
    links: list[Link] = field(default_factory=list)


def read_parts(
    source: str, place: Place, findings: Findings, *, features: Features
) -> Iterator[tuple[Place, Part]]:
    """The blocks, pictures and dividers of a text whose first line stands at `place`."""
    return _Reader(place, findings, features).read(source, parts=True)


def read_blocks(
    source: str, place: Place, findings: Findings, *, features: Features
) -> tuple[Block, ...]:
    """Rich text alone: pictures and dividers are refused."""
    parts = _Reader(place, findings, features).read(source, parts=False)
    blocks = [part for _place, part in parts if isinstance(part, Paragraph | Heading | Listing)]
    return tidy_blocks(blocks)


def read_items(
    source: str, place: Place, findings: Findings, *, features: Features
) -> list[tuple[Place, tuple[Block, ...]]]:
    """The items of the one list that a text is, each as paragraphs of its own."""
    return _Reader(place, findings, features).read_items(source)


class _Reader:
    """Walks one text's tree. Lines are counted through line breaks within a paragraph."""

    def __init__(self, place: Place, findings: Findings, features: Features) -> None:
        self.place = place
        self.findings = findings
        self.features = features
        self.line = 0

    def read(self, source: str, *, parts: bool) -> Iterator[tuple[Place, Part]]:
        for node in self._tree(source).children:
            self.line = node.map[0] if node.map else self.line
            at = self.place.down(self.line)
            if parts and node.type == "hr":
                yield at, Divider()
            elif parts and (image := _lone_image(node)):
                yield at, self._picture(image)
            elif block := self._block(node):
                yield at, block

    def read_items(self, source: str) -> list[tuple[Place, tuple[Block, ...]]]:
        nodes = list(self._tree(source).children)
        if len(nodes) != 1 or nodes[0].type not in ("bullet_list", "ordered_list"):
            self._refuse("Steps are one list: each line begins with `- `.")
            return []
        found = []
        for item in nodes[0].children:
            self.line = item.map[0] if item.map else self.line
            at = self.place.down(self.line)
            blocks = [block for child in item.children if (block := self._block(child))]
            if any(not isinstance(block, Paragraph) for block in blocks):
                self._refuse("A step holds paragraphs only.")
            found.append((at, tidy_blocks(blocks)))
        return found

    def _tree(self, source: str) -> SyntaxTreeNode:
        return SyntaxTreeNode(_Markdown("commonmark").parse(source))

    def _refuse(self, sentence: str) -> None:
        self.findings.problems.add(self.place.down(self.line), sentence)

    def _block(self, node: SyntaxTreeNode) -> Block | None:
        self.line = node.map[0] if node.map else self.line
        if node.type == "paragraph":
            return Paragraph(self._inline(node))
        if node.type == "heading":
            return self._heading(node)
        if node.type in ("bullet_list", "ordered_list"):
            return self._listing(node)
        self._refuse(_REFUSED.get(node.type, f"Markdown's {node.type} is not supported."))
        return None

    def _heading(self, node: SyntaxTreeNode) -> Heading | None:
        if "h3" not in self.features:
            self._refuse("A heading is not supported here.")
        elif node.tag != "h3" or node.markup != "###":
            self._refuse(
                "Only headings of level 3 (`### Heading`) are supported. Put a blank line before "
                "a line of --- or ===."
            )
        else:
            return Heading(self._inline(node))
        return None

    def _listing(self, node: SyntaxTreeNode) -> Listing | None:
        ordered = node.type == "ordered_list"
        if ("ol" if ordered else "ul") not in self.features:
            self._refuse("A list is not supported here.")
            return None
        if ordered and node.attrs.get("start", 1) != 1:
            self._refuse("A numbered list begins with 1; the numbers are not kept.")
        items = (self._item(item) for item in node.children)
        return Listing(tuple(item for item in items if item.spans or item.lists), ordered)

    def _item(self, node: SyntaxTreeNode) -> Item:
        spans: Inline = ()
        lists: list[Block] = []
        for number, child in enumerate(node.children):
            self.line = child.map[0] if child.map else self.line
            if child.type == "paragraph" and number == 0:
                spans = self._inline(child)
            elif child.type in ("bullet_list", "ordered_list"):
                if listing := self._listing(child):
                    lists.append(listing)
            else:
                self._refuse("A list's item is one paragraph, with lists below it at most.")
        below = (block for block in tidy_blocks(lists) if isinstance(block, Listing))
        return Item(spans, tuple(below))

    def _inline(self, node: SyntaxTreeNode) -> Inline:
        spans = [
            span
            for inline in node.children
            for child in inline.children
            for span in self._spans(child, bold=False, italic=False, href="")
        ]
        return tidy_spans(spans)

    def _spans(
        self, node: SyntaxTreeNode, *, bold: bool, italic: bool, href: str
    ) -> Iterator[Span]:
        if node.type == "text":
            yield Span(node.content, bold, italic, href)
        elif node.type == "softbreak":
            self.line += 1
            yield Span(" ", bold, italic, href)
        elif node.type == "hardbreak":
            self.line += 1
            yield Span("\n", bold, italic, href)
        elif node.type in ("strong", "em", "link"):
            bold = bold or self._marks(node, "strong", "bold")
            italic = italic or self._marks(node, "em", "italic")
            href = self._href(node) if node.type == "link" else href
            for child in node.children:
                yield from self._spans(child, bold=bold, italic=italic, href=href)
        else:
            self._refuse(_REFUSED.get(node.type, f"Markdown's {node.type} is not supported."))

    def _marks(self, node: SyntaxTreeNode, wanted: str, feature: str) -> bool:
        if node.type == wanted and feature not in self.features:
            self._refuse(f"Text in {feature} is not supported here.")
        return node.type == wanted

    def _href(self, node: SyntaxTreeNode) -> str:
        """A link's address; "" where it is refused."""
        address = str(node.attrs.get("href", ""))
        if "link" not in self.features:
            self._refuse("A link is not supported here.")
        elif node.attrs.get("title"):
            self._refuse("A link has no title: [text](https://...).")
        elif PAGE_ADDRESS.fullmatch(address) or _TERM_ADDRESS.fullmatch(address):
            self.findings.links.append(Link(address, self.place.down(self.line)))
            return address
        elif _ADDRESS.fullmatch(address):
            return address
        else:
            self._refuse(
                f"A link leads to https://..., http://... or mailto:...; {address[:60]!r} does not."
            )
        return ""

    def _picture(self, node: SyntaxTreeNode) -> Picture:
        for child in node.walk():
            if child.type not in ("image", "text", "softbreak"):
                self._refuse("A picture's description is plain text; escape * and _ in it.")
        alt = "".join(
            " " if child.type == "softbreak" else child.content
            for child in node.walk()
            if child.type in ("text", "softbreak")
        )
        title = re.sub(r"\s*\n\s*", " ", str(node.attrs.get("title") or ""))
        return Picture(str(node.attrs.get("src", "")), alt, title)


def _lone_image(node: SyntaxTreeNode) -> SyntaxTreeNode | None:
    """The image that a paragraph is, or None."""
    if node.type != "paragraph" or len(node.children) != 1:
        return None
    inline = list(node.children[0].children)
    return inline[0] if len(inline) == 1 and inline[0].type == "image" else None
