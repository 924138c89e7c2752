"""The health check, and pages for what went wrong."""

import logging
import sys
from collections.abc import Callable

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request as plain_bad_request

from lms.unavailable import answer_unavailable, came_from, find_outage

logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 where the database answers, else 503; for load balancers and monitors."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Error as error:
        logger.error("The database does not answer: %s", error)  # noqa: TRY400 - expected
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def answer_health_check(get_response: Answer) -> Answer:
    """Middleware: a health check asks by address, not by host name, and has no session."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return healthz(request) if request.path_info == "/healthz" else get_response(request)

    return middleware


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def refuse_stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For a form without a valid CSRF token: as a rule it lay open while the session changed."""
    return render(request, "403_csrf.html", {"again": came_from(request)}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    # A session that can't be saved is taken for one that was deleted meanwhile.
    if outage := find_outage(exception):
        return answer_unavailable(request, outage)
    return plain_bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Called while Django handles the exception, whether a view, a middleware or a commit raised it.
    if outage := find_outage(sys.exception()):
        return answer_unavailable(request, outage)
    # Without the request: whatever broke may break there again.
    return HttpResponse(render_to_string("500.html"), status=500)
