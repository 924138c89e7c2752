"""HTML from outside, made flat enough to be cleaned: the time that a sanitiser's parser takes grows
with the square of the nesting, and so does its memory. No Django here: the reader of feeds imports
this."""

import re
from collections import Counter

#: Deeper than anything that somebody wrote to be read.
DEEPEST = 64
#: Of elements that parsers open again after a block that closed them, so many may be open at once.
_MOST_FORMATS = 8
#: So many elements may be closed by another's tag before the HTML is put in order.
_SLACK = 3
#: A parser compares each attribute of a tag with all of them.
_MOST_ATTRIBUTES = 100
#: A text that is shorter, and has few tags, can't be dear.
_SHORT = 50_000

_SPACE = r"[\t\n\f\r ]"
_VALUE = rf"""{_SPACE}*+={_SPACE}*+(?:"[^"]*+"|'[^']*+'|[^\t\n\f\r >"'][^\t\n\f\r >]*+|(?=>))"""
_ATTRIBUTE = rf"[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+(?:{_VALUE}|(?!{_SPACE}*+=))"
#: As the HTML standard reads a tag; what it does not match is a tag that never ends.
_TAG = re.compile(rf"<(/?)([A-Za-z][^\t\n\f\r />]*+)(?:{_ATTRIBUTE})*+[\t\n\f\r /]*+>")
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")
_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)

_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
}  # fmt: skip
_FORMATS = {
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
}  # fmt: skip
#: What is in them is read by other rules, so nobody can say here where their tags begin. A
#: sanitiser takes the elements out in any case.
_FOREIGN = {
    "frameset", "iframe", "math", "noembed", "noframes", "noscript", "plaintext", "script",
    "select", "style", "svg", "template", "textarea", "title", "xmp",
}  # fmt: skip
_UNSEEN = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.I) for name in ("script", "style")}

_CELLS = {"td", "th"}
_ROWS = {*_CELLS, "tr"}
_SECTIONS = {*_ROWS, "caption", "colgroup", "tbody", "tfoot", "thead"}
#: Where only parts of tables may be; for anything else a parser looks for a place before the table.
_TABLE = {"colgroup", "table", "tbody", "tfoot", "thead", "tr"}
_IN_TABLE = {*_SECTIONS, "col"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "center", "details", "dir", "div", "dl",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "ul",
}  # fmt: skip
#: Start tags that end what stands before them, where its own end tag was left out.
_ENDS = {
    "dd": {"dd", "dt", "p"},
    "dt": {"dd", "dt", "p"},
    "td": {*_CELLS, "p"},
    "th": {*_CELLS, "p"},
    **{name: {*_SECTIONS, "p"} for name in _SECTIONS - _ROWS},
    **{name: {"p"} for name in _BLOCKS},
    "li": {"li", "p"},
    "option": {"option"},
    "tr": {*_ROWS, "p"},
}  # fmt: skip
#: Elements whose own end tag may be left out before these end tags.
_OPTIONAL = {"dd", "dt", "li", "option", "p"}
_ENDED_WITH = {
    **dict.fromkeys([*_BLOCKS, "dd", "dt", "li"], _OPTIONAL),
    **dict.fromkeys([*_SECTIONS, "table"], _OPTIONAL | _SECTIONS),
}


def cap_nesting(html: str, *, limit: int = DEEPEST) -> str:
    """`html` with at most `limit` elements within each other, in time that grows with its length.

    What is within the limit comes back as it was. Otherwise deeper elements go and their text
    stays, elements that overlap or were left open are closed in their order, and those that are
    read by rules of their own (scripts, styles, SVG, forms' fields) lose their tags.
    """
    # Each level costs a tag.
    if len(html) < _SHORT and html.count("<") <= limit:
        return html
    return _Flattening(limit).flatten(html)


class _Flattening:
    """One pass over one piece of HTML."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        #: The open elements, and whether their start tags were left out.
        self._open: list[tuple[str, bool]] = []
        self._names: Counter[str] = Counter()
        self._formats = 0
        self._parts: list[str] = []
        #: How many elements were closed by another's tag.
        self._slack = _SLACK
        #: Whether something was left out.
        self._changed = False

    def flatten(self, html: str) -> str:
        parts = self._parts
        at = 0
        while markup := _MARKUP.search(html, at):
            start = markup.start()
            self._write(html[at:start])
            if tag := _TAG.match(html, start):
                at = self._take(tag)
            elif (at := _end_of_comment(html, start)) > start:
                parts.append(html[start:at])
            else:
                # A tag or comment that never ends takes the rest with it, as in a browser.
                at = len(html)
                self._changed = True
        self._write(html[at:])
        if not self._changed and self._slack >= 0:
            return html
        return "".join(parts)

    def _take(self, tag: re.Match[str]) -> int:
        """Look at a tag; returns where to read on."""
        name = tag[2].lower()
        if name in _FOREIGN:
            self._changed = True
            if name in _UNSEEN and not tag[1]:
                end = _UNSEEN[name].search(tag.string, tag.end())
                return end.start() if end else len(tag.string)
        elif tag[1]:
            self._end(name)
        else:
            self._start(name, tag[0])
        return tag.end()

    def _write(self, text: str) -> None:
        if self._open and self._open[-1][0] in _TABLE and not text.isspace() and text:
            self._end_table()
        self._parts.append(text)

    def _start(self, name: str, text: str) -> None:
        if self._open and self._open[-1][0] in _TABLE and name not in _IN_TABLE:
            self._end_table()
        self._end_before(name)
        left_out = (
            (len(self._open) >= self._limit and name not in _VOID)
            or (self._formats >= _MOST_FORMATS and name in _FORMATS)
            or (len(text) > 2 * _MOST_ATTRIBUTES and _has_many_attributes(text))
        )
        if name not in _VOID:
            self._open.append((name, left_out))
            self._names[name] += 1
        if left_out:
            self._changed = True
            return
        self._formats += name in _FORMATS
        self._parts.append(text)

    def _end_before(self, name: str) -> None:
        """Close what a start tag of this name ends, and the formats that were left open in it."""
        ended = _ENDS.get(name)
        while ended and self._open:
            at = top = len(self._open) - 1
            while at > top - _MOST_FORMATS and at > 0 and self._open[at][0] in _FORMATS:
                at -= 1
            if self._open[at][0] not in ended:
                return
            self._slack -= top - at
            while len(self._open) > at:
                self._close()

    def _end_table(self) -> None:
        self._changed = True
        while self._open and self._open[-1][0] in _TABLE:
            self._close()

    def _end(self, name: str) -> None:
        if not self._names[name]:
            # Ends nothing, but for `</p>` and `</br>`, which parsers take for empty elements.
            return
        optional = _ENDED_WITH.get(name, ())
        while (last := self._open[-1][0]) != name:
            if last not in optional:
                self._slack -= 1
            self._close()
        self._close()

    def _close(self) -> None:
        name, left_out = self._open.pop()
        self._names[name] -= 1
        if not left_out:
            self._formats -= name in _FORMATS
            self._parts.append(f"</{name}>")


def _has_many_attributes(tag: str) -> bool:
    return sum(1 for _one in _ATTRIBUTES.finditer(tag, 1)) > _MOST_ATTRIBUTES


def _end_of_comment(html: str, start: int) -> int:
    """Where a comment, or what parsers take for one, ends; `start` where it never does."""
    if html.startswith("<!--", start):
        comment = _COMMENT.match(html, start)
        return comment.end() if comment else start
    return html.find(">", start) + 1 or start
