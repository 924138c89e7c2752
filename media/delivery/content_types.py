"""The Content-Type of a stored file, by its name, and whether it may be shown in place."""

import mimetypes
import posixpath

#: Said here, since Python's own list differs from one machine to the next.
_BY_SUFFIX = {
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt",
    ".wav": "audio/wav",
    # The name that WebM has where it holds sound alone.
    ".weba": "audio/webm",
    ".webm": "video/webm",
}
#: Shown in place beside sound and video; anything else is offered as a download.
_INLINE = {
    "application/x-subrip", "image/avif", "image/gif", "image/jpeg", "image/png", "image/svg+xml",
    "image/webp", "text/vtt",
}  # fmt: skip


def content_type_of(name: str) -> str:
    suffix = posixpath.splitext(name)[1].lower()
    guessed = _BY_SUFFIX.get(suffix) or mimetypes.guess_type(name, strict=False)[0]
    return guessed or "application/octet-stream"


def is_shown(content_type: str) -> bool:
    """Whether a browser may show it in place: it can't act there."""
    return content_type.startswith(("audio/", "video/")) or content_type in _INLINE
