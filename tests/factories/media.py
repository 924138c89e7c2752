"""Small files that are what they say."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from media.models import MediaItem

MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + bytes(64)
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41" + bytes(64)


def make_media_item(
    content: bytes, name: str, *, seconds: int = 60, padding: int = 0, **fields: Any
) -> MediaItem:
    """A stored item; `padding` bytes are added behind `content`."""
    item = MediaItem(title=name, seconds=seconds, **fields)
    item.file.save(name, ContentFile(content + bytes(padding)), save=False)
    item.file._committed = False
    item.save()
    return item


def png_bytes(width: int = 8, height: int = 8) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), "#f6a723").save(buffer, "PNG")
    return buffer.getvalue()
