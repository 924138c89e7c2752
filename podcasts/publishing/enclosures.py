"""The files of an episode: the one that every app plays, and lighter ones."""

from dataclasses import dataclass

from media.delivery.content_types import content_type_of
from media.models import Encoding, MediaItem

#: What Apple's apps play.
PLAYABLE = {
    "audio/mpeg": "audio/mpeg",
    "audio/mp4": "audio/x-m4a",
    "video/mp4": "video/mp4",
}


@dataclass(frozen=True)
class Enclosure:
    """A stored file: `type` without codecs, `size` in bytes, `seconds` its length."""

    name: str
    type: str
    codecs: str
    size: int
    seconds: int

    @property
    def bit_rate(self) -> int:
        """Bits a second, 0 where the length is not known."""
        return self.size * 8 // self.seconds if self.seconds else 0


def find_main(item: MediaItem) -> Enclosure | None:
    """The main encoding, or the file as it was uploaded if apps play that. None while there is
    nothing that they could play. Reads `item.encodings.all()`, which may be fetched ahead."""
    for encoding in item.encodings.all():
        if encoding.role == Encoding.Role.MAIN:
            return _from_encoding(encoding)
    name = str(item.file.name)
    kind = PLAYABLE.get(content_type_of(name))
    return Enclosure(name, kind, "", item.size, item.seconds) if kind else None


def find_saver(item: MediaItem) -> Enclosure | None:
    for encoding in item.encodings.all():
        if encoding.role == Encoding.Role.SAVER:
            return _from_encoding(encoding)
    return None


def _from_encoding(encoding: Encoding) -> Enclosure:
    kind, _separator, parameters = encoding.type.partition(";")
    codecs = parameters.partition("codecs=")[2].strip().strip('"')
    return Enclosure(str(encoding.file.name), kind.strip(), codecs, encoding.size, encoding.seconds)
