"""Whether HTML that a file brings as it is may be stored: Wagtail shows rich text unescaped."""

from html.parser import HTMLParser
from typing import Any

from media.rich_text.cleaning import clean_rich_text


def is_harmless(html: str) -> bool:
    """Whether cleaning would leave the HTML's tags, attributes and text as they are."""
    return _events(html) == _events(clean_rich_text(html))


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
