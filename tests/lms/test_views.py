"""The health check, and pages for what went wrong."""

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse

from lms.views import server_error
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


def test_the_page_for_a_fault_needs_no_request_and_no_database() -> None:
    response = server_error(RequestFactory().get("/"))
    html = response.content.decode()
    assert response.status_code == 500
    assert '<html lang="id">' in html
    assert "Masuk" not in html


@pytest.mark.django_db
def test_what_is_not_there_and_what_is_not_ours_get_a_page_of_our_own(client: Client) -> None:
    missing = client.get("/tidak-ada/")
    assert missing.status_code == 404
    assert 'class="card lost"' in missing.content.decode()
    client.force_login(PersonFactory(participant=True), backend="lms.accounts.backends.PinBackend")
    refused = client.get("/koordinator/")
    assert refused.status_code == 403
    assert 'class="card lost"' in refused.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("referer", "again"),
    [
        ("http://testserver/masuk/?next=/x", 'href="http://testserver/masuk/?next=/x"'),
        ("http://elsewhere.example/", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_a_form_that_lay_open_for_too_long_is_told_so(referer: str, again: str | None) -> None:
    client = Client(enforce_csrf_checks=True, headers={"referer": referer} if referer else {})
    response = client.post("/masuk/", {"identifier": "LT-0231", "pin": "482913"})
    html = response.content.decode()
    assert response.status_code == 403
    assert "Halaman ini terlalu lama terbuka." in html
    assert 'class="btn wide quiet" href="/"' in html or again is None
    assert (again in html) if again else ("Buka halamannya" not in html)
    assert "elsewhere" not in html
    assert "javascript:" not in html
