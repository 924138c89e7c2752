"""What a player may choose from: one recording in several encodings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """One file that plays. `type` is a MIME type, perhaps with codecs; `size` in bytes, 0 where it
    is not known; `seconds` its length. `url` is ours without a host, or whole for a file that lies
    elsewhere."""

    url: str
    type: str
    size: int
    seconds: int
    role: str = "main"
