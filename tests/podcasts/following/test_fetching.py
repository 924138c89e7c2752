import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation

from podcasts.following.fetching import Policy, fetch
from podcasts.following.problems import FetchProblem, Problem, sentence
from tests.podcasts.following.hostile import (
    SMALL,
    Behaviour,
    answer,
    make_gzip_bomb,
    redirect,
    serving,
    speak,
)

OK = b"HTTP/1.1 200 OK\r\n"


def fail(behaviour: Behaviour, policy: Policy = SMALL) -> FetchProblem:
    """The problem with a server that behaves so, told well within its time."""
    began = time.monotonic()
    with serving({"/": behaviour}) as server, pytest.raises(FetchProblem) as caught:
        fetch(server.url(), policy=policy)
    assert time.monotonic() - began < policy.seconds + 1.5
    return caught.value


def test_a_feed_is_fetched_with_what_is_needed_to_ask_again() -> None:
    behaviour = answer(b"<rss/>", ETag='"a1"', Last_Modified="Mon", Content_Type="text/xml",
                       Set_Cookie="a=b")  # fmt: skip
    with serving({"/feed": behaviour}) as server:
        fetched = fetch(server.url("/feed?a=1"), policy=SMALL)
        fetch(server.url("/feed"), etag='"a1"', last_modified="Mon", policy=SMALL)
    assert (fetched.status, fetched.content, fetched.permanent_url) == (200, b"<rss/>", None)
    assert (fetched.etag, fetched.last_modified) == ('"a1"', "Mon")
    assert (fetched.content_type, fetched.url) == ("text/xml", server.url("/feed?a=1"))
    first, again = (request.headers for request in server.requests)
    assert first["host"] == f"feed.test:{server.port}"
    assert "if-none-match" not in first
    assert (again["if-none-match"], again["if-modified-since"]) == ('"a1"', "Mon")
    assert "cookie" not in again


def test_what_has_not_changed_comes_without_content() -> None:
    with serving({"/": answer(status=304, length=0, ETag='"a2"')}) as server:
        fetched = fetch(server.url(), etag='"a1"', policy=SMALL)
    assert (fetched.status, fetched.content, fetched.etag) == (304, b"", '"a2"')


def test_a_header_of_ours_cannot_be_split() -> None:
    with serving({"/": answer(b"x")}) as server:
        fetch(server.url(), etag='"a"\r\nX-Evil: 1', last_modified="M\nX: 1", policy=SMALL)
    assert not {"x-evil", "x", "if-none-match"} & server.requests[0].headers.keys()


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    with serving({"/": answer(b"x")}) as server:
        assert fetch(server.url(), policy=SMALL).content == b"x"


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (gzip.compress(b"<rss/>" * 99, mtime=0), "gzip"),
        (gzip.compress(b"<rss/>" * 99, mtime=0) + b"rubbish", "x-gzip"),
        (zlib.compress(b"<rss/>" * 99), "deflate"),
        (zlib.compress(b"<rss/>" * 99)[2:-4], "deflate"),
        (b"<rss/>" * 99, "identity"),
    ],
)
def test_a_packed_feed_is_unpacked(packed: bytes, encoding: str) -> None:
    with serving({"/": answer(packed, Content_Encoding=encoding)}) as server:
        assert fetch(server.url(), policy=SMALL).content == b"<rss/>" * 99


CHUNKS = OK + b"Transfer-Encoding: chunked\r\n\r\n"
ODD = [
    ("endless", speak(OK + b"\r\n", b"x" * 9000, endless=True), Problem.TOO_LARGE),
    ("endless chunks", speak(CHUNKS, b"400\r\n" + b"x" * 1024 + b"\r\n", endless=True),
     Problem.TOO_LARGE),
    ("a length too large", answer(b"x", length=10**12), Problem.TOO_LARGE),
    ("a gzip bomb", answer(make_gzip_bomb(), Content_Encoding="gzip"), Problem.TOO_LARGE),
    ("gzip twice", answer(b"x", Content_Encoding="gzip, gzip"), Problem.BAD_COMPRESSION),
    ("brotli", answer(b"x", Content_Encoding="br"), Problem.BAD_COMPRESSION),
    ("no gzip", answer(b"<rss/>" * 99, Content_Encoding="gzip"), Problem.BAD_COMPRESSION),
    ("half a gzip", answer(gzip.compress(bytes(999))[:-9], Content_Encoding="gzip"),
     Problem.BROKEN_OFF),
    ("half a body", answer(b"<rss>", length=999), Problem.BROKEN_OFF),
    ("half a chunk", speak(CHUNKS + b"400\r\nxx"), Problem.BROKEN_OFF),
    ("bad chunks", speak(CHUNKS + b"zz\r\nxx"), Problem.BROKEN_OFF),
    ("silence", speak(b"", pause=3), Problem.TIMEOUT),
    ("hanging up", speak(b""), Problem.UNREACHABLE),
    ("dripping headers", speak(OK, b"X-A: b\r\n", pause=0.05, endless=True), Problem.TIMEOUT),
    ("a dripping line", speak(OK + b"X-A: ", b"b", pause=0.05, endless=True), Problem.TIMEOUT),
    ("going on", speak(b"HTTP/1.1 100 Go on\r\n\r\n", pause=0.05, endless=True), Problem.TIMEOUT),
    ("a dripping body", speak(OK + b"\r\n", b"x", pause=0.05, endless=True), Problem.TIMEOUT),
    ("dripping chunks", speak(CHUNKS, b"1\r\nx\r\n", pause=0.05, endless=True), Problem.TIMEOUT),
    ("many headers", speak(OK, b"X-A: b\r\n", endless=True), Problem.BAD_ANSWER),
    ("a long header", speak(OK + b"X-A: ", b"b" * 9999, endless=True), Problem.BAD_ANSWER),
    ("not HTTP", speak(b"220 mail.test ESMTP\r\n\r\n"), Problem.BAD_ANSWER),
    ("moving to nowhere", answer(status=301), Problem.BAD_STATUS),
    ("nothing new", answer(status=204), Problem.BAD_STATUS),
    ("a password", answer(status=401), Problem.REFUSED),
    ("forbidden", answer(status=403), Problem.REFUSED),
    ("missing", answer(status=404), Problem.NOT_FOUND),
    ("gone", answer(status=410), Problem.GONE),
    ("too often", answer(status=429), Problem.RATE_LIMITED),
    ("a fault", answer(status=502), Problem.SERVER_ERROR),
    ("moving in circles", redirect("/"), Problem.TOO_MANY_REDIRECTS),
    ("moving to a file", redirect("file:///etc/passwd"), Problem.BAD_ADDRESS),
    ("moving to a script", redirect("javascript:alert(1)"), Problem.BAD_ADDRESS),
    ("moving to a number", redirect("http://2130706433/"), Problem.BAD_ADDRESS),
    ("moving inside", redirect("http://10.0.0.1/"), Problem.PRIVATE_ADDRESS),
    ("moving to the cloud's", redirect("http://169.254.169.254/"), Problem.PRIVATE_ADDRESS),
    ("moving with a name", redirect("http://a:b@feed.test/"), Problem.CREDENTIALS),
    ("moving badly", redirect("http://[::1"), Problem.BAD_ADDRESS),
]  # fmt: skip


@pytest.mark.parametrize(
    ("behaviour", "code"), [row[1:] for row in ODD], ids=[row[0] for row in ODD]
)
def test_a_bad_server_is_told_of_in_plain_words(behaviour: Behaviour, code: Problem) -> None:
    problem = fail(behaviour)
    assert problem.code == code
    with translation.override("en"):
        assert str(problem).endswith((".", problem.detail))
        assert "%(" not in str(problem)


def test_bytes_are_counted_as_they_come_too() -> None:
    policy = replace(SMALL, compressed=1000)
    body = gzip.compress(bytes(range(256)) * 40, 0)
    parts = OK + b"Content-Encoding: gzip\r\n\r\n" + body
    assert fail(speak(parts), policy).code == Problem.TOO_LARGE
    assert fail(answer(b"x" * 1001), policy).code == Problem.TOO_LARGE


def test_every_problem_has_a_sentence() -> None:
    with translation.override("en"):
        sentences = {sentence(code, "feed.test") for code in Problem.values}
        assert len(sentences) == len(Problem.values)
        assert all(" " in text and text[0].isupper() for text in sentences)
        assert sentence(Problem.REFUSED, "403").endswith("(403).")
        assert sentence("", "x") == sentence("unknown", "x") == ""
    assert max(len(code) for code in Problem.values) <= 30


def test_a_bomb_and_a_stream_take_little_memory() -> None:
    packed = answer(make_gzip_bomb(), Content_Encoding="gzip")
    endless = speak(OK + b"\r\n", b"x" * 9000, endless=True)
    tracemalloc.start()
    try:
        fail(packed)
        fail(endless)
        assert tracemalloc.get_traced_memory()[1] < 20 * SMALL.unpacked
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), ("soon", None), ("-5", None), ("", None)]
)
def test_when_to_come_back_is_passed_on(value: str, seconds: int | None) -> None:
    assert fail(answer(status=429, Retry_After=value)).retry_after == seconds


def test_when_to_come_back_may_be_a_date() -> None:
    past = "Wed, 21 Oct 2015 07:28:00 GMT"
    assert fail(answer(status=503, Retry_After=past)).retry_after == 0
    far = fail(answer(status=503, Retry_After="Wed, 21 Oct 2099 07:28:00 GMT")).retry_after
    assert far is not None
    assert far > 10**6


@pytest.mark.parametrize(
    ("hops", "permanent"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((307, 308), False)],
)
def test_a_move_is_for_ever_only_if_every_hop_says_so(
    hops: tuple[int, ...], permanent: bool
) -> None:
    behaviours = {f"/{at}": redirect(f"/{at + 1}", status=hop) for at, hop in enumerate(hops)}
    behaviours[f"/{len(hops)}"] = answer(b"x")
    with serving(behaviours) as server:
        fetched = fetch(server.url("/0"), policy=SMALL)
    assert fetched.url == server.url(f"/{len(hops)}")
    assert fetched.permanent_url == (fetched.url if permanent else None)


def test_a_name_is_looked_up_once_a_hop_so_that_it_cannot_change() -> None:
    asked: list[str] = []

    def resolver(host: str, port: int, seconds: float) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    policy = replace(SMALL, resolver=resolver)
    with serving({"/": answer(b"x")}) as server:
        assert fetch(server.url(), policy=policy).content == b"x"
        assert asked == ["feed.test"]
        with pytest.raises(FetchProblem) as caught:
            fetch(server.url(), policy=policy)
    assert caught.value.code == Problem.PRIVATE_ADDRESS
    assert len(server.requests) == 1


def test_the_loopback_is_not_reached_without_a_policy_for_it() -> None:
    with serving({"/": answer(b"x")}) as server:
        for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.1"):
            with pytest.raises(FetchProblem) as caught:
                fetch(server.url(host=host))
            assert caught.value.code == Problem.PRIVATE_ADDRESS
    assert server.requests == []


def test_a_port_where_nobody_listens_is_told() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(FetchProblem) as caught:
            fetch(f"http://feed.test:{unused.getsockname()[1]}/", policy=SMALL)
    assert caught.value.code == Problem.UNREACHABLE


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for feed.test in one file, signed by itself."""
    folder = tmp_path_factory.mktemp("tls")
    made = folder / "both.pem"
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl")
    subprocess.run(  # noqa: S603 - a tool of the system
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=feed.test", "-addext",
         "subjectAltName=DNS:feed.test", "-keyout", folder / "key", "-out", folder / "cert"],
        check=True, capture_output=True,
    )  # fmt: skip
    made.write_bytes((folder / "key").read_bytes() + (folder / "cert").read_bytes())
    return made


@pytest.fixture
def secure_port(certificate: Path) -> Iterator[tuple[int, list[str | None]]]:
    """A server behind TLS: its port, and the names it was asked for."""
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda connection, name, _context: names.append(name)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    plain, _ = listening.accept()
                except OSError:
                    return
                with plain, suppress(OSError), context.wrap_socket(plain, server_side=True) as wire:
                    wire.recv(65536)
                    wire.sendall(OK + b"Content-Length: 6\r\n\r\n<rss/>")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], names
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_the_certificate_must_be_that_of_the_name(
    secure_port: tuple[int, list[str | None]], certificate: Path
) -> None:
    port, names = secure_port
    trusting = replace(SMALL, tls=lambda: ssl.create_default_context(cafile=str(certificate)))
    assert fetch(f"https://feed.test:{port}/", policy=trusting).content == b"<rss/>"
    assert names == ["feed.test"]
    for host, policy in (("other.test", trusting), ("127.0.0.1", trusting), ("feed.test", SMALL)):
        with pytest.raises(FetchProblem) as caught:
            fetch(f"https://{host}:{port}/", policy=policy)
        assert (caught.value.code, caught.value.detail) == (Problem.INSECURE, host)


def test_a_greeting_that_drips_is_given_up_too() -> None:
    """A TLS record of 16 KB whose bytes come one by one."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                connection.sendall(b"\x16\x03\x03\x3f\x00")
                for _ in range(200):
                    connection.sendall(b"\0")
                    time.sleep(0.03)

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        began = time.monotonic()
        with pytest.raises(FetchProblem) as caught:
            fetch(f"https://feed.test:{listening.getsockname()[1]}/", policy=SMALL)
        thread.join()
    assert caught.value.code == Problem.TIMEOUT
    assert time.monotonic() - began < 2.5
