"""A person who can sign in, the devices they did it on, and how often it has failed."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group, Permission, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from lms.accounts.identifiers import normalize_code, parse_phone

#: Whoever has one of these enters the editor or sees other people's data, and so is staff.
STAFF_PERMISSIONS = {
    "wagtailadmin": ["access_admin"],
    "accounts": [
        "view_progress",
        "reset_sign_in",
        "view_person",
        "add_person",
        "change_person",
        "delete_person",
    ],
    "kind_quiz": ["grade_answers", "view_results"],
}


class PersonQuerySet(models.QuerySet["Person"]):
    def staff(self) -> Self:
        """Those who may enter the editor or see other people's data: by a role, a permission of
        their own, or as superuser."""
        return self.filter(_build_staff_condition())

    def without_staff(self) -> Self:
        return self.exclude(_build_staff_condition())

    def search(self, text: str) -> Self:
        """Part of a name or code, or a whole phone number in any notation; no text finds all."""
        # PostgreSQL refuses NUL in a text.
        text = text.replace("\0", "").strip()
        if not text:
            return self
        condition = Q(name__icontains=text) | Q(code__icontains=text)
        if phone := parse_phone(text):
            condition |= Q(phone=phone)
        return self.filter(condition)


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)["Person"]):  # type: ignore[misc]
    """Makes people; the code is stored in capitals so that "lt-0231" and "LT-0231" are one."""

    def create_user(
        self, code: str, name: str, password: str | None = None, **fields: Any
    ) -> "Person":
        person: Person = self.model(code=normalize_code(code), name=name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(
        self, code: str, name: str, password: str | None = None, **fields: Any
    ) -> "Person":
        return self.create_user(code, name, password, **{**fields, "is_superuser": True})

    def get_by_natural_key(self, code: str | None) -> "Person":
        person: Person = self.get(code=normalize_code(code or ""))
        return person

    def find(self, identifier: str) -> "Person | None":
        """Whoever signs in as `identifier`: a phone number in any notation, or a code in any case.

        One query whichever it is, so that the answer takes as long for nobody as for somebody.
        """
        condition = Q(code=normalize_code(identifier))
        if phone := parse_phone(identifier):
            condition |= Q(phone=phone)
        found: list[Person] = list(self.filter(condition)[:2])
        # One person's code may spell another one's phone number: then the phone's owner is meant.
        return min(found, key=lambda person: person.phone != phone, default=None)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in: a participant with a PIN, or staff with a password, never both.

    `code` is what the programme hands out ("LT-0231"); `phone` is stored as E.164 and may be
    missing, since some participants have no phone of their own.
    """

    code = models.CharField(
        _("code"),
        max_length=32,
        unique=True,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9][A-Za-z0-9-]*$", _("Use letters, digits and hyphens only.")
            )
        ],
        help_text=_("The programme's own code for this person, for example LT-0231."),
    )
    phone = PhoneNumberField(_("phone"), unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(
        _("email"), blank=True, help_text=_("Only for staff: news from the editor goes there.")
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    pin = models.CharField(max_length=128, blank=True, editable=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    # From when on nothing of staff's opens without a second factor; empty until it is asked for.
    second_factor_due_at = models.DateTimeField(null=True, editable=False)
    # Raised to end every session that is open.
    session_generation = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "code"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "code"]
        permissions = [
            ("view_progress", _("Can see who has completed what")),
            ("reset_sign_in", _("Can unlock a person's sign-in and hand out a new PIN")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def clean(self) -> None:
        super().clean()
        self.code = normalize_code(self.code)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        """First name and an initial: "Siti Rahmawati" is "Siti R."."""
        first, *rest = self.name.split() or [self.code]
        return f"{first} {rest[-1][0]}." if rest else first

    def is_staff_member(self) -> bool:
        """Whether this person may enter the editor or see other people's data, asked of the
        database and not of a cache."""
        return self.is_superuser or Person.objects.staff().filter(pk=self.pk).exists()

    def set_pin(self, pin: str | None) -> None:
        """Keep the hash of `pin`; `None` takes the PIN away. Rules: `lms.accounts.pins`."""
        self.pin = make_password(pin) if pin else ""

    def check_pin(self, pin: str) -> bool:
        """Takes the same time whether or not this person has a PIN; an old hash is renewed.

        A renewed hash ends the sessions that were opened with the old one.
        """
        return check_password(pin, self.pin, setter=self._renew_pin)

    def _renew_pin(self, pin: str) -> None:
        """Hash the same PIN anew, unless somebody gives a new one at this moment."""
        before = self.pin
        self.set_pin(pin)
        if not Person.objects.filter(pk=self.pk, pin=before).update(pin=self.pin):
            self.refresh_from_db(fields=["pin"])

    def get_session_auth_hash(self) -> str:
        """Sessions end when the password, the PIN or the generation changes."""
        return self._hash_session()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._hash_session(secret=secret)

    def _hash_session(self, secret: str | bytes | None = None) -> str:
        # The first generation adds nothing: sessions outlive the upgrade that brought the field.
        generation = f"\n{self.session_generation}" if self.session_generation else ""
        return salted_hmac(
            "lms.accounts.session",
            f"{self.password}\n{self.pin}{generation}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class FailureCount(models.Model):
    """How often in a row signing in has failed, and from when on it may be tried again.

    Written by `lms.accounts.throttling` alone, with conditional updates.
    """

    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField(null=True)
    # For a delay, for a lock, or for the moment in which one attempt is looked at.
    blocked_until = models.DateTimeField(default=timezone.now)
    # Somebody tried while another attempt was being looked at.
    crowded = models.BooleanField(default=False)

    class Meta:
        abstract = True


class SignInCount(FailureCount):
    """The count under a name that tells nothing: of a person, or of what was typed."""

    name = models.CharField(max_length=80, primary_key=True)

    def __str__(self) -> str:
        return self.name


class SignInRate(models.Model):
    """How fast sign-ins fail, in a network or in all: `lms.accounts.rates`."""

    name = models.CharField(max_length=80, primary_key=True)
    # A bucket that leaks: it is empty at this moment, or it was.
    empty_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Device(FailureCount):
    """A browser that a person has signed in on: `lms.accounts.devices`.

    The browser holds a random key in a cookie, we its hash. Several people may share a browser;
    each has a row. The count of failures is the device's own: no stranger adds to it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    key_hash = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    session_key = models.CharField(max_length=40, blank=True, db_index=True)
    first_used_at = models.DateTimeField(default=timezone.now)
    # When somebody last signed in on it.
    last_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-last_used_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key_hash"], name="one_device_per_browser")
        ]

    def __str__(self) -> str:
        return self.name


def staff_permissions(prefix: str = "") -> Q:
    """Those permissions, for a filter of permissions or, by `prefix`, of what has them."""
    condition = Q()
    for app, names in STAFF_PERMISSIONS.items():
        condition |= Q(
            **{
                f"{prefix}content_type__app_label": app,
                f"{prefix}codename__in": names,
            }
        )
    return condition


def _build_staff_condition() -> Q:
    """Subqueries rather than joins: a person with two such roles is still one row."""
    own = Permission.objects.filter(staff_permissions(), user=OuterRef("pk"))
    by_group = Group.objects.filter(staff_permissions("permissions__"), user=OuterRef("pk"))
    return Q(is_superuser=True) | Exists(by_group) | Exists(own)
