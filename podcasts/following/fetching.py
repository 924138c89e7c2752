"""Fetching an address that somebody typed, within bounds whatever the server does."""

import http.client
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from hashlib import sha256
from urllib.parse import urljoin

from podcasts.following.addresses import (
    IPAddress,
    Resolver,
    Target,
    is_public,
    look_up,
    resolve_public,
)
from podcasts.following.problems import FetchProblem, Problem

_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_AT_ONCE = 64 * 1024
_ACCEPT = "application/rss+xml, application/atom+xml, application/xml, text/xml, */*;q=0.5"
_UNFIT_IN_HEADER = re.compile(r"[^\x20-\x7e]")


@dataclass(frozen=True)
class Policy:
    """How far a fetch may go: bytes as they come and unpacked, seconds in all, redirects.

    `resolver`, `is_allowed_address` and `tls` are there for tests with a server of their own.
    """

    compressed: int = 10_000_000
    unpacked: int = 30_000_000
    seconds: float = 30
    redirects: int = 5
    user_agent: str = "Pijar (podcast reader)"
    resolver: Resolver = look_up
    is_allowed_address: Callable[[IPAddress], bool] = is_public
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


DEFAULT = Policy()


@dataclass(frozen=True)
class Fetched:
    """An answer: 200 with unpacked `content`, or 304 with none. `url` is where it was found,
    `permanent_url` the same if every redirect on the way said that it is for ever."""

    status: int
    url: str
    permanent_url: str | None
    content: bytes = field(repr=False)
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""

    @cached_property
    def digest(self) -> str:
        """The same for the same content, in 64 hex digits."""
        return sha256(self.content).hexdigest()


class _Watchdog:
    """Shuts the socket it watches when the time is over. A timeout of the socket itself begins
    anew with each byte that drips in, this one does not."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True
        self._timer.start()

    def remaining(self) -> float:
        """Seconds left; raises FetchProblem TIMEOUT if there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise FetchProblem(Problem.TIMEOUT)
        return left

    @contextmanager
    def watching(self, connection: socket.socket) -> Iterator[None]:
        with self._lock:
            self._socket = connection
        try:
            self.remaining()
            yield
        finally:
            with self._lock:
                self._socket = None

    def stop(self) -> None:
        self._timer.cancel()

    def _shut(self) -> None:
        with self._lock:
            if self._socket is not None:
                # The method of SSLSocket would wait for a farewell of the other side.
                _shut_both_ways(self._socket)


def _shut_both_ways(connection: socket.socket) -> None:
    with suppress(OSError):  # the other side was faster
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def fetch(
    url: str, *, etag: str = "", last_modified: str = "", policy: Policy = DEFAULT
) -> Fetched:
    """What lies at `url` now, or 304 if it is still what `etag` and `last_modified` name.

    Every hop is resolved once, checked, and connected to by the address that was checked; no
    proxy, no cookie. Raises FetchProblem for everything that is not 200 or 304.
    """
    watchdog = _Watchdog(policy.seconds)
    try:
        return _follow(url, etag, last_modified, policy, watchdog)
    finally:
        watchdog.stop()


def _follow(
    url: str, etag: str, last_modified: str, policy: Policy, watchdog: _Watchdog
) -> Fetched:
    permanent = False
    for hop in range(policy.redirects + 1):
        target = resolve_public(
            url,
            resolver=policy.resolver,
            is_allowed=policy.is_allowed_address,
            seconds=min(watchdog.remaining(), 10),
        )
        headers = _make_headers(target, etag, last_modified, policy)
        with _telling_what_failed(target, watchdog), _connected(target, policy, watchdog) as wire:
            wire.request("GET", target.path, headers=headers)
            with closing(wire.getresponse()) as response:
                location = response.getheader("Location", "")
                if response.status in _REDIRECTS and location:
                    permanent = response.status in _PERMANENT and (permanent or hop == 0)
                    url = _read_location(target.url, location)
                    continue
                if response.status not in (200, 304):
                    raise _make_problem(response)
                content = b""
                if response.status == 200:
                    content = _read_body(response, policy, watchdog)
                watchdog.remaining()
                return Fetched(
                    status=response.status,
                    url=target.url,
                    permanent_url=target.url if permanent else None,
                    content=content,
                    etag=_get_short(response, "ETag", 300),
                    last_modified=_get_short(response, "Last-Modified", 100),
                    content_type=_get_short(response, "Content-Type", 200),
                )
    raise FetchProblem(Problem.TOO_MANY_REDIRECTS)


def _make_headers(target: Target, etag: str, last_modified: str, policy: Policy) -> dict[str, str]:
    headers = {
        "Host": target.authority,
        "User-Agent": policy.user_agent,
        "Accept": _ACCEPT,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    if etag and not _UNFIT_IN_HEADER.search(etag):
        headers["If-None-Match"] = etag
    if last_modified and not _UNFIT_IN_HEADER.search(last_modified):
        headers["If-Modified-Since"] = last_modified
    return headers


@contextmanager
def _telling_what_failed(target: Target, watchdog: _Watchdog) -> Iterator[None]:
    try:
        yield
    except FetchProblem:
        raise
    except (OSError, http.client.HTTPException, ValueError) as error:
        watchdog.remaining()  # a socket shut by the watchdog fails in many ways
        if isinstance(error, ssl.SSLError):
            raise FetchProblem(Problem.INSECURE, target.host) from error
        if isinstance(error, TimeoutError):
            raise FetchProblem(Problem.TIMEOUT) from error
        if isinstance(error, http.client.IncompleteRead):
            raise FetchProblem(Problem.BROKEN_OFF) from error
        if isinstance(error, OSError):
            raise FetchProblem(Problem.UNREACHABLE, target.host) from error
        raise FetchProblem(Problem.BAD_ANSWER) from error


@contextmanager
def _connected(
    target: Target, policy: Policy, watchdog: _Watchdog
) -> Iterator[http.client.HTTPConnection]:
    """A connection to the address that was checked, with the certificate of the host's name."""
    plain = _open_socket(target, watchdog)
    with closing(plain), watchdog.watching(plain):
        if target.scheme == "http":
            with closing(_wrap(target, plain)) as wire:
                yield wire
            return
        secured = policy.tls().wrap_socket(
            plain, server_hostname=target.host, do_handshake_on_connect=False
        )
        with closing(secured), watchdog.watching(secured):
            secured.do_handshake()
            with closing(_wrap(target, secured)) as wire:
                yield wire


def _open_socket(target: Target, watchdog: _Watchdog) -> socket.socket:
    failure: OSError | None = None
    for ip in target.ips[:4]:
        try:
            return socket.create_connection(
                (ip, target.port), timeout=min(watchdog.remaining(), 10)
            )
        except OSError as error:
            failure = error
    raise failure or OSError(target.host)


def _wrap(target: Target, connection: socket.socket) -> http.client.HTTPConnection:
    wire = http.client.HTTPConnection(target.host, target.port)
    wire.auto_open = 0  # it must never look up and connect by itself
    wire.sock = connection
    return wire


def _read_body(response: http.client.HTTPResponse, policy: Policy, watchdog: _Watchdog) -> bytes:
    declared = response.length
    if declared is not None and declared > policy.compressed:
        raise FetchProblem(Problem.TOO_LARGE)
    unpack = _choose_unpacking(response.getheader("Content-Encoding", ""))
    came = 0
    content = bytearray()
    while chunk := response.read1(_AT_ONCE):
        watchdog.remaining()
        came += len(chunk)
        if came > policy.compressed:
            raise FetchProblem(Problem.TOO_LARGE)
        content += unpack(chunk, policy.unpacked - len(content) + 1)
        if len(content) > policy.unpacked:
            raise FetchProblem(Problem.TOO_LARGE)
    watchdog.remaining()
    if response.length or not unpack.is_whole():
        raise FetchProblem(Problem.BROKEN_OFF)
    return bytes(content)


class _Unpacking:
    """Bytes as they are; `most` is how many a call may return at most."""

    def __call__(self, chunk: bytes, most: int) -> bytes:
        return chunk[:most]

    def is_whole(self) -> bool:
        return True


class _Inflating(_Unpacking):
    """gzip or deflate, with or without the frame that deflate should have. What comes behind the
    end of the packed bytes is left alone."""

    def __init__(self) -> None:
        self._engine = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._begun = False

    def __call__(self, chunk: bytes, most: int) -> bytes:
        if self._engine.eof:
            return b""
        try:
            out = self._inflate(chunk, most)
        except zlib.error as error:
            raise FetchProblem(Problem.BAD_COMPRESSION) from error
        self._begun = True
        return out

    def is_whole(self) -> bool:
        return self._engine.eof or not self._begun

    def _inflate(self, chunk: bytes, most: int) -> bytes:
        try:
            return self._engine.decompress(chunk, most)
        except zlib.error:
            if self._begun:
                raise
            self._engine = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._engine.decompress(chunk, most)


def _choose_unpacking(encoding: str) -> _Unpacking:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _Unpacking()
    if name in ("gzip", "x-gzip", "deflate"):
        return _Inflating()
    raise FetchProblem(Problem.BAD_COMPRESSION)


def _read_location(base: str, location: str) -> str:
    # http.client reads headers as latin-1, servers write UTF-8.
    readable = location.encode("latin-1", "replace").decode("utf-8", "replace").strip()
    try:
        return urljoin(base, readable.replace(" ", "%20"))
    except ValueError as error:
        raise FetchProblem(Problem.BAD_ADDRESS) from error


def _make_problem(response: http.client.HTTPResponse) -> FetchProblem:
    status = response.status
    codes = {
        401: Problem.REFUSED, 403: Problem.REFUSED, 404: Problem.NOT_FOUND, 410: Problem.GONE,
        429: Problem.RATE_LIMITED, 451: Problem.REFUSED,
    }  # fmt: skip
    other = Problem.SERVER_ERROR if status >= 500 else Problem.BAD_STATUS
    retry_after = _read_retry_after(response.getheader("Retry-After", ""))
    return FetchProblem(codes.get(status, other), str(status), retry_after=retry_after)


def _read_retry_after(value: str) -> int | None:
    """Seconds, from a number or a date; None if there is neither. Never below 0."""
    value = value.strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0, int((when - datetime.now(UTC)).total_seconds()))


def _get_short(response: http.client.HTTPResponse, name: str, longest: int) -> str:
    """A header, or "" if it is longer: half an ETag is none."""
    value = response.getheader(name, "").strip()
    return value if len(value) <= longest and not _UNFIT_IN_HEADER.search(value) else ""
