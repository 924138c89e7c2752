"""Writes XML that is well-formed whatever the text: escaped, and without characters that XML
doesn't know."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

#: Everything that XML 1.0 has no place for, such as control characters and half surrogates.
_UNKNOWN_TO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def strip_control(text: str) -> str:
    return _UNKNOWN_TO_XML.sub("", text)


class XmlWriter:
    """Elements one after another, as bytes in UTF-8. Attributes that are None are left out."""

    def __init__(self) -> None:
        self._buffer = BytesIO()
        self._xml = XMLGenerator(self._buffer, encoding="utf-8", short_empty_elements=True)
        self._xml.startDocument()

    @contextmanager
    def inside(self, name: str, attributes: dict[str, str | None] | None = None) -> Iterator[None]:
        """What is written within the block goes into an element of this name."""
        self._xml.startElement(name, _clean(attributes))
        yield
        self._xml.endElement(name)
        self._xml.characters("\n")

    def add(
        self,
        name: str,
        text: str = "",
        *,
        attributes: dict[str, str | None] | None = None,
    ) -> None:
        """One element with text. An empty one without attributes says nothing: it is left out."""
        text = strip_control(text)
        if not text and not attributes:
            return
        self._xml.startElement(name, _clean(attributes))
        if text:
            self._xml.characters(text)
        self._xml.endElement(name)
        self._xml.characters("\n")

    def to_bytes(self) -> bytes:
        return self._buffer.getvalue()


def _clean(attributes: dict[str, str | None] | None) -> AttributesImpl:
    given = attributes or {}
    return AttributesImpl(
        {name: strip_control(value) for name, value in given.items() if value is not None}
    )
