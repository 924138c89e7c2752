"""While the database can't be reached or written to: 503 and "try again", and the answer is kept.

Nothing here asks the database. What is wrong with our own statements is no outage, and stays a 500.
"""

import logging
import sqlite3
from typing import Any

from django.db import Error, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from courses.catalog.views import AT_ONCE

logger = logging.getLogger(__name__)

SECONDS_UNTIL_AGAIN = 10
#: Locked, unwritable, full, away: SQLite's primary codes for what passes by itself.
_SQLITE_CODES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
#: PostgreSQL's classes of codes for a connection that fails, resources that are used up, a server
#: that stops, a disk that fails; and its codes for what is locked or can't be written to.
_POSTGRESQL_CLASSES = {"08", "53", "57", "58"}
_POSTGRESQL_CODES = {"25006", "40001", "40P01", "55P03"}
#: Whose posted fields may stand in a page, to be sent again. No other form's: it may hold a PIN.
_KEPT = "catalog:answer"


def find_outage(error: BaseException | None) -> Error | None:
    """The database's own error behind `error`, if it says that the database is not there for us."""
    while error is not None:
        if isinstance(error, Error) and _is_outage(error):
            return error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return None


def _is_outage(error: Error) -> bool:
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SQLITE_CODES
    if code := getattr(cause, "sqlstate", None):
        return code[:2] in _POSTGRESQL_CLASSES or code in _POSTGRESQL_CODES
    # Without a code there was no server to give one. A closed cursor is a fault of our own.
    if isinstance(error, InterfaceError):
        return "cursor" not in str(cause or error)
    return isinstance(error, OperationalError)


def answer_unavailable(request: HttpRequest, outage: Error) -> HttpResponse:
    """503: JSON for scripts; else a page, which holds a posted answer to be sent again as it is."""
    for connection in connections.all(initialized_only=True):
        # One that was opened while the file could not be written to would stay so.
        if not connection.in_atomic_block:
            connection.close()
    match = request.resolver_match
    where = match.view_name if match else "-"
    logger.warning("The database is not there for %s %s: %s", request.method, where, outage)
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        response = _write(request, where)
    response.headers["Retry-After"] = str(SECONDS_UNTIL_AGAIN)
    add_never_cache_headers(response)
    # One line says it all; Django would add a traceback.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _write(request: HttpRequest, where: str) -> HttpResponse:
    if request.path_info.startswith("/api/") or request.headers.get(AT_ONCE):
        return JsonResponse({"error": _("Not sent yet. Try again.")}, status=503)
    context: dict[str, Any] = {"method": request.method}
    if request.method in ("GET", "HEAD"):
        context["again"] = request.get_full_path()
    elif where == _KEPT and request.FILES:
        context |= {"again": came_from(request), "file_is_lost": True}
    elif where == _KEPT:
        context |= {
            "action": request.get_full_path(),
            "csrf_token": get_token(request),
            "fields": [
                (name, value)
                for name, values in request.POST.lists()
                for value in values
                if name != "csrfmiddlewaretoken"
            ],
        }
    else:
        context["again"] = came_from(request)
    return HttpResponse(render_to_string("503.html", context), status=503)


def remember_json(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Django asks SQLite once whether it knows JSON, in a transaction. Where that had to wait for
    a lock for too long, the thread would take it for no, and fail until it ends."""
    if connection.vendor == "sqlite":
        connection.features.supports_json_field = True


def came_from(request: HttpRequest) -> str:
    """The page of ours that the request came from; "" where that is not known."""
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return referer if ours else ""
