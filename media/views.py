"""Serves stored files where no web server or bucket does it for us."""

import mimetypes
import posixpath
from http import HTTPStatus

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

#: Where media items lie: their names are UUIDs, so such an address never gets other content.
FOR_EVER = "media/"
#: All that is public. Documents are not: Wagtail's view asks whether their collection is private.
PUBLIC = (FOR_EVER, "images/", "original_images/", "avatar_images/")
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
def serve_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A public stored file. A browser may keep a media item for a year; a picture for an hour,
    and asks again then: Wagtail may give its name to another one after it is deleted."""
    name = posixpath.normpath(path)
    try:
        if name != path or not name.startswith(PUBLIC) or not default_storage.exists(name):
            raise Http404("No such file.")
        file = default_storage.open(name)
        changed = default_storage.get_modified_time(name)
    except (SuspiciousFileOperation, FileNotFoundError, IsADirectoryError, PermissionError):
        raise Http404("No such file.") from None
    etag = quote_etag(f"{changed.timestamp():.6f}-{file.size}")
    response: HttpResponseBase | None = get_conditional_response(
        request, etag=etag, last_modified=int(changed.timestamp())
    )
    # A failed If-Match (412) must not be kept for a year: whoever asks so gets the file.
    if response is None or response.status_code != HTTPStatus.NOT_MODIFIED:
        content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        response = FileResponse(
            file, content_type=content_type, as_attachment=content_type not in INLINE
        )
    else:
        file.close()
    keep = "max-age=31536000, immutable" if name.startswith(FOR_EVER) else "max-age=3600"
    response.headers["Cache-Control"] = f"public, {keep}"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed.timestamp())
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
