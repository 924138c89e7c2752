"""How a stored file is handed over, beside its ranges."""

import tracemalloc
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils.http import http_date

from media.delivery.answers import deliver
from media.delivery.content_types import content_type_of, is_shown
from tests.factories.accounts import PersonFactory
from tests.media.delivery.fetching import Answer, fetch

CONTENT = b"suara" * 30_000


@pytest.fixture
def name(disk: Path) -> str:
    return default_storage.save("media/suara.mp3", ContentFile(CONTENT))


def test_head_tells_what_get_would_send(name: str) -> None:
    head, get = fetch(name, method="HEAD"), fetch(name)
    assert (head.status, head.body, get.body) == (200, b"", CONTENT)
    assert {**head.headers, "vary": ""} == {**get.headers, "vary": ""}
    assert head.headers["content-length"] == str(len(CONTENT))
    assert head.headers["accept-ranges"] == "bytes"
    # A Range means something with GET alone.
    assert fetch(name, method="HEAD", range="bytes=0-9").status == 200


def test_other_methods_are_refused(name: str) -> None:
    assert fetch(name, method="PUT").status == 405


def _earlier(answer: Answer) -> str:
    changed = parsedate_to_datetime(answer.headers["last-modified"])
    return http_date((changed - timedelta(seconds=1)).timestamp())


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("if_none_match", "{etag}", 304),
        ("if_none_match", "W/{etag}", 304),
        ("if_none_match", '"x", {etag}', 304),
        ("if_none_match", "*", 304),
        ("if_none_match", '"x"', 206),
        ("if_modified_since", "{changed}", 304),
        ("if_modified_since", "{earlier}", 206),
        ("if_modified_since", "kemarin", 206),
        ("if_range", "{etag}", 206),
        ("if_range", "W/{etag}", 200),
        ("if_range", '"x"', 200),
        ("if_range", "{changed}", 206),
        ("if_range", "{earlier}", 200),
        ("if_range", "kemarin", 200),
    ],
)
def test_conditions(name: str, header: str, value: str, status: int) -> None:
    first = fetch(name)
    found = value.format(
        etag=first.headers["etag"], changed=first.headers["last-modified"], earlier=_earlier(first)
    )
    answer = fetch(name, range="bytes=0-9", **{header: found})
    assert answer.status == status
    assert answer.body == {304: b"", 206: CONTENT[:10], 200: CONTENT}[status]
    assert answer.headers["etag"] == first.headers["etag"]
    assert answer.headers["cache-control"] == first.headers["cache-control"]


def test_a_range_that_can_not_be_had_is_not_asked_for_where_the_file_changed(name: str) -> None:
    beyond = f"bytes={len(CONTENT)}-"
    refused = fetch(name, range=beyond)
    assert refused.status == 416
    assert refused.headers["cache-control"] == "no-store"
    assert fetch(name, range=beyond, if_range='"x"').status == 200


@pytest.mark.parametrize("header", ["", "bytes=0-99999", "bytes=0-9,50-99"])
def test_sound_is_not_compressed_on_its_way(name: str, header: str) -> None:
    asked = {"accept_encoding": "gzip", **({"range": header} if header else {})}
    answer = fetch(name, **asked)
    assert "content-encoding" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.body)


def test_captions_are_compressed_as_a_whole_and_never_in_parts(disk: Path) -> None:
    name = default_storage.save("media/teks.vtt", ContentFile(b"WEBVTT\n" * 5000))
    whole = fetch(name, accept_encoding="gzip")
    assert whole.headers["content-encoding"] == "gzip"
    assert len(whole.body) < 1000
    part = fetch(name, accept_encoding="gzip", range="bytes=0-5")
    assert part.body == b"WEBVTT"
    assert "content-encoding" not in part.headers


@pytest.mark.parametrize("header", ["", "bytes=1-", "bytes=0-99999999,150000000-"])
def test_a_large_file_needs_little_memory(disk: Path, header: str) -> None:
    (disk / "media").mkdir()
    size = 200 * 1024 * 1024
    with (disk / "media" / "film.mp4").open("wb") as file:
        file.truncate(size)
    asked = {"range": header} if header else {}
    response: Any = Client().get("/berkas/media/film.mp4", headers=asked)
    tracemalloc.start()
    sent = sum(map(len, response.streaming_content))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent == int(response.headers["Content-Length"])
    assert sent > size // 2
    assert peak < 1024 * 1024


def test_an_answer_that_nobody_reads_leaves_no_file_open(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []
    really = FileSystemStorage._open  # type: ignore[attr-defined]
    monkeypatch.setattr(
        FileSystemStorage, "_open", lambda *at: opened.append(really(*at)) or opened[-1]
    )
    request = RequestFactory().get("/")
    response: Any = deliver(request, name, content_type="audio/mpeg", cache_control="no-store")
    # What `response.close` does, without ending the test's database connection as well.
    for close in response._resource_closers:
        close()
    assert opened
    assert all(file.closed for file in opened)


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("a.mp3", "audio/mpeg"),
        ("a.M4A", "audio/mp4"),
        ("a.opus", "audio/ogg"),
        ("a.weba", "audio/webm"),
        ("a.webm", "video/webm"),
        ("a.wav", "audio/wav"),
        ("a.flac", "audio/flac"),
        ("a.vtt", "text/vtt"),
        ("a.srt", "application/x-subrip"),
        ("a.svg", "image/svg+xml"),
        ("a.jpg", "image/jpeg"),
        ("a.html", "application/octet-stream"),
        ("a.js", "application/octet-stream"),
        ("a.xml", "application/octet-stream"),
        ("a.nonesuch", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_the_type_is_told_by_the_name(filename: str, expected: str) -> None:
    assert content_type_of(filename) == expected
    kind = expected.split("/")[0]
    assert is_shown(expected) == (kind in ("audio", "video", "image") and "svg" not in expected)


# --- Private files ------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_private_file_is_for_whoever_is_signed_in(disk: Path, method: str) -> None:
    name = default_storage.save("private/suara.mp3", ContentFile(CONTENT))
    assert fetch(name, method=method).status == 404
    client = Client()
    client.force_login(PersonFactory(participant=True), backend="lms.accounts.backends.PinBackend")
    answer = fetch(name, method=method, client=client, range="bytes=0-4")
    assert answer.status == (206 if method == "GET" else 200)
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "cookie" in answer.headers["vary"].lower()
    known = fetch(name, method=method, client=client, if_none_match=answer.headers["etag"])
    assert known.status == 304
    # The answer that it has not changed is for the same people.
    assert fetch(name, method=method, if_none_match=answer.headers["etag"]).status == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["private/../sent/a.pdf", "private/", "sent/a.pdf", "private"])
def test_signed_in_or_not_nothing_else_is_there(disk: Path, path: str) -> None:
    for stored in ("sent/a.pdf", "private/a.pdf"):
        default_storage.save(stored, ContentFile(b"%PDF"))
    client = Client()
    client.force_login(PersonFactory(participant=True))
    assert client.get(f"/berkas/{path}").status_code == 404


# --- The web server in front --------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_web_server_in_front_is_told_which_file(name: str, settings: Any, method: str) -> None:
    settings.MEDIA_X_ACCEL_PREFIX = "/x-accel/"
    answer = fetch(name, method=method, range="bytes=0-9", if_none_match="*")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["x-accel-redirect"] == "/x-accel/media/suara.mp3"
    # These are passed on by nginx; ranges, ETag and 304 are its own.
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-disposition"].startswith("inline")


def test_a_strange_name_is_one_path_for_the_web_server(disk: Path, settings: Any) -> None:
    settings.MEDIA_X_ACCEL_PREFIX = "/x-accel"
    (disk / "images").mkdir()
    (disk / "images" / "a b?c%2e%2e#é.png").write_bytes(b"x")
    answer = fetch("images/a b?c%2e%2e#é.png")
    assert answer.headers["x-accel-redirect"] == "/x-accel/images/a%20b%3Fc%252e%252e%23%C3%A9.png"


@pytest.mark.parametrize("prefix", ["", "/x-accel"])
@pytest.mark.parametrize(
    "name",
    [
        "../secret.mp3",
        "media/../../secret.mp3",
        "media/../secret.mp3",
        "/secret.mp3",
        "//secret.mp3",
        "media//suara.mp3",
        "media/./suara.mp3",
        "media\\..\\secret.mp3",
        "media/suara.mp3\0",
        "media",
        "media/",
        "media/none.mp3",
        "media/suara.mp3/x",
        "..",
        ".",
        "",
    ],
)
def test_no_name_leads_anywhere_else(disk: Path, settings: Any, name: str, prefix: str) -> None:
    settings.MEDIA_X_ACCEL_PREFIX = prefix
    default_storage.save("media/suara.mp3", ContentFile(b"x"))
    (disk / "secret.mp3").write_bytes(b"x")
    (disk.parent / "secret.mp3").write_bytes(b"x")
    for method in ("GET", "HEAD"):
        request = RequestFactory().generic(method, "/")
        with pytest.raises(Http404):
            deliver(request, name, content_type="audio/mpeg", cache_control="no-store")
