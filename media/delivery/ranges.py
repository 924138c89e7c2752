"""The bytes that a Range header asks for (RFC 9110, section 14)."""

import re
from dataclasses import dataclass

#: Who asks for more pieces than this at once gets the whole: players ask for one, rarely for two.
MAX_RANGES = 16
_HEADER = re.compile(r"\s*bytes\s*=(.*)", re.IGNORECASE | re.DOTALL)
# No file is 10^18 bytes long: longer numbers are nonsense, and slow to read.
_ONE = re.compile(r"([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes `first` to `last`, both included, of a file."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def content_range(self, size: int) -> str:
        """The value of Content-Range for a file of `size` bytes."""
        return f"bytes {self.first}-{self.last}/{size}"


def read_ranges(header: str, *, size: int) -> tuple[Span, ...] | None:
    """What `header` asks for of a file of `size` bytes, in the order that it is asked for.

    None where there is nothing to obey (no header, another unit, nonsense, too many pieces): the
    whole file is the answer. An empty tuple where it asks for nothing that the file has. Pieces
    that overlap or touch become one, so that no byte is sent twice.
    """
    if not (match := _HEADER.fullmatch(header)):
        return None
    asked = [piece for part in match[1].split(",") if (piece := part.strip(" \t"))]
    if not asked or len(asked) > MAX_RANGES:
        return None
    spans = []
    for piece in asked:
        if not (one := _ONE.fullmatch(piece)):
            return None
        first, last, suffix = one.groups()
        if last and int(last) < int(first):
            return None
        if suffix is not None:
            span = Span(max(0, size - int(suffix)), size - 1)
        else:
            span = Span(int(first), min(int(last), size - 1) if last else size - 1)
        if span.length > 0:
            spans.append(span)
    return _merge(spans)


def _merge(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda one: one.first):
        if merged and span.first <= merged[-1].last + 1:
            merged[-1] = Span(merged[-1].first, max(merged[-1].last, span.last))
        else:
            merged.append(span)
    # Nothing came together: the order that was asked for stands.
    return tuple(spans if len(merged) == len(spans) else merged)
