"""Serves stored files where no web server or bucket does it for us."""

import mimetypes
import posixpath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

#: Shown in place; anything else is offered as a download.
INLINE = {
    "image/avif", "image/gif", "image/jpeg", "image/png", "image/svg+xml", "image/webp",
    "audio/mp4", "audio/mpeg", "audio/ogg", "audio/x-m4a", "video/mp4", "video/webm", "text/vtt",
}  # fmt: skip
#: An SVG opened by itself is a document: it may draw, and nothing else.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

mimetypes.add_type("text/vtt", ".vtt")
mimetypes.add_type("audio/ogg", ".opus")


@require_safe
def serve_file(request: HttpRequest, path: str) -> FileResponse:
    """A public stored file. Its address never gets other content, so it may be kept for a year."""
    name = posixpath.normpath(path)
    try:
        if name != path or not default_storage.exists(name):
            raise Http404("No such file.")
        file = default_storage.open(name)
    except (SuspiciousFileOperation, FileNotFoundError, IsADirectoryError, PermissionError):
        raise Http404("No such file.") from None
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(
        file, content_type=content_type, as_attachment=content_type not in INLINE
    )
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
