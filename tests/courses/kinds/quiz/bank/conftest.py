from typing import Any

import pytest
from django.test import Client

from tests.factories.accounts import PersonFactory


def client_of(**role: Any) -> Client:
    client = Client()
    backend = "PinBackend" if role.get("participant") else "StaffPasswordBackend"
    client.force_login(PersonFactory(**role), backend=f"lms.accounts.backends.{backend}")
    return client


@pytest.fixture
def trainer(db: None) -> Client:
    return client_of(trainer=True)
