"""What feedparser loses of a podcast's feed, read by a parser that refuses DTDs and entities.
No Django here: it runs in the worker."""

import io
import re
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, InputSource

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_PODCAST = (
    "https://podcastindex.org/namespace/1.0",
    "http://podcastindex.org/namespace/1.0",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
)
_MOST_TEXT = 2_000
_MOST_PARTS = 100  # persons, transcripts and alternates of one episode


@dataclass
class Extras:
    """What was found in the channel or in one item. Texts are as they came, stripped; `people`,
    `transcripts` and `alternates` as in `values.ReadEpisode`."""

    texts: dict[str, str] = field(default_factory=dict)
    people: list[dict[str, str]] = field(default_factory=list)
    transcripts: list[dict[str, str]] = field(default_factory=list)
    alternates: list[dict[str, str | int]] = field(default_factory=list)
    enclosures: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Hardened:
    """The channel and its items in order; `fault` if the XML breaks off or is wrong, and then
    the items up to there; `unsafe` if it brings a DTD or entities."""

    channel: Extras
    items: list[Extras]
    fault: bool = False
    unsafe: bool = False


def read_hardened(content: bytes) -> Hardened:
    """Read the XML in `content` (UTF-8) as far as it goes. Raises nothing for bad XML."""
    found = Hardened(Extras(), [])
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(_Handler(found))
    source = InputSource()
    source.setByteStream(io.BytesIO(content))
    try:
        parser.parse(source)
    except DefusedXmlException:
        found.unsafe = True
    except (SAXException, ValueError):
        found.fault = True
    return found


class _Handler(ContentHandler):
    """Collects by (namespace, name); only children of channel and item count, so that the title
    of an image or a source is not taken for the episode's."""

    def __init__(self, found: Hardened) -> None:
        super().__init__()
        self._found = found
        self._scope = found.channel
        self._path: list[str] = []
        self._text: list[str] | None = None
        self._length = 0
        self._person: dict[str, str] | None = None
        self._alternate: dict[str, str | int] | None = None

    def startElementNS(  # noqa: N802 - the name that SAX calls
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        tag = _name_tag(*name)
        parent = self._path[-1] if self._path else ""
        self._path.append(tag)
        if tag in ("item", "entry"):
            self._scope = Extras()
            self._found.items.append(self._scope)
        elif parent in ("item", "entry", "channel", "feed", "podcast:alternateEnclosure"):
            self._begin(tag, {key[1]: str(value) for key, value in attrs.items()})

    def endElementNS(  # noqa: N802 - the name that SAX calls
        self, name: tuple[str | None, str], qname: str | None
    ) -> None:
        tag = self._path.pop() if self._path else ""
        text = "".join(self._text or []).strip()
        if tag in ("item", "entry"):
            self._scope = self._found.channel
        elif tag == "podcast:person" and self._person is not None:
            self._person["name"] = text
            if text:
                self._scope.people.append(self._person)
            self._person = None
        elif tag == "podcast:alternateEnclosure" and self._alternate is not None:
            if self._alternate["url"]:
                self._scope.alternates.append(self._alternate)
            self._alternate = None
        elif self._text is not None and text:
            self._scope.texts.setdefault(tag, text)
        self._text = None

    def characters(self, content: str) -> None:
        if self._text is not None and self._length < _MOST_TEXT:
            self._text.append(content)
            self._length += len(content)

    def _begin(self, tag: str, attrs: dict[str, str]) -> None:
        scope = self._scope
        if tag.startswith(("itunes:", "podcast:")) or tag == "enclosure":
            self._text, self._length = [], 0
        if tag == "podcast:person" and len(scope.people) < _MOST_PARTS:
            self._person = {
                "name": "",
                "role": attrs.get("role", "host").lower(),
                "group": attrs.get("group", "cast").lower(),
                "url": attrs.get("href", ""),
                "image_url": attrs.get("img", ""),
            }
        elif tag == "podcast:transcript" and len(scope.transcripts) < _MOST_PARTS:
            keys = {"url": "url", "type": "type", "language": "language", "rel": "rel"}
            scope.transcripts.append({ours: attrs.get(key, "") for ours, key in keys.items()})
        elif tag == "podcast:alternateEnclosure" and len(scope.alternates) < _MOST_PARTS:
            self._alternate = {
                "url": "",
                "type": attrs.get("type", ""),
                "size": read_number(attrs.get("length", "")) or 0,
                "title": attrs.get("title", ""),
            }
        elif tag == "podcast:source" and self._alternate is not None:
            # One place that a browser can play from is enough; the others are torrents and IPFS.
            if not self._alternate["url"] and is_web(attrs.get("uri", "")):
                self._alternate["url"] = attrs["uri"]
        elif tag == "podcast:chapters":
            scope.texts.setdefault("podcast:chapters", attrs.get("url", ""))
        elif tag in ("podcast:season", "podcast:episode"):
            key = "name" if tag.endswith("season") else "display"
            scope.texts.setdefault(f"{tag}@{key}", attrs.get(key, "").strip())
        elif tag == "itunes:image":
            scope.texts.setdefault("itunes:image", attrs.get("href", ""))
        elif tag == "enclosure" and len(scope.enclosures) < _MOST_PARTS:
            keys = {"url": "url", "type": "type", "length": "length"}
            scope.enclosures.append({ours: attrs.get(key, "") for ours, key in keys.items()})


def _name_tag(namespace: str | None, name: str) -> str:
    lowered = (namespace or "").rstrip("/").lower()
    if lowered == _ITUNES:
        return f"itunes:{name}"
    if lowered in _PODCAST:
        return f"podcast:{name}"
    if lowered in ("", "http://www.w3.org/2005/atom", "http://purl.org/rss/1.0"):
        return name
    return f"other:{name}"


def is_web(url: str) -> bool:
    """Whether this is an absolute address of the web: no `javascript:`, no `file:`."""
    return re.match(r"https?://[^/\s]", url, re.IGNORECASE) is not None


def read_number(text: Any) -> int | None:
    """A whole number of 0 or more out of `text`, also out of "12.0"; None if it is none."""
    match = re.fullmatch(r"\s*([0-9]{1,18})(\.[0-9]*)?\s*", str(text))
    return int(match.group(1)) if match else None


def read_seconds(text: str) -> int:
    """Seconds out of "3723", "62:03" or "1:02:03"; 0 for what is none of these."""
    match = re.fullmatch(
        r"\s*(?:(?:([0-9]{1,4}):)?([0-9]{1,5}):)?([0-9]{1,9})(?:\.[0-9]*)?\s*", text
    )
    if not match:
        return 0
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def read_explicit(text: str) -> bool | None:
    """What itunes:explicit says; None where it says nothing known."""
    word = text.strip().lower()
    if word in ("yes", "true", "explicit", "1"):
        return True
    return False if word in ("no", "false", "clean", "0") else None
