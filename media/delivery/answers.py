"""Answers a request for a stored file, as players, podcast apps and browsers ask for it.

Who may have the file was asked before; this module only hands it over.
"""

import posixpath
import uuid
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.cache import get_conditional_response
from django.utils.http import (
    content_disposition_header,
    http_date,
    parse_http_date_safe,
    quote_etag,
)

from media.delivery import buckets
from media.delivery.ranges import Span, read_ranges
from media.delivery.streams import Body, multipart_pieces

#: An SVG opened by itself is a document: it may draw, and nothing else.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_NOT_THERE = (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError)


@dataclass(frozen=True, slots=True)
class _Stored:
    """What is known of a file before it is sent: bytes, time of its last change, strong ETag."""

    size: int
    changed: float
    etag: str


def deliver(
    request: HttpRequest,
    name: str,
    *,
    content_type: str,
    cache_control: str,
    etag: str = "",
    filename: str = "",
    attachment: bool = False,
) -> HttpResponseBase:
    """The file `name` of the default storage, or as much of it as is asked for.

    `cache_control` is the header; a file that it calls private or no-store counts as private.
    `etag` stands for our own, which comes from size and time. `filename` is what a download is
    called. GET and HEAD only. Raises `Http404` where there is no such file.

    Bytes come from here in small blocks, from the web server in front where
    `MEDIA_X_ACCEL_PREFIX` is set and the file lies on disk, and from the bucket where it lies in
    one: then GET is a redirect to a signed link and HEAD is answered here.
    """
    _check_name(name)
    headers = {
        "Cache-Control": cache_control,
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
    }
    shown_name = filename or posixpath.basename(name)
    if disposition := content_disposition_header(attachment, shown_name):
        headers["Content-Disposition"] = disposition
    try:
        response = _answer(request, name, content_type=content_type, etag=etag, headers=headers)
    except (SuspiciousFileOperation, *_NOT_THERE):
        raise Http404("No such file.") from None
    for header, value in headers.items():
        response.headers.setdefault(header, value)
    if not _may_compress(response, content_type):
        # GZipMiddleware would compress any part of a file, and forget its length.
        request.META.pop("HTTP_ACCEPT_ENCODING", None)
    return response


def _check_name(name: str) -> None:
    if not name or "\0" in name or "\\" in name or posixpath.normpath(name) != name:
        raise Http404("No such file.")
    if name.startswith(("/", "../")) or name in {".", ".."}:
        raise Http404("No such file.")


def _answer(
    request: HttpRequest, name: str, *, content_type: str, etag: str, headers: dict[str, str]
) -> HttpResponseBase:
    storage: Any = default_storage
    if buckets.is_bucket(storage):
        if request.method != "HEAD":
            return _send_to_bucket(storage, name, content_type=content_type, headers=headers)
        size, when, tag = buckets.ask_bucket(storage, name)
        head = HttpResponse(content_type=content_type)
        head.headers["Content-Length"] = str(size)
        _set_validators(head, _Stored(size, when.timestamp(), quote_etag(etag) if etag else tag))
        return head
    prefix = getattr(settings, "MEDIA_X_ACCEL_PREFIX", "")
    if prefix and isinstance(storage, FileSystemStorage):
        return _leave_to_web_server(storage, name, content_type=content_type, prefix=prefix)
    changed = storage.get_modified_time(name).timestamp()
    file = storage.open(name, "rb")
    stored = _Stored(file.size, changed, quote_etag(etag or f"{changed:.6f}-{file.size}"))
    response: HttpResponseBase
    if _is_known(request, stored):
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        del response.headers["Content-Type"]
    elif request.method == "HEAD":
        response = HttpResponse(content_type=content_type)
        response.headers["Content-Length"] = str(stored.size)
    else:
        return _send(request, file, stored=stored, content_type=content_type)
    file.close()
    _set_validators(response, stored)
    return response


def _is_known(request: HttpRequest, stored: _Stored) -> bool:
    """Whether whoever asks has this very file already. A failed If-Match (412) could be kept for
    a year by a cache on the way: whoever asks so gets the file."""
    response = get_conditional_response(
        request, etag=stored.etag, last_modified=int(stored.changed)
    )
    return response is not None and response.status_code == HTTPStatus.NOT_MODIFIED


def _send(
    request: HttpRequest, file: Any, *, stored: _Stored, content_type: str
) -> HttpResponseBase:
    size = stored.size
    spans = read_ranges(request.headers.get("Range", ""), size=size)
    if spans is not None and not _range_holds(request, stored):
        spans = None
    response: HttpResponseBase
    if spans == ():
        file.close()
        response = HttpResponse(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, content_type=content_type
        )
        response.headers["Content-Range"] = f"bytes */{size}"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Accept-Ranges"] = "bytes"
        return response
    pieces: list[bytes | Span] = [Span(0, size - 1)] if spans is None else list(spans)
    kind = content_type
    if spans is not None and len(spans) > 1:
        boundary = uuid.uuid4().hex
        kind = f"multipart/byteranges; boundary={boundary}"
        pieces = multipart_pieces(spans, size=size, content_type=content_type, boundary=boundary)
    body = Body(file, pieces=pieces)
    status = HTTPStatus.OK if spans is None else HTTPStatus.PARTIAL_CONTENT
    response = StreamingHttpResponse(body, status=status, content_type=kind)
    response.headers["Content-Length"] = str(body.length)
    if spans is not None and len(spans) == 1:
        response.headers["Content-Range"] = spans[0].content_range(size)
    _set_validators(response, stored)
    return response


def _range_holds(request: HttpRequest, stored: _Stored) -> bool:
    """Whether If-Range, where it is there, names this very file: by its strong ETag, or by the
    exact time of its last change."""
    condition = request.headers.get("If-Range", "").strip()
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == stored.etag
    return parse_http_date_safe(condition) == int(stored.changed)


def _set_validators(response: HttpResponseBase, stored: _Stored) -> None:
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = stored.etag
    response.headers["Last-Modified"] = http_date(stored.changed)


def _leave_to_web_server(
    storage: FileSystemStorage, name: str, *, content_type: str, prefix: str
) -> HttpResponse:
    """What makes nginx send the file: it answers ranges and conditions itself."""
    if not Path(storage.path(name)).is_file():
        raise FileNotFoundError(name)
    response = HttpResponse(content_type=content_type)
    response.headers["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{quote(name)}"
    return response


def _send_to_bucket(
    storage: Any, name: str, *, content_type: str, headers: dict[str, str]
) -> HttpResponseRedirect:
    cache_control = headers["Cache-Control"]
    directives = {directive.strip().lower() for directive in cache_control.split(",")}
    private = bool(directives & {"private", "no-store"})
    seconds = buckets.PRIVATE_SECONDS if private else buckets.PUBLIC_SECONDS
    # An open link tells the bucket neither the type nor that it is a download.
    download = headers.get("Content-Disposition", "").startswith("attachment")
    link = "" if private or download else buckets.open_link(storage, name)
    link = link or buckets.sign_link(
        storage,
        name,
        seconds=seconds,
        headers={
            "ResponseContentType": content_type,
            "ResponseCacheControl": cache_control,
            "ResponseContentDisposition": headers["Content-Disposition"],
        },
    )
    response = HttpResponseRedirect(link)
    # A kept redirect must still lead to a link that works, and that for as long as a film lasts.
    keep = cache_control if private else f"public, max-age={seconds // 2}"
    response.headers["Cache-Control"] = keep
    return response


def _may_compress(response: HttpResponseBase, content_type: str) -> bool:
    is_text = content_type.startswith(("text/", "image/svg", "application/x-subrip"))
    return is_text and response.status_code == HTTPStatus.OK
