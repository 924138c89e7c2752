import pytest
from django.test import Client

from tests.factories.accounts import client_of


@pytest.fixture
def trainer(db: None) -> Client:
    return client_of(trainer=True)
