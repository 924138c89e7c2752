"""The six-digit PIN of people who do not enter the editor: its rules, and handing out a new one."""

import secrets
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import PhoneNumber

from lms.accounts.devices import forget_devices
from lms.accounts.models import Person
from lms.accounts.throttling import unlock
from podcasts.publishing.private import revoke_tokens

PIN_LENGTH = 6
LEAST_DIFFERENT_DIGITS = 3


def check_pin_rules(pin: str, phone: PhoneNumber | str | None) -> None:
    """Refuse a PIN that somebody who knows the person, or the usual PINs, would try first."""
    if len(pin) != PIN_LENGTH or not (pin.isascii() and pin.isdigit()):
        raise ValidationError(_("The PIN must have 6 digits."), code="pin_form")
    if _is_run(pin):
        raise ValidationError(_("The PIN must not count up or down, like 123456."), code="pin_run")
    if _is_repetition(pin):
        raise ValidationError(
            _("The PIN must not repeat digits, like 111111, 121212 or 112233."), code="pin_repeat"
        )
    if any(pin in spelling for spelling in _spell_phone(phone)):
        raise ValidationError(_("The PIN must not be part of the phone number."), code="pin_phone")


def generate_pin(phone: PhoneNumber | str | None) -> str:
    """A random PIN that keeps the rules; nine in ten random numbers do."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}d}"
        try:
            check_pin_rules(pin, phone)
        except ValidationError:
            continue
        return pin


def give_new_pin(person: Person) -> str:
    """Set and return a new PIN; the sign-in is unlocked. What the old PIN opened ends: sessions,
    and the person's own podcast addresses.

    The PIN is returned this once: only its hash is kept. Devices are forgotten too: one of them
    may have been stolen.
    """
    if person.is_staff_member():
        raise ValidationError(
            _("This person works in the editor and signs in with a password, not with a PIN."),
            code="pin_for_staff",
        )
    pin = generate_pin(person.phone)
    # Hashed before the transaction begins.
    person.set_pin(pin)
    with transaction.atomic():
        person.save(update_fields=["pin"])
        unlock(person)
        forget_devices(person)
        revoke_tokens(person)
    return pin


def write_pin_message(person: Person, pin: str, *, address: str) -> str:
    """The sentence to hand on to `person`, in the person's own language."""
    with translation.override(person.language):
        return _(
            "Your new PIN for Pijar is %(pin)s. Open %(address)s and sign in with your phone "
            "number or the code %(code)s. Do not give the PIN to anybody else."
        ) % {"pin": pin, "address": address, "code": person.code}


def _is_run(pin: str) -> bool:
    """Up or down by one all the way, past 9 or 0 as well: 345678, 890123, 654321."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps in ({1}, {9})


def _is_repetition(pin: str) -> bool:
    half = len(pin) // 2
    return (
        len(set(pin)) < LEAST_DIFFERENT_DIGITS  # 111111, 121212, 112112
        or pin[:half] == pin[half:]  # 123123
        or pin[::2] == pin[1::2]  # 112233
        or pin == pin[::-1]  # 123321
    )


def _spell_phone(phone: PhoneNumber | str | None) -> list[str]:
    """The digits as they are stored (62812...) and as people say them (0812...)."""
    if not phone:
        return []
    digits = "".join(filter(str.isdigit, str(phone)))
    national = getattr(phone, "national_number", None)
    return [digits, f"0{national}"] if national else [digits, digits.replace("62", "0", 1)]
