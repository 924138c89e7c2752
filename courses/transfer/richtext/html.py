"""Rich text as Wagtail stores it: p, h3, ul, ol, li, b, i, br and a."""

import re
from collections.abc import Callable, Iterable
from html import escape
from html.parser import HTMLParser

from courses.catalog.glossary import GLOSSARY_LINK
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

_BOLD, _ITALIC = {"b", "strong"}, {"i", "em"}
#: Characters that are neither text nor space.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class UnreadableHtml(Exception):
    """HTML that holds more than the model; the message is a sentence."""


class Html(str):
    """HTML that was made from a file's text: stored HTML that means the same may stay."""

    __slots__ = ()


def read_html(
    html: str, name_page: Callable[[int], str], *, glossary: str = ""
) -> tuple[Block, ...]:
    """Stored HTML as blocks; `name_page(id)` gives the address of a link to a page of the site.

    `glossary` is the whole address of the course's glossary, by which an editor may have linked to
    a term. Raises `UnreadableHtml` for an element that the model has no place for.
    """
    reader = _Reader(name_page, glossary)
    reader.feed(html.replace("\r\n", "\n"))
    reader.close()
    return reader.finish()


def write_html(blocks: Iterable[Block], page_id: Callable[[str], int]) -> Html:
    """Blocks as stored HTML; `page_id(address)` gives the page for `lesson:` and `page:` links."""
    return Html("".join(_write_block(block, page_id) for block in blocks))


def mean_the_same(one: str, other: str) -> bool:
    """Whether two pieces of stored HTML differ in nothing that the model holds."""
    try:
        return read_html(one, str) == read_html(other, str)
    except UnreadableHtml:
        return False


# --- Reading ----------------------------------------------------------------------------------


class _OpenItem:
    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.lists: list[Listing] = []


class _OpenList:
    def __init__(self, *, ordered: bool) -> None:
        self.ordered = ordered
        self.items: list[Item] = []
        self.item: _OpenItem | None = None

    def close_item(self) -> None:
        if self.item:
            item = _make_item(tidy_spans(self.item.spans), self.item.lists)
            self.items += [item] if item.spans or item.lists else []
        self.item = None


class _Reader(HTMLParser):
    """Builds the blocks as the tags go by."""

    def __init__(self, name_page: Callable[[int], str], glossary: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name_page = name_page
        self.to_terms = [GLOSSARY_LINK, *([f"{glossary}#"] if glossary else [])]
        self.blocks: list[Block] = []
        self.lists: list[_OpenList] = []
        self.spans: list[Span] = []
        self.block = ""
        self.bold = self.italic = 0
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "h3"):
            self._end_block()
            self.block = tag
        elif tag in ("ul", "ol"):
            self._end_block()
            self.lists.append(_OpenList(ordered=tag == "ol"))
        elif tag == "li" and self.lists:
            self.lists[-1].close_item()
            self.lists[-1].item = _OpenItem()
        elif tag == "br":
            self._add("\n")
        elif tag == "a":
            self.hrefs.append(self._href(dict(attrs)))
        elif tag in _BOLD:
            self.bold += 1
        elif tag in _ITALIC:
            self.italic += 1
        else:
            raise UnreadableHtml(f"Rich text holds a <{tag}>, which files have no form for.")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "h3"):
            self._end_block()
        elif tag in ("ul", "ol") and self.lists:
            self._end_list()
        elif tag == "li" and self.lists:
            self.lists[-1].close_item()
        elif tag == "a" and self.hrefs:
            self.hrefs.pop()
        elif tag in _BOLD and self.bold:
            self.bold -= 1
        elif tag in _ITALIC and self.italic:
            self.italic -= 1

    def handle_data(self, data: str) -> None:
        self._add(_CONTROL.sub("", data.replace("\n", " ")))

    def finish(self) -> tuple[Block, ...]:
        while self.lists:
            self._end_list()
        self._end_block()
        return tidy_blocks(self.blocks)

    def _add(self, text: str) -> None:
        href = self.hrefs[-1] if self.hrefs else ""
        span = Span(text, bool(self.bold), bool(self.italic), href)
        item = self.lists[-1].item if self.lists else None
        (item.spans if item else self.spans).append(span)

    def _end_block(self) -> None:
        if not self.lists:
            spans = tidy_spans(self.spans)
            self.blocks.append(Heading(spans) if self.block == "h3" else Paragraph(spans))
            self.spans, self.block = [], ""

    def _end_list(self) -> None:
        closed = self.lists.pop()
        closed.close_item()
        listing = Listing(tuple(closed.items), closed.ordered)
        item = self.lists[-1].item if self.lists else None
        if item:
            item.lists.append(listing)
        else:
            self.blocks.append(listing)

    def _href(self, attrs: dict[str, str | None]) -> str:
        link_type = attrs.get("linktype")
        if link_type == "page" and (attrs.get("id") or "").isdecimal():
            return self.name_page(int(attrs["id"] or 0))
        if link_type:
            raise UnreadableHtml(f"A link to a {link_type} has no form in files.")
        address = _CONTROL.sub("", attrs.get("href") or "")
        for beginning in self.to_terms:
            slug = address.removeprefix(beginning)
            if slug != address and re.fullmatch(r"[\w-]+", slug):
                return TERM + slug
        return address


def _make_item(spans: Inline, lists: list[Listing]) -> Item:
    below = (block for block in tidy_blocks(lists) if isinstance(block, Listing))
    return Item(spans, tuple(below))


# --- Writing ----------------------------------------------------------------------------------


def _write_block(block: Block, page_id: Callable[[str], int]) -> str:
    if isinstance(block, Listing):
        return _write_list(block, page_id)
    tag = "h3" if isinstance(block, Heading) else "p"
    return f"<{tag}>{_write_spans(block.spans, page_id)}</{tag}>"


def _write_list(listing: Listing, page_id: Callable[[str], int]) -> str:
    tag = "ol" if listing.ordered else "ul"
    items = "".join(
        f"<li>{_write_spans(item.spans, page_id)}"
        f"{''.join(_write_list(one, page_id) for one in item.lists)}</li>"
        for item in listing.items
    )
    return f"<{tag}>{items}</{tag}>"


def _write_spans(spans: Inline, page_id: Callable[[str], int]) -> str:
    """Nested as Draftail does it: a link outside, then bold, then italic."""
    written: list[str] = []
    stack: list[str] = []
    for span in spans:
        wanted = [f"<a {_link(span.href, page_id)}>"] if span.href else []
        wanted += ["<b>"] if span.bold else []
        wanted += ["<i>"] if span.italic else []
        _change_tags(written, stack, wanted)
        written.append(escape(span.text, quote=False).replace("\n", "<br/>"))
    _change_tags(written, stack, [])
    return "".join(written)


def _change_tags(written: list[str], stack: list[str], wanted: list[str]) -> None:
    shared = 0
    while shared < min(len(stack), len(wanted)) and stack[shared] == wanted[shared]:
        shared += 1
    while len(stack) > shared:
        written.append(f"</{stack.pop()[1]}>")
    for tag in wanted[shared:]:
        stack.append(tag)
        written.append(tag)


def _link(href: str, page_id: Callable[[str], int]) -> str:
    if href.startswith(("lesson:", "page:")):
        return f'id="{page_id(href)}" linktype="page"'
    if href.startswith(TERM):
        href = GLOSSARY_LINK + href.removeprefix(TERM)
    return f'href="{escape(href)}"'
