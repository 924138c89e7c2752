"""A code of the app works once, in whichever process it arrives."""

from contextlib import suppress

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.models import Person
from lms.accounts.second_factor.sealing import Unreadable, seal, unseal

#: In an authenticator's data: the half minute (counted from 1970) of the newest code used.
LAST_STEP = "last_step"
#: There too: what allauth has sealed, of the app and of the recovery codes.
SEALED = {"secret", "seed"}


def find_step(secret: str, code: str) -> int | None:
    """The newest of the half minutes allowed now to which `code` belongs."""
    steps = [
        step
        for step in yield_hotp_counters_from_time()
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
    ]
    return max(steps, default=None)


def spend_code(app: Authenticator, code: str) -> None:
    """Take a code that is right; one that is not newer than the last is refused."""
    step = find_step(unseal(app.data["secret"]), code)
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(pk=app.pk).first()
        if row is None or step is None or step <= (row.data.get(LAST_STEP) or 0):
            raise ValidationError(
                _("This code was used already. Wait for the next one in your app."), code="used"
            )
        row.data[LAST_STEP] = step
        row.save(update_fields=["data"])
    app.data = row.data


def renew_seals(person: Person) -> None:
    """Seal with the key of today what was sealed with an older one, so that the older may go.
    What none of our keys opens stays as it is."""
    with transaction.atomic():
        sealed = Authenticator.objects.select_for_update().filter(user=person)
        for row in sealed.exclude(type=Authenticator.Type.WEBAUTHN):
            with suppress(Unreadable):
                row.data |= {
                    name: seal(unseal(row.data[name])) for name in SEALED & row.data.keys()
                }
                row.save(update_fields=["data"])
