"""The Content-Type of a stored file, by its name, and whether it may be shown in place."""

import posixpath

#: All that leaves under a type of its own: none of it runs in a browser, but for an SVG, which is
#: sent with a policy that forbids it to. What else there is leaves as mere bytes.
_BY_SUFFIX = {
    ".avif": "image/avif",
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".flac": "audio/flac",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".rtf": "application/rtf",
    ".srt": "application/x-subrip",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".vtt": "text/vtt",
    ".wav": "audio/wav",
    # The name that WebM has where it holds sound alone.
    ".weba": "audio/webm",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
MERE_BYTES = "application/octet-stream"
_ACTIVE = "image/svg+xml"


def content_type_of(name: str) -> str:
    return _BY_SUFFIX.get(posixpath.splitext(name)[1].lower(), MERE_BYTES)


def is_shown(content_type: str) -> bool:
    """Whether a browser may show it by itself: sound, film and what is painted. Within a page all
    pictures are shown, whatever this says."""
    return content_type.startswith(("audio/", "video/", "image/")) and content_type != _ACTIVE
