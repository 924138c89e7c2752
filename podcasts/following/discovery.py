"""Which feeds a web page names."""

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

_MOST = 20
_LONGEST = 300_000  # characters that are looked at: a page names its feeds at its top
# Bounded, so that no page can make them slow.
_TAG = re.compile(r"<(link|base|a)\s([^<>]{1,1500})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([a-z-]{1,30})\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_TYPES = {"application/rss+xml", "application/atom+xml"}
_LIKE_A_FEED = re.compile(r"\.(rss|atom)$|/(feed|rss)(\.xml)?/?$", re.IGNORECASE)


@dataclass(frozen=True)
class FoundFeed:
    """A feed that a page names; `title` is "" where the page gives none."""

    url: str
    title: str = ""


def find_feeds(page: str | bytes, base_url: str) -> list[FoundFeed]:
    """The feeds a page names in its head, else those it links to that look like one, each once,
    20 at most. Relative addresses start from the page's <base>, else from `base_url`."""
    if isinstance(page, bytes):
        page = page[: _LONGEST * 4].decode("utf-8", "replace")
    page = _drop_comments(page[:_LONGEST])
    named: dict[str, FoundFeed] = {}
    linked: dict[str, FoundFeed] = {}
    base = base_url
    for match in _TAG.finditer(page):
        tag, attributes = match.group(1).lower(), _read_attributes(match.group(2))
        address = attributes.get("href", "").strip()
        if not address:
            continue
        if tag == "base":
            base = _join(base_url, address) or base_url
            continue
        url = _join(base, address)
        title = attributes.get("title", "").strip()[:300]
        if tag == "link" and _is_feed(attributes):
            named.setdefault(url, FoundFeed(url, title))
        elif tag == "a" and _LIKE_A_FEED.search(urlsplit(url).path):
            linked.setdefault(url, FoundFeed(url, title))
        if len(named) > _MOST:
            break
    found = named or linked
    return [feed for url, feed in found.items() if url][:_MOST]


def _drop_comments(page: str) -> str:
    # By hand: a pattern would search to the end again for each comment that is left open.
    first, *rest = page.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in rest)


def _read_attributes(text: str) -> dict[str, str]:
    read: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(text):
        read.setdefault(name.lower(), html.unescape("".join(values)))
    return read


def _is_feed(attributes: dict[str, str]) -> bool:
    kind = attributes.get("type", "").partition(";")[0].strip().lower()
    return "alternate" in attributes.get("rel", "").lower().split() and kind in _TYPES


def _join(base: str, address: str) -> str:
    """The address in full, "" if it is not of the web."""
    try:
        url = urljoin(base, address)
        return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else ""
    except ValueError:
        return ""
