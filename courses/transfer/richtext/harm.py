"""Whether HTML that a file brings as it is may be stored: Wagtail shows rich text unescaped."""

from html.parser import HTMLParser
from typing import Any

import nh3

_TAGS = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "br"),
    *("a", "b", "strong", "i", "em", "u", "s", "del", "sup", "sub", "code", "embed"),
}
_ATTRIBUTES = {
    "*": {"data-block-key"},
    "a": {"href", "id", "linktype"},
    "embed": {"alt", "embedtype", "format", "id", "url"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}


def is_harmless(html: str) -> bool:
    """Whether a strict sanitiser would leave the HTML's tags, attributes and text as they are."""
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    return _events(html) == _events(cleaned)


class _Events(HTMLParser):
    """What a text consists of, whatever the way in which it is written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted((name, value or "") for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("br", "hr", "embed"):
            self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.found.append(("", data))

    def handle_comment(self, data: str) -> None:
        self.found.append(("!", data))

    def handle_decl(self, decl: str) -> None:
        self.found.append(("!", decl))

    def handle_pi(self, data: str) -> None:
        self.found.append(("?", data))

    def unknown_decl(self, data: str) -> None:
        self.found.append(("!", data))


def _events(html: str) -> list[Any]:
    events = _Events()
    events.feed(html)
    events.close()
    return events.found
