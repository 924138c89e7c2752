"""A server on the loopback that behaves as badly as a test wants, and feeds that are odd."""

import gzip
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

import pytest

from podcasts.following.addresses import IPAddress
from podcasts.following.fetching import Policy

NAMESPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)


def is_loopback(ip: IPAddress) -> bool:
    return ip.is_loopback


# Small, so that the tests are fast; any name leads to the loopback.
SMALL = Policy(
    compressed=200_000,
    unpacked=400_000,
    seconds=1.0,
    redirects=3,
    resolver=lambda host, port, seconds: ["127.0.0.1"],
    is_allowed_address=is_loopback,
)


def use_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site may ask servers of a test, and has time for reading, a process of its own."""
    policy = replace(SMALL, seconds=20)
    for module in ("refreshing", "subscribing", "views"):
        monkeypatch.setattr(f"podcasts.following.{module}.make_policy", lambda: policy)


@dataclass(frozen=True)
class Request:
    """What came: the path, and the headers by their names in small letters."""

    path: str
    headers: dict[str, str]


Behaviour = Callable[[socket.socket, Request], None]


@dataclass
class Server:
    """A running server; `requests` in the order in which they came."""

    port: int
    requests: list[Request] = field(default_factory=list)

    def url(self, path: str = "/", *, host: str = "feed.test") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def serving(behaviours: dict[str, Behaviour]) -> Iterator[Server]:
    """Serve each path as its behaviour does, all others with 404."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # the other side left, as it should with some of these
                request = _read_request(self.request)
                found.requests.append(request)
                behaviour = behaviours.get(request.path.partition("?")[0], answer(status=404))
                behaviour(self.request, request)

    class Threading(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Threading(("127.0.0.1", 0), Handler) as server:
        found = Server(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


def _read_request(connection: socket.socket) -> Request:
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            raise OSError("no request")
        data += part
    first, *lines = data.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return Request(first.split(" ")[1], {name.lower(): value.strip() for name, _, value in pairs})


def answer(body: bytes = b"", *, status: int = 200, length: int | None = None,
           **headers: str) -> Behaviour:  # fmt: skip
    """An answer at once; header names are written with _ for -. `length` may be a lie."""
    lines = [
        f"HTTP/1.1 {status} As told",
        f"Content-Length: {len(body) if length is None else length}",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]

    def behave(connection: socket.socket, request: Request) -> None:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)

    return behave


def redirect(to: str, *, status: int = 301) -> Behaviour:
    return answer(status=status, Location=to)


def speak(*parts: bytes, pause: float = 0, endless: bool = False) -> Behaviour:
    """The raw bytes, with a pause in seconds after each; `endless` repeats the last one."""

    def behave(connection: socket.socket, request: Request) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        until = time.monotonic() + 20
        while endless and time.monotonic() < until:
            connection.sendall(parts[-1])
            time.sleep(pause)

    return behave


def make_gzip_bomb(unpacked: int = 50_000_000) -> bytes:
    return gzip.compress(b"<rss>" + b" " * unpacked, 9)


def make_item(number: int, *, guid: str | None = None, inside: str = "") -> str:
    name = f"g{number}" if guid is None else guid
    guid_tag = f"<guid>{name}</guid>" if name else ""
    return (
        f"<item><title>Episode {number}</title>{guid_tag}<description>Isi {number}</description>"
        "<pubDate>Mon, 05 Jan 2026 07:00:00 +0700</pubDate>"
        f'<enclosure url="https://contoh.id/{number}.mp3" type="audio/mpeg" length="1234"/>'
        f"{inside}</item>"
    )


def make_feed(items: str = "", *, channel: str = "", title: str = "Kabar Desa",
              prologue: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:  # fmt: skip
    return (
        f'{prologue}<rss version="2.0" {NAMESPACES}><channel><title>{title}</title>'
        f"<link>https://contoh.id/</link><description>Isi</description>{channel}{items}"
        "</channel></rss>"
    )
