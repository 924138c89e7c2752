"""Small files that are what they say."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from media.models import Encoding, MediaItem
from media.removing import announce_change

MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + bytes(64)
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41" + bytes(64)


def make_media_item(
    content: bytes, name: str, *, seconds: int = 60, padding: int = 0, **fields: Any
) -> MediaItem:
    """A stored item; `padding` bytes are added behind `content`."""
    file = ContentFile(content + bytes(padding), name=name)
    item = MediaItem(title=name, file=file, seconds=seconds, **fields)
    item.save()
    return item


def add_encodings(item: MediaItem, *, main: int = 400_000, saver: int = 200_000) -> None:
    """The two lighter copies, of that many bytes each, as preparing leaves them."""
    copies = [
        ("main", "audio/mpeg", "m.mp3", main),
        ("saver", 'audio/webm; codecs="opus"', "s.weba", saver),
    ]
    for role, kind, name, size in copies:
        made = Encoding(item=item, role=role, type=kind, size=size, seconds=item.seconds)
        made.file.save(name, ContentFile(bytes(size)))
    MediaItem.objects.filter(pk=item.pk).update(state=MediaItem.State.READY, progress=100)
    announce_change(item.pk)


def png_bytes(width: int = 8, height: int = 8) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), "#f6a723").save(buffer, "PNG")
    return buffer.getvalue()
