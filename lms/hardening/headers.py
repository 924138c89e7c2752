"""Headers of every answer: where scripts may come from, and what no page may ask a browser for."""

from collections.abc import Callable

from csp.constants import HEADER, NONE, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

EDITOR = "/admin/"
#: What a response is marked with that shows a page to who writes it.
PREVIEW = "_shows_a_preview"
#: Scripts of the editor that are written for a language: Wagtail's and wagtail-localize's.
EDITOR_CATALOGS = ("/admin/jsi18n/", "/admin/localize/jsi18n/")
#: Inline scripts that never change are allowed by what they say, and nothing else by it.
EDITOR_HASHES = (
    # wagtail_localize/admin/submit_translation.html: "all languages"
    "'sha256-Zi6020hVNJQUtMOgLuIImaOaART6TyIrghPC9PESpjg='",
    # wagtail_localize/admin/edit_translation.html: the addresses of the choosers
    "'sha256-lLVZz8vyF0vCZL3ZQcc+U/kumGW1SlEfDpwWrXLLSRw='",
)


class ContentPolicyMiddleware(CSPMiddleware):
    """The policy of the settings, with the static path for scripts, styles and workers.

    Not "self": what somebody uploaded, and what the site answers, is of our own origin too.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        # A preview went through here already, with a request of Wagtail's making: what it says of
        # the host is not true of the page that shows it.
        if _is_preview(response):
            del response.headers[HEADER]
        response = super().process_response(request, response)
        if getattr(request, "is_dummy", False):
            setattr(response, PREVIEW, True)
        return response

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        in_editor = request.path_info.startswith(EDITOR) and not _is_preview(response)
        parts.replace = _code_sources(request, in_editor=in_editor) | (parts.replace or {})
        return parts


def _is_preview(response: HttpResponseBase) -> bool:
    return hasattr(response, PREVIEW)


def _code_sources(request: HttpRequest, *, in_editor: bool) -> dict[str, list[str]]:
    try:
        # Without a scheme, which means the page's own.
        host = request.get_host()
    except DisallowedHost:
        return {"script-src": [NONE], "style-src": [NONE], "worker-src": [NONE]}
    static = f"{host}{settings.STATIC_URL}"
    sources = {"script-src": [static], "style-src": [static], "worker-src": [static]}
    if in_editor:
        sources["script-src"] += [f"{host}{path}" for path in EDITOR_CATALOGS]
        sources["script-src"] += EDITOR_HASHES
        # Draftail's placeholders and wagtail-localize's whole look are written as the page runs.
        sources["style-src"].append(UNSAFE_INLINE)
        # A picture is shown while it is being sent.
        sources["img-src"] = [*settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"], "blob:"]
    return sources


def state_permissions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: neither our pages nor anything in them may ask for what we never use."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        return response

    return middleware
