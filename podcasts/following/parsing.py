"""The bytes of a feed made values: feedparser for what all feeds have, a hardened pass for what
it loses of a podcast's. No Django here: it runs in the worker."""

import calendar
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import urljoin

import feedparser  # type: ignore[import-untyped]

from podcasts.following.cleaning import clean_feed
from podcasts.following.decoding import decode
from podcasts.following.hardened import (
    Extras,
    is_web,
    read_explicit,
    read_hardened,
    read_number,
    read_seconds,
)
from podcasts.following.values import (
    EPISODE_LENGTHS,
    FEED_LENGTHS,
    MOST_EPISODES,
    ReadEpisode,
    ReadFeed,
)

_HTML = re.compile(
    r"\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_FEED = re.compile(r"<(?:\w{1,20}:)?(rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
_ITEM = re.compile(r"<((?:\w{1,20}:)?(?:item|entry))[\s>]", re.IGNORECASE)
_END_OF_ITEM = re.compile(r"</(?:\w{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)
_END = re.compile(r"</(?:\w{1,20}:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_KINDS = {"full", "trailer", "bonus"}


class Unreadable(Exception):
    """No feed could be read; `code` is one of `problems.Problem`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_feed(content: bytes, *, content_type: str = "", url: str = "") -> ReadFeed:
    """Read and clean the feed in `content`; `url` is what its relative addresses start from.

    Raises Unreadable with empty, html, not_a_feed or unsafe_xml.
    """
    text = decode(content, content_type)
    if not text:
        raise Unreadable("empty")
    if _HTML.match(text[:5_000]):
        raise Unreadable("html")
    if not _FEED.search(text):
        raise Unreadable("html" if "<html" in text[:5_000].lower() else "not_a_feed")
    text, warning = _cut(text)
    clean = b"<?xml version='1.0' encoding='utf-8'?>\n" + text.encode()
    # This pass first: what it refuses, no other parser gets to see.
    hardened = read_hardened(clean)
    if hardened.unsafe:
        raise Unreadable("unsafe_xml")
    parsed = feedparser.parse(
        clean,
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": url if is_web(url) else "",
        },
        # Notes are cleaned by nh3 afterwards, once; doing it here as well costs most of the time.
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.entries and not (parsed.get("version") and parsed.feed.get("title")):
        raise Unreadable("not_a_feed")
    return clean_feed(_make_feed(parsed, hardened.channel, hardened.items, url, warning))


def _cut(text: str) -> tuple[str, str]:
    """The text up to its last whole item of those we take, closed again, and what to warn of."""
    starts = []
    for match in _ITEM.finditer(text):
        starts.append(match.start())
        if len(starts) > MOST_EPISODES:
            return _close(text[: starts[-1]], text), "too_many_episodes"
    if _END.search(text[-1_000:]):
        return text, ""
    end = max((match.end() for match in _END_OF_ITEM.finditer(text)), default=0)
    return (_close(text[:end], text) if end else text), "cut_short"


def _close(part: str, text: str) -> str:
    root = re.search(r"<((?:\w{1,20}:)?(?:rss|feed|rdf))\b", text[:5_000], re.IGNORECASE)
    name = root.group(1) if root else "rss"
    channel = "</channel>" if name.lower() == "rss" else ""
    return f"{part}{channel}</{name}>"


def _make_feed(
    parsed: Any, channel: Extras, items: list[Extras], url: str, warning: str
) -> ReadFeed:
    feed = parsed.feed
    image = channel.texts.get("itunes:image") or _get_href(feed.get("image"))
    values: dict[str, str] = {
        "title": _get_text(feed, "title"),
        "author": channel.texts.get("itunes:author") or _get_text(feed, "author"),
        "description": _get_text(feed, "subtitle", "summary", "description"),
        "language": _get_text(feed, "language"),
        "site_url": _make_absolute(_get_text(feed, "link"), url),
        "image_url": _make_absolute(image, url),
        "guid": channel.texts.get("podcast:guid", ""),
        "medium": channel.texts.get("podcast:medium", "").lower(),
        "new_feed_url": _make_absolute(channel.texts.get("itunes:new-feed-url", ""), url),
    }
    explicit = channel.texts.get("itunes:explicit")
    if explicit is None:
        said = bool(feed.get("itunes_explicit"))
    else:
        said = read_explicit(explicit) or False
    episodes = []
    for index, entry in enumerate(parsed.entries[:MOST_EPISODES]):
        extras = items[index] if index < len(items) else Extras()
        episodes.append(_make_episode(entry, extras, url))
    return ReadFeed(
        **_fit(values, FEED_LENGTHS),
        explicit=said,
        people=_fit_parts(channel.people, url),
        locked=channel.texts.get("podcast:locked", "").lower() in ("yes", "true"),
        warning=warning,
        episodes=episodes,
    )


def _make_episode(entry: Any, extras: Extras, url: str) -> ReadEpisode:
    texts = extras.texts
    enclosure = _choose_enclosure(entry, extras, url)
    content = max((_get_text(part, "value") for part in entry.get("content") or ()),
                  key=len, default="")  # fmt: skip
    summary = _get_text(entry, "summary")
    kind = (texts.get("itunes:episodeType") or _get_text(entry, "itunes_episodetype")).lower()
    number = (
        texts.get("podcast:episode@display")
        or texts.get("podcast:episode")
        or texts.get("itunes:episode")
        or _get_text(entry, "itunes_episode")
    )
    season = (
        texts.get("podcast:season")
        or texts.get("itunes:season")
        or _get_text(entry, "itunes_season")
    )
    image = texts.get("itunes:image") or _get_href(entry.get("image"))
    explicit = texts.get("itunes:explicit")
    if explicit is None and entry.get("itunes_explicit") is not None:
        explicit = "yes" if entry.get("itunes_explicit") else "no"
    values: dict[str, str] = {
        "guid": _get_text(entry, "id"),
        "title": _get_text(entry, "title") or texts.get("itunes:title", ""),
        "summary": summary or texts.get("itunes:summary", ""),
        "notes": content or summary,
        "url": enclosure["url"],
        "type": enclosure["type"].lower(),
        "page_url": _make_absolute(_get_text(entry, "link"), url),
        "image_url": _make_absolute(image, url),
        "season_name": texts.get("podcast:season@name", ""),
        "number": number,
        "kind": kind if kind in _KINDS else "full",
        "chapters_url": _make_absolute(texts.get("podcast:chapters", ""), url),
    }
    duration = texts.get("itunes:duration") or _get_text(entry, "itunes_duration")
    alternates = cast("list[dict[str, str | int]]", _fit_parts(extras.alternates, url))
    return ReadEpisode(
        **_fit(values, EPISODE_LENGTHS),
        size=_get_number(enclosure["length"]) or 0,
        seconds=min(read_seconds(duration), 2**31 - 1),
        published_at=_read_date(entry),
        season=_get_number(season),
        explicit=read_explicit(explicit or ""),
        people=_fit_parts(extras.people, url),
        transcripts=[part for part in _fit_parts(extras.transcripts, url) if part["url"]],
        alternates=[part for part in alternates if part["url"]],
    )


def _choose_enclosure(entry: Any, extras: Extras, url: str) -> dict[str, str]:
    """The first file that is sound or picture in motion, else the first there is."""
    found = list(extras.enclosures)
    for part in [*(entry.get("enclosures") or ()), *(entry.get("media_content") or ())]:
        found.append(
            {
                "url": _get_text(part, "href", "url"),
                "type": _get_text(part, "type"),
                "length": _get_text(part, "length", "filesize"),
            }
        )
    fit = [{**part, "url": _make_absolute(part["url"], url)} for part in found]
    fit = [part for part in fit if part["url"]]
    played = [part for part in fit if part["type"].lower().startswith(("audio/", "video/"))]
    return next(iter(played or fit), {"url": "", "type": "", "length": ""})


def _read_date(entry: Any) -> datetime | None:
    # feedparser's own get() would warn of a name it takes for the other.
    parsed = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    if not parsed:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _make_absolute(link: str, base: str) -> str:
    """The address in full; "" for what is not of the web, as `javascript:` and `file:`."""
    link = link.strip()
    if not link:
        return ""
    try:
        full = urljoin(base, link) if base else link
    except ValueError:
        return ""
    return full if is_web(full) and not re.search(r"[\x00-\x20\"<>\\]", full) else ""


def _fit(values: Mapping[str, str], lengths: Mapping[str, int]) -> dict[str, Any]:
    fitted = {}
    for name, value in values.items():
        too_long = len(value) > lengths[name]
        is_address = name == "url" or name.endswith("_url")
        fitted[name] = "" if is_address and too_long else value[: lengths[name]]
    return fitted


def _fit_parts(parts: list[Any], base: str) -> list[Any]:
    """Dicts of a person, a transcript or an alternate with texts kept short, links absolute."""
    fitted = []
    for part in parts:
        values = {}
        for name, value in part.items():
            if name.endswith("url"):
                full = _make_absolute(value, base)
                values[name] = full if len(full) <= 2_000 else ""
            elif isinstance(value, str):
                values[name] = value[:200]
            else:
                values[name] = value
        fitted.append(values)
    return fitted


def _get_text(source: Any, *names: str) -> str:
    for name in names:
        value = source.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _get_href(image: Any) -> str:
    return _get_text(image, "href", "url") if isinstance(image, Mapping) else ""


def _get_number(text: str) -> int | None:
    number = read_number(text)
    return None if number is None else min(number, 2**31 - 1)
