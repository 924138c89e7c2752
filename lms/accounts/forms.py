"""Forms: signing in, and the people's part of the editor."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.auth import LoginForm
from wagtail.users.forms import UserForm

from lms.accounts.identifiers import normalize_code
from lms.accounts.models import Person, staff_permissions
from lms.accounts.roles import Role, drop_other_credential, list_grantable_groups
from lms.accounts.throttling import Blocked, Door, Mismatch, check_credentials, explain_wait

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    RoleChoiceFieldBase = forms.ModelMultipleChoiceField[Group]
else:
    RoleChoiceFieldBase = forms.ModelMultipleChoiceField

# --- Signing in -----------------------------------------------------------------------------------


class ThrottledSignIn:
    """Checks credentials for a form, unless too many attempts have failed.

    While a delay runs or the sign-in is locked, the PIN or password is not looked at and nothing is
    counted. Every sentence is the same for people who do not exist.
    """

    door: Door
    mismatch_message: "StrOrPromise"
    locked_message: "StrOrPromise"

    def find_signer(self, request: HttpRequest | None, **credentials: str) -> Person:
        """The person these credentials belong to; otherwise a ValidationError says what to do."""
        try:
            return check_credentials(request, door=self.door, **credentials)
        except Blocked as blocked:
            raise self.explain_block(blocked) from None
        except Mismatch as mismatch:
            errors = [ValidationError(self.mismatch_message, code="invalid_login")]
            if mismatch.blocked:
                errors.append(self.explain_block(mismatch.blocked))
            raise ValidationError(errors) from None

    def explain_block(self, blocked: Blocked) -> ValidationError:
        if blocked.locked:
            return ValidationError(self.locked_message, code="locked")
        return explain_wait(blocked.seconds)


class SignInForm(ThrottledSignIn, forms.Form):
    """A participant's or coordinator's way in."""

    door = Door.PIN
    mismatch_message = gettext_lazy(
        "The phone number or code and the PIN do not match. "
        "If you are sure of both, wait five minutes or ask your trainer."
    )
    locked_message = gettext_lazy(
        "Your sign-in is locked after too many wrong PINs. "
        "Ask your trainer or coordinator for a new PIN."
    )

    identifier = forms.CharField(
        label=gettext_lazy("Phone number or code"),
        help_text=gettext_lazy("For example 0812 3456 7890 or LT-0231."),
        max_length=64,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "inputmode": "text",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": gettext_lazy("Write your phone number or your code.")},
    )
    pin = forms.CharField(
        label=gettext_lazy("PIN"),
        help_text=gettext_lazy("The 6 digits you were given."),
        # A longer input than the PIN leaves room for spaces; they are taken out.
        max_length=12,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "current-password", "inputmode": "numeric"}
        ),
        validators=[RegexValidator(r"^[0-9 ]*$", gettext_lazy("The PIN has digits only."))],
        error_messages={"required": gettext_lazy("Write your PIN of 6 digits.")},
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.person: Person | None = None

    def clean_pin(self) -> str:
        return "".join(self.cleaned_data["pin"].split())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            self.person = self.find_signer(
                self.request, identifier=cleaned["identifier"], pin=cleaned["pin"]
            )
        return cleaned


class StaffSignInForm(ThrottledSignIn, LoginForm):
    """The editor's sign-in page, with the same delay and lock."""

    door = Door.PASSWORD
    mismatch_message = gettext_lazy(
        "The code and the password do not match. "
        "If you are sure of both, wait an hour or ask an administrator."
    )
    locked_message = gettext_lazy(
        "Your sign-in is locked for an hour after too many wrong passwords. "
        "An administrator can unlock it sooner."
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        if not self.errors:
            self.user_cache = self.find_signer(
                self.request, username=cleaned["username"], password=cleaned["password"]
            )
            self.confirm_login_allowed(self.user_cache)
        return cleaned


# --- People, in the editor ------------------------------------------------------------------------


class RoleChoiceField(RoleChoiceFieldBase):
    """Shows a role's translated label; a group that is no role shows its name."""

    def label_from_instance(self, group: Group) -> str:
        return str(Role(group.name).label) if group.name in Role.values else group.name


class PersonForm(UserForm):
    """Who may give which role, and one credential each, whether creating or editing.

    A field that `by` may not change is disabled, and a role out of reach is no choice: posting
    them all the same does nothing.
    """

    # The names Wagtail expects of a user; a person has one name, and may have no email.
    first_name = None
    last_name = None
    email = None
    # Whether a password is needed depends on the roles.
    password_required = False

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        superuser = self.fields["is_superuser"]
        superuser.label = _("Superuser")
        superuser.help_text = _("May do everything. Only a superuser can change this.")
        superuser.disabled = not by.is_superuser
        self.fields["password1"].help_text = _(
            "Only for people who work in the editor. All others sign in with a PIN."
        )
        grantable = list_grantable_groups(by)
        self.fields["groups"].queryset = grantable
        self.kept_groups = (
            self.instance.groups.exclude(pk__in=grantable)
            if self.instance.pk
            else Group.objects.none()
        )

    def clean_code(self) -> str:
        return normalize_code(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        # A role the asking person may not give is also not theirs to take away.
        chosen = [*cleaned.get("groups", []), *self.kept_groups]
        groups = Group.objects.filter(pk__in=[group.pk for group in chosen])
        cleaned["groups"] = groups
        self.staff = (
            cleaned.get("is_superuser", self.instance.is_superuser)
            or groups.filter(staff_permissions("permissions__")).exists()
        )
        self._check_password_fits_role(cleaned.get("password1", ""))
        return cleaned

    def _check_password_fits_role(self, password: str) -> None:
        has_password = bool(self.instance.pk) and self.instance.has_usable_password()
        if self.staff and not password and not has_password:
            self.add_error(
                "password1", _("Choose a password: a person with this role works in the editor.")
            )
        if password and not self.staff:
            self.add_error(
                "password1",
                _("Leave the password empty: a person without the editor signs in with a PIN."),
            )

    def save(self, commit: bool = True) -> Person:
        person: Person = super().save(commit=False)
        drop_other_credential(person, staff=self.staff)
        if commit:
            person.save()
            self.save_m2m()
        return person


PERSON_FIELDS = ["code", "name", "phone", "email", "language", "is_superuser", "groups"]


class PersonCreationForm(PersonForm):
    class Meta:
        model = Person
        fields = PERSON_FIELDS
        field_classes = {"groups": RoleChoiceField}
        widgets = {"groups": forms.CheckboxSelectMultiple}


class PersonEditForm(PersonForm):
    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing_self:
            # Nobody locks themselves out.
            del self.fields["is_active"], self.fields["is_superuser"]

    class Meta(PersonCreationForm.Meta):
        fields = [*PERSON_FIELDS, "is_active"]


class OwnNameForm(forms.ModelForm):  # type: ignore[type-arg]
    """The editor's account page asks for a first and a last name; a person has one name."""

    class Meta:
        model = Person
        fields = ["name"]
