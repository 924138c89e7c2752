"""The one place where staff are held to the second factor: before any view, by person and session.

Nothing is listed as protected. What is listed is what stays open, so a page that is forgotten here
is closed, never open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from lms.accounts.requests import read_person
from lms.accounts.second_factor.requirement import ask_for_factor
from lms.accounts.second_factor.sessions import Standing, prolong, read_standing

#: Shows nobody more than a participant sees, and nothing of anybody else: open to every session.
OPEN_VIEWS = frozenset(
    {
        "healthz",
        "account_login",
        "wagtailadmin_logout",
        "mfa_authenticate",
        "accounts:sign_in",
        "accounts:sign_out",
        "catalog:home",
        "catalog:join_course",
        "catalog:answer",
        "catalog_api:progress_events",
        "courses.catalog.routing.serve_page",
        "wagtail_serve",
        "media_captions",
        "serve_file",
        "podcasts:chapters",
        "podcasts:feed",
        "podcasts:oembed",
        "podcasts:own_address",
        "podcasts:private_feed",
        "podcasts:private_file",
    }
)
#: Where staff whose time is over set up what is missing. Each asks for recent proof by itself.
SET_UP_VIEWS = frozenset(
    {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}
)


@dataclass(frozen=True)
class Reminder:
    """Staff pages show it: until when a second factor must be set up; None is for ever (demo)."""

    due: datetime | None


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        prolong(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in OPEN_VIEWS or SESSION_KEY not in request.session:
            return None
        if not request.user.is_authenticated:
            return None
        match read_standing(request):
            case Standing.GRACE:
                due = None if settings.PIJAR_DEMO else ask_for_factor(read_person(request))
                request.second_factor_reminder = Reminder(due)  # type: ignore[attr-defined]
            case Standing.UNPROVEN:
                # No session at all: the view answers as it answers everybody who is not signed in.
                logout(request)
            case Standing.MISSING if name not in SET_UP_VIEWS:
                return lead_to_set_up(request)
        return None


def lead_to_set_up(request: HttpRequest) -> HttpResponse:
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        raise PermissionDenied
    with translation.override(read_person(request).language):
        messages.error(request, _("Set up your second step first: nothing else opens before."))
        return redirect("mfa_index")
