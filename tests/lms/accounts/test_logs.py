import io
import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from lms.accounts.logs import NoSecretsFilter, mask_secrets
from tests.factories.accounts import PersonFactory
from tests.lms.accounts.conftest import Clock, sign_in_as


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the console handler of the settings would write, from every logger."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(NoSecretsFilter())
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("PIN 482913", "PIN ***"),
        ("phone +6281234567890.", "phone ***890."),
        ("phone 081234567890", "phone ***890"),
        ("phone +62 812-3456-7890", "phone ***890"),
        ("phone (0812) 3456 7890", "phone ***890"),
        ("/masuk/?identifier=%2B6281234567890&x=1", "/masuk/?identifier=%2B***890&x=1"),
        ("Siti (LT-0231)", "Siti (LT-***)"),
        ("/koordinator/pin/ABC/ and more", "/koordinator/pin/***/ and more"),
    ],
)
def test_secrets_are_masked(text: str, masked: str) -> None:
    assert mask_secrets(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24 09:12:33 GET /kelas/ 200 1543",
        "10.0.0.1 - 127.0.0.1:8000",
        "Took 0.123 s for 12 345 rows, utf-8, HTTP/1.1",
    ],
)
def test_ordinary_lines_stay(text: str) -> None:
    assert mask_secrets(text) == text


def test_arguments_are_masked(log: io.StringIO) -> None:
    logger = logging.getLogger("anything")
    logger.info("PIN %s, number %d, %r", "482913", 6281234567890, {"pin": "739154"})
    logger.info("by name: %(pin)s", {"pin": "482913"})
    assert "482913" not in log.getvalue()
    assert "739154" not in log.getvalue()
    assert "***890" in log.getvalue()


def test_a_percent_sign_survives(log: io.StringIO) -> None:
    logging.getLogger("anything").info("100 %% of %s", "them")
    assert "100 % of them" in log.getvalue()


class Broken:
    def __str__(self) -> str:
        raise RuntimeError("482913")


@pytest.mark.parametrize(
    ("message", "arguments"),
    [("%d", ("482913",)), ("%s %s", ("482913",)), ("no place", ("482913",)), ("%s", (Broken(),))],
)
def test_a_broken_record_is_still_logged(
    log: io.StringIO,
    capsys: pytest.CaptureFixture[str],
    message: str,
    arguments: tuple[object, ...],
) -> None:
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, message, arguments, None)
    for handler in logging.getLogger().handlers:
        if getattr(handler, "stream", None) is log:
            handler.handle(record)
    assert message in log.getvalue()
    assert "482913" not in log.getvalue() + capsys.readouterr().err


def test_tracebacks_are_masked() -> None:
    with pytest.raises(ValueError, match="phone") as caught:
        raise ValueError("Key (phone)=(+6281234567890) already exists.")
    failure = (caught.type, caught.value, caught.tb)
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "oh", (), failure)
    assert NoSecretsFilter().filter(record)
    text = logging.Formatter().format(record)
    assert "ValueError" in text
    assert "6281234567890" not in text


def test_signing_in_leaves_no_secret(log: io.StringIO, client: Client, clock: Clock) -> None:
    """Real records, at the most talkative level."""
    PersonFactory(participant=True, code="LT-0231", phone="+6281234567890", pin="482913")
    for identifier in ("LT-0231", "0812-3456-7890", "0819-8765-4321"):
        for _ in range(11):
            clock.move(301)
            client.post(
                f"/masuk/?next=/x/{identifier}/", {"identifier": identifier, "pin": "739154"}
            )
    client.post("/masuk/", {"identifier": "LT-0231", "pin": "482913"})
    lines = log.getvalue()
    assert lines.count("A sign-in is locked") == 3
    for secret in ("482913", "739154", "LT-0231", "81234567890", "3456-7890", "8765-4321"):
        assert secret not in lines


def test_refused_and_missing_pages_leave_no_secret(log: io.StringIO, client: Client) -> None:
    PersonFactory(trainer=True, code="LT-0231")
    sign_in_as(client, PersonFactory(coordinator=True))
    client.get("/koordinator/pin/LT-0231/")
    client.get("/koordinator/pin/Kode-Lain/")
    client.get("/tidak-ada/081234567890/")
    lines = log.getvalue()
    assert "django.request" in lines
    for secret in ("LT-0231", "Kode-Lain", "KODE-LAIN", "081234567890"):
        assert secret not in lines
