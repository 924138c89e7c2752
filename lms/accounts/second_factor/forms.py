"""Codes, passkeys and the password, asked for as a second step or once more."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.accounts.second_factor.attempts import claim_attempt, forget_attempts
from lms.accounts.second_factor.codes import find_step, spend_code

CODE_INPUT = {"autocomplete": "one-time-code", "inputmode": "numeric"}
#: More than any of our codes; spaces are forgiven.
LONGEST_CODE = 20


class LimitedCode(forms.Form):
    """A code from the app, or a recovery code: one try at a time, and each code once."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("The 6 digits in your app, or one of your recovery codes."),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs={**CODE_INPUT, "autofocus": True}),
        error_messages={"required": _("Write the code.")},
    )
    authenticator: Authenticator
    user: Any

    def clean_code(self) -> str:
        claim_attempt(self.user)
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            spend_code(self.authenticator, code)
        forget_attempts(self.user)
        return code


class CodeForm(LimitedCode, AuthenticateForm):
    pass


class ConfirmCodeForm(LimitedCode, ReauthenticateForm):
    pass


class PasskeyForm(AuthenticateWebAuthnForm):
    """What the browser answers for a passkey. Nobody can guess it, so the tries are not counted:
    whoever spoils the count of codes keeps nobody's passkey out."""

    def clean_credential(self) -> Authenticator:
        with refuse_nonsense():
            authenticator: Authenticator = super().clean_credential()
        forget_attempts(self.user)
        return authenticator


class ConfirmPasskeyForm(PasskeyForm, ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("For example “Office laptop”: so that you know it again."),
        max_length=60,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        with refuse_nonsense():
            cleaned: dict[str, Any] = super().clean()
        return cleaned


class SetUpAppForm(ActivateTOTPForm):
    code = forms.CharField(
        label=_("Code from the app"),
        help_text=_("The 6 digits that the app shows now."),
        max_length=LONGEST_CODE,
        # Without focus: a phone would scroll past what is to be done before.
        widget=forms.TextInput(attrs=CODE_INPUT),
        error_messages={"required": _("Write the code that the app shows.")},
    )

    def clean_code(self) -> str:
        code: str = super().clean_code()
        self.step = find_step(self.secret, code)
        if self.step is None:
            # Its half minute ended while it was looked at.
            raise ValidationError(_("Write the code that the app shows."), code="incorrect_code")
        return code


class ConfirmPasswordForm(PasswordForm):
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password.")},
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        claim_attempt(self.user)
        if not self.user.check_password(password):
            raise ValidationError(_("This is not your password."), code="incorrect_password")
        forget_attempts(self.user)
        return password


@contextmanager
def refuse_nonsense() -> Iterator[None]:
    """What no browser has made is a wrong answer, not a fault of ours."""
    try:
        yield
    except (AttributeError, KeyError, LookupError, TypeError, ValueError) as error:
        raise ValidationError(
            _("The passkey's answer could not be read. Try again."), code="nonsense"
        ) from error
