"""Signing in and out, one's own devices, and the desk where a sign-in is reset."""

import logging

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.devices import end_device
from lms.accounts.forms import SignInForm
from lms.accounts.models import Person
from lms.accounts.pins import give_new_pin, write_pin_message
from lms.accounts.requests import read_person
from lms.accounts.roles import list_manageable_people, may_manage
from lms.accounts.second_factor.resetting import may_reset, reset_second_factor
from lms.accounts.throttling import find_locked, is_locked, unlock

PEOPLE_PER_PAGE = 50

logger = logging.getLogger(__name__)


@never_cache
@sensitive_post_parameters("identifier", "pin")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(find_home(request.user))
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    next_address = read_next_address(request)
    if form.is_valid() and form.person:
        login(request, form.person)
        return redirect(next_address or find_home(form.person))
    return render(request, "accounts/sign_in.html", {"form": form, "next": next_address})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Asks first on GET: a link or a picture's address must not sign anybody out."""
    if request.method == "POST":
        logout(request)
        return redirect(settings.LOGOUT_REDIRECT_URL or settings.LOGIN_URL)
    return render(request, "accounts/sign_out.html")


@never_cache
@require_safe
@login_required
def list_devices(request: HttpRequest) -> HttpResponse:
    """Where the person has signed in, for participants and staff alike."""
    devices = read_person(request).devices.all()
    present = request.session.session_key
    rows = [{"device": one, "present": one.session_key == present} for one in devices]
    return render(request, "accounts/list_devices.html", {"rows": rows})


@never_cache
@require_POST
@login_required
def end_one_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Another person's device is not found."""
    device = get_object_or_404(read_person(request).devices, pk=pk)
    is_present = device.session_key == request.session.session_key
    end_device(device)
    if is_present:
        logout(request)
        return redirect(settings.LOGOUT_REDIRECT_URL or settings.LOGIN_URL)
    messages.success(request, _("%(device)s is signed out.") % {"device": device.name})
    return redirect("accounts:list_devices")


@never_cache
@require_safe
@login_required
@permission_required("accounts.reset_sign_in", raise_exception=True)
def list_people(request: HttpRequest) -> HttpResponse:
    """Those whose sign-in this person may reset, and who of them is locked."""
    query = request.GET.get("q", "").strip()
    people = list_manageable_people(read_person(request)).search(query).order_by("name", "code")
    page = Paginator(people, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    locked = find_locked(shown)
    rows = [{"person": person, "locked": person.pk in locked} for person in shown]
    return render(
        request, "accounts/list_people.html", {"page": page, "rows": rows, "query": query}
    )


@never_cache
@sensitive_variables("pin", "message")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required("accounts.reset_sign_in", raise_exception=True)
def reset_sign_in(request: HttpRequest, code: str) -> HttpResponse:
    """One person's sign-in. A new PIN is shown in the answer to the POST, and never again."""
    person = get_object_or_404(Person, code=code.upper())
    asking = read_person(request)
    if not may_manage(asking, person):
        raise PermissionDenied
    staff = person.is_staff_member()
    message, unlocked, factor_reset = "", False, False
    if request.method == "POST":
        if request.POST.get("action") == "unlock":
            unlock(person)
            unlocked = True
        elif request.POST.get("action") == "reset_second_factor":
            reset_second_factor(person, by=asking)
            factor_reset = True
        elif staff:
            raise PermissionDenied
        else:
            address = request.build_absolute_uri(reverse("accounts:sign_in"))
            message = write_pin_message(person, give_new_pin(person), address=address)
    if message or unlocked or factor_reset:
        logger.info("Person %s reset the sign-in of person %s.", asking.pk, person.pk)
    context = {
        "person": person,
        "staff": staff,
        "message": message,
        "unlocked": unlocked,
        "factor_reset": factor_reset,
        "may_reset_factor": may_reset(asking, person),
        "locked": is_locked(person),
    }
    return render(request, "accounts/reset_sign_in.html", context)


def find_home(person: Person) -> str:
    """The start page in the person's own language."""
    with translation.override(person.language):
        return resolve_url(settings.LOGIN_REDIRECT_URL)


def read_next_address(request: HttpRequest) -> str:
    """Where to go after signing in, if that is a page of this site; otherwise nothing."""
    address = request.POST.get("next", request.GET.get("next", ""))
    allowed = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if allowed else ""
