"""Keeps secrets unreadable in the database, its dumps and its backups.

The key comes from SECRET_KEY, so a copy of the database alone opens nothing. What an older key of
SECRET_KEY_FALLBACKS has sealed can still be read.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Unreadable(ValidationError):
    """None of our keys opens it: the site's secret was changed and the old one is gone."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Your codes can no longer be checked, because the site's secret key was changed. "
                "Ask an administrator to reset your second step."
            ),
            code="unreadable",
        )


def seal(text: str) -> str:
    return _build_cipher().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    try:
        return _build_cipher().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def _build_cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derive_key(secret)) for secret in secrets])


def _derive_key(secret: str | bytes) -> bytes:
    digest = salted_hmac("lms.accounts.second_factor", "key", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(digest.digest())
