"""The door for staff, and the pages on which they look after their second factor.

Django-allauth's views, held to this site's rules; `urls` says which of them there are.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.stagekit import clear_login, unstash_login
from allauth.account.models import Login
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import generate_recovery_codes
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.internal.flows import activate_totp, deactivate_totp
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.flows import add_authenticator, remove_authenticator
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from wagtail.admin.views.account import LoginView

from lms.accounts.models import Person
from lms.accounts.requests import read_person
from lms.accounts.second_factor.codes import LAST_STEP
from lms.accounts.second_factor.records import RECOVERY_CODES_MADE, REMOVED, SET_UP, record
from lms.accounts.second_factor.requirement import ask_for_factor, end_grace, has_factor, is_overdue
from lms.accounts.second_factor.sealing import Unreadable
from lms.accounts.second_factor.sessions import count_as_missing, count_as_passed

View = Callable[..., HttpResponseBase]
#: From the report of an error, should one of these views fail.
hide_secrets = sensitive_post_parameters("code", "credential", "password")

# --- The door ---------------------------------------------------------------------------------


class StaffSignIn(LoginView):
    """The editor's sign-in page. The password alone signs in nobody who has a second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        person = form.get_user()
        if self.request.user.is_authenticated:
            logout(self.request)
        clear_login(self.request)
        login = Login(
            user=person,
            redirect_url=self.find_destination(person),
            state={"credential": person.get_session_auth_hash()},
        )
        with translation.override(person.language):
            return perform_password_login(self.request, {}, login)

    def find_destination(self, person: Person) -> str:
        """Whoever sees other people's data but not the editor is not sent to its start page."""
        address: str = self.get_success_url()
        if address == reverse("wagtailadmin_home"):
            return address if person.has_perm("wagtailadmin.access_admin") else resolve_url("/")
        return address


class PasskeyOptions:
    """Hands what the browser needs for a passkey to the template as text."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        for options in context.get("js_data", {}).values():
            context["options"] = json.dumps(options, cls=DjangoJSONEncoder)
        return context


class Verify(PasskeyOptions, AuthenticateView):
    """The second step of a sign-in that has begun with the right password."""

    @method_decorator(hide_secrets)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        login = unstash_login(request, peek=True)
        if login and not _still_holds(login):
            clear_login(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        types = Authenticator.objects.filter(user=self.stage.login.user).values_list(
            "type", flat=True
        )
        return {**super().get_context_data(**kwargs), "types": set(types)}


def _still_holds(login: Login) -> bool:
    """Whether the password that began this sign-in is still the person's."""
    person = login.user
    return (
        isinstance(person, Person)
        and person.is_active
        and person.get_session_auth_hash() == login.state.get("credential")
    )


# --- Looking after one's own ------------------------------------------------------------------


def staff_only(view: View) -> View:
    """Participants have a PIN and nothing more; whoever is not signed in goes to staff's door."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not read_person(request).is_staff_member():
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(hide_secrets(login_required(guarded, login_url="account_login")))


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    person = read_person(request)
    found = list(Authenticator.objects.filter(user=person).order_by("pk"))
    codes = next((each for each in found if each.type == Authenticator.Type.RECOVERY_CODES), None)
    due = ask_for_factor(person)
    context = {
        "app": next((each for each in found if each.type == Authenticator.Type.TOTP), None),
        "passkeys": [each for each in found if each.type == Authenticator.Type.WEBAUTHN],
        "codes": codes,
        "codes_left": _count_unused(codes) if codes else 0,
        "overdue": is_overdue(due),
        "due": due,
    }
    return render(request, "mfa/index.html", context)


def _count_unused(codes: Authenticator) -> int:
    try:
        return len(codes.wrap().get_unused_codes())
    except Unreadable:
        return 0


class SetUpApp(ActivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                app, codes = activate_totp(self.request, form)
                # The code that set it up has been used.
                app.data[LAST_STEP] = form.step
                app.save(update_fields=["data"])
                settle_set_up(self.request, app)
        except IntegrityError:  # Sent twice: the other one has set it up.
            return redirect("mfa_index")
        return lead_on(self.request, new_codes=bool(codes))


class AddPasskey(PasskeyOptions, AddWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            passkey, codes = add_authenticator(
                self.request,
                name=form.cleaned_data["name"],
                credential=form.cleaned_data["credential"],
            )
            settle_set_up(self.request, passkey)
        return lead_on(self.request, new_codes=bool(codes))


class RemoveApp(DeactivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            deactivate_totp(self.request, self.authenticator)
            settle_removal(self.request, Authenticator.Type.TOTP)
        return redirect("mfa_index")


class RemovePasskey(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Form) -> HttpResponse:
        with transaction.atomic():
            remove_authenticator(self.request, self.get_object())
            settle_removal(self.request, Authenticator.Type.WEBAUTHN)
        return redirect("mfa_index")


class ShowRecoveryCodes(ViewRecoveryCodesView):
    """Shows them once, right after they were made."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except Unreadable as unreadable:
            messages.error(request, unreadable.messages[0])
            return redirect("mfa_index")


class MakeRecoveryCodes(GenerateRecoveryCodesView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Without allauth's count of unused codes, which must be readable for that.
        context: dict[str, Any] = super(GenerateRecoveryCodesView, self).get_context_data(**kwargs)
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        person = read_person(self.request)
        with transaction.atomic():
            generate_recovery_codes(self.request)
            record(person, RECOVERY_CODES_MADE, by=person)
        return redirect("mfa_view_recovery_codes")


class ConfirmPasskey(PasskeyOptions, ReauthenticateWebAuthnView):
    pass


def settle_set_up(request: HttpRequest, authenticator: Authenticator) -> None:
    person = read_person(request)
    count_as_passed(request, authenticator)
    end_grace(person)
    record(person, SET_UP, by=person, type=authenticator.type)


def settle_removal(request: HttpRequest, kind: str) -> None:
    person = read_person(request)
    if not has_factor(person):
        count_as_missing(request)
    record(person, REMOVED, by=person, type=kind)


def lead_on(request: HttpRequest, *, new_codes: bool) -> HttpResponse:
    messages.success(request, _("Your second step is set up."))
    return redirect("mfa_view_recovery_codes" if new_codes else "mfa_index")
