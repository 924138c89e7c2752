"""Parts of a file as an answer's body, a small block at a time."""

from collections.abc import Iterator, Sequence
from typing import IO, Any

from media.delivery.ranges import Span

#: All that is in memory of a file at any time.
BLOCK_BYTES = 64 * 1024


class Body:
    """The bytes of an answer: pieces of text that we write and spans of a file, in order.

    An object with `close` and not a generator: one that was never begun would leave its file open.
    """

    def __init__(self, file: IO[Any] | Any, *, pieces: Sequence[bytes | Span]) -> None:
        self._file = file
        self._pieces = pieces

    @property
    def length(self) -> int:
        return sum(
            piece.length if isinstance(piece, Span) else len(piece) for piece in self._pieces
        )

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, Span):
                yield from self._read(piece)
            else:
                yield piece

    def _read(self, span: Span) -> Iterator[bytes]:
        self._file.seek(span.first)
        left = span.length
        while left > 0 and (block := self._file.read(min(left, BLOCK_BYTES))):
            left -= len(block)
            yield block

    def close(self) -> None:
        self._file.close()


def multipart_pieces(
    spans: Sequence[Span], *, size: int, content_type: str, boundary: str
) -> list[bytes | Span]:
    """The body of a `multipart/byteranges` answer for a file of `size` bytes."""
    pieces: list[bytes | Span] = []
    for span in spans:
        head = (
            f"\r\n--{boundary}\r\nContent-Type: {content_type}\r\n"
            f"Content-Range: {span.content_range(size)}\r\n\r\n"
        )
        pieces += [head.encode("latin-1"), span]
    return [*pieces, f"\r\n--{boundary}--\r\n".encode("ascii")]
