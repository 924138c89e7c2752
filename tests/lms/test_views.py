"""The health check."""

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import PersonFactory


def test_it_asks_the_database_once_whoever_asks(db: None, django_assert_num_queries: Any) -> None:
    client = Client(headers={"host": "10.0.0.7", "accept-language": "en"})
    client.force_login(PersonFactory(), backend="lms.accounts.backends.PinBackend")
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Content-Type"] == "text/plain"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_does_not_answer_is_503(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    def refuse(*args: Any) -> None:
        raise error("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (503, b"database unreachable\n")
    assert "The database does not answer: connection refused" in caplog.text


def test_its_address_has_a_name() -> None:
    assert reverse("healthz") == "/healthz"


def test_nothing_is_posted_to_it(db: None) -> None:
    assert Client().head("/healthz").status_code == 200
    assert Client().post("/healthz").status_code == 405
