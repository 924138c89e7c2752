"""Secrets in the database open nothing by themselves."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from lms.accounts.second_factor.sealing import Unreadable, seal, unseal
from tests.lms.accounts.second_factor.conftest import Staff, sign_in


def test_what_is_stored_is_sealed(staff: Staff) -> None:
    codes = staff.recovery_codes()
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert staff.secret not in stored
    assert not any(code in stored for code in codes)
    assert unseal(Authenticator.objects.get(type="totp").data["secret"]) == staff.secret


def test_an_older_key_still_opens_and_a_lost_one_does_not(settings: Any) -> None:
    sealed = seal("rahasia")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key"
    with pytest.raises(Unreadable):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed) == "rahasia"


def test_a_sign_in_renews_the_seals_so_that_the_older_key_may_go(
    client: Client, staff: Staff, settings: Any
) -> None:
    codes = staff.recovery_codes()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key"
    assert sign_in(client, staff).status_code == 302
    settings.SECRET_KEY_FALLBACKS = []
    assert sign_in(Client(), staff).status_code == 302
    assert staff.recovery_codes() == codes
