import io
import logging
import sys
import time
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
        ("next=%2Fkoordinator%2Fpin%2FABC%2F&x", "next=%2Fkoordinator%2Fpin%2F***%2F&x"),
        ("/podcast/suara/saya/0123abc.d-E_f/feed.xml", "/podcast/suara/saya/***/feed.xml"),
        ("/en/podcast/a/saya/x:y/media/1.mp3?a=1", "/en/podcast/a/saya/***/media/1.mp3?a=1"),
        # Codes without their dash, in small letters, or of letters alone.
        ("Siti (LT0231), lt-0231", "Siti (LT***), lt-***"),
        ("/peserta/lt0231/", "/peserta/lt***/"),
        ("?code=pelatih&x=1", "?code=***&x=1"),
        ("{'kode': 'PELATIH', 'x': 1}", "{'kode': '***', 'x': 1}"),
        # PINs as people write them.
        ("4 8 2 9 1 3", "***"),
        ("482 913, 482-913 and 48.29.13", "***, *** and ***"),
        ("482\u00a0913 or 482–913", "*** or ***"),
        ("pin=482%20913&x=1", "pin=***&x=1"),
        ("a=482%20913&x=1 a=482+913", "a=***&x=1 a=***"),
        ("%20482913", "%20***"),
        ("09:12:33 482 913", "09:12:33 ***"),
        # Full-width, Arabic, Bengali, circled.
        ("４８２９１３ ٤٨٢٩١٣ ৪৮২৯১৩", "***"),
        ("pin ④⑧②⑨①③", "pin ***"),
        ("phone ０８１２－３４５６－７８９０", "phone ***890"),
        # Phone numbers of other notations and countries.
        ("0812.3456.7890", "***890"),
        ("0812_3456_7890", "***890"),
        ("+852 9123 4567", "***567"),
        ("0062 812 3456 7890", "***890"),
        ("call 81234567890", "call ***890"),
        ("\u202a+62 812\u20113456\u20117890\u202c", "\u202a***890\u202c"),
        ("60 12 345 6789", "***"),
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
        "2026-11-24 05:19:13,483 WARNING django.request: Not Found: /admin/",
        "2026-11-24T09:12:33.123456+07:00",
        "[2026-11-24 22:17:46 +0000] [12345] Listening at: http://192.168.100.200:54321",
        '10.0.0.7 - - [24/Nov/2026:22:17:54 +0000] "GET /kelas/ HTTP/1.1" 200 543 "-" "-"',
        "Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.6167.85",
        "/belajar/018f624c-39c7-4123-8d38-656111111371/",
        "Django 5.2.19, Python 3.11.7, sha256, iso-8859-15, cp1252",
    ],
)
def test_ordinary_lines_stay(text: str) -> None:
    assert mask_secrets(text) == text


def test_every_digit_of_unicode_is_one_here() -> None:
    digits = [chr(point) for point in range(sys.maxunicode + 1) if chr(point).isdigit()]
    assert [digit for digit in digits if mask_secrets(digit * 6) != "***"] == []


@pytest.mark.parametrize(
    "piece",
    [
        "a-",
        "a1-",
        "1",
        "1 ",
        "1    ",
        "1.",
        "12:",
        "+(",
        "%20",
        "/saya/",
        "aaaa1",
        "0a0a0a0a-",
        " ",
    ],
)
def test_a_line_costs_what_its_length_says(piece: str) -> None:
    """Ten times as long is ten times as slow, and not a hundred times."""

    def cost(length: int) -> float:
        line = piece * (length // len(piece))
        times = []
        for _ in range(3):
            begin = time.process_time()
            mask_secrets(line)
            times.append(time.process_time() - begin)
        return min(times)

    assert cost(200_000) < 40 * max(cost(20_000), 0.001)


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


@pytest.mark.parametrize("name", ["gunicorn.access", "gunicorn.error", "django.server"])
def test_web_servers_write_no_key_to_a_feed(name: str) -> None:
    """Their loggers hand nothing on to ours: what they write is read from a handler of theirs."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    try:
        logger.error('"GET %(path)s" 200', {"path": "/podcast/a/saya/0a1b.x-Y/feed.xml"})
    finally:
        logger.removeHandler(handler)
    assert written.getvalue() == '"GET /podcast/a/saya/***/feed.xml" 200\n'


def test_a_feed_that_is_not_there_leaves_no_key(log: io.StringIO, client: Client, db: None) -> None:
    client.get("/podcast/suara/saya/0a1b2c.Geheim-x/feed.xml")
    assert "/saya/***/feed.xml" in log.getvalue()
    assert "Geheim" not in log.getvalue()
