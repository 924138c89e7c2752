"""Where an address leads, and whether a server may go there: only to the public internet."""

import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from podcasts.following.problems import FetchProblem, Problem

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int, float], Sequence[str]]

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2_000
_UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")
# Besides what `is_global` says: older Pythons call some of these global, and 6to4 and Teredo
# carry an IPv4 address inside that a relay would go on to.
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15",
        "224.0.0.0/3", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A place to connect to. `ips` were all found fit; `host` is the name in ASCII, for the Host
    header and the certificate; `path` begins with / and holds the query."""

    scheme: str
    host: str
    port: int
    path: str
    ips: tuple[str, ...]

    @property
    def authority(self) -> str:
        """The host as the Host header wants it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address in the form in which it is asked for."""
        return f"{self.scheme}://{self.authority}{self.path}"


def is_public(ip: IPAddress) -> bool:
    """Whether this is a machine on the public internet, also behind IPv6's wrappings of IPv4."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if ip not in _UNICAST:
            return False
    if any(ip in network for network in _REFUSED if network.version == ip.version):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def look_up(host: str, port: int, seconds: float) -> Sequence[str]:
    """The IP addresses of `host` by the system's resolver; raises OSError, also TimeoutError."""
    answer: list[str] = []
    failure: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            failure.append(error)
        else:
            answer.extend(dict.fromkeys(str(entry[4][0]) for entry in found))

    # The system's resolver knows no deadline; a thread that is late is left to end by itself.
    thread = threading.Thread(target=ask, daemon=True, name="look-up")
    thread.start()
    thread.join(max(seconds, 0))
    if thread.is_alive():
        raise TimeoutError(host)
    if failure:
        raise OSError(str(failure[0]))
    return answer


def resolve_public(
    url: str,
    *,
    resolver: Resolver = look_up,
    is_allowed: Callable[[IPAddress], bool] = is_public,
    seconds: float = 10,
) -> Target:
    """Where `url` leads, looked up once within `seconds`. Connect to its `ips` and never look the
    name up again, so that a second answer cannot lead elsewhere.

    Raises FetchProblem: BAD_ADDRESS, CREDENTIALS, NAME_NOT_FOUND, TIMEOUT or PRIVATE_ADDRESS (one
    address that is not fit is enough).
    """
    scheme, host, port, path = _take_apart(url)
    literal = _read_literal(host)
    if literal is not None:
        found: Sequence[str] = [str(literal)]
    else:
        try:
            found = resolver(host, port, seconds)
        except TimeoutError as error:
            raise FetchProblem(Problem.TIMEOUT, host) from error
        except OSError as error:
            raise FetchProblem(Problem.NAME_NOT_FOUND, host) from error
    if not found:
        raise FetchProblem(Problem.NAME_NOT_FOUND, host)
    for text in found:
        try:
            fit = is_allowed(ipaddress.ip_address(text))
        except ValueError:  # with a zone: link-local in any case
            fit = False
        if not fit:
            raise FetchProblem(Problem.PRIVATE_ADDRESS, host)
    return Target(scheme, host, port, path, tuple(found))


def check_address(url: str, *, longest: int = _LONGEST) -> None:
    """Raises FetchProblem BAD_ADDRESS or CREDENTIALS for what can't be asked at all. Looks nothing
    up: whether the place is public is found when it is fetched."""
    if len(url) > longest:
        raise FetchProblem(Problem.BAD_ADDRESS)
    _read_literal(_take_apart(url)[1])


def _take_apart(url: str) -> tuple[str, str, int, str]:
    if len(url) > _LONGEST or _UNFIT.search(url):
        raise FetchProblem(Problem.BAD_ADDRESS)
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _make_ascii(parts.hostname or "")
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        if parts.query:
            path += "?" + quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    except ValueError as error:  # UnicodeError is one
        raise FetchProblem(Problem.BAD_ADDRESS) from error
    if parts.scheme not in _PORTS or not host:
        raise FetchProblem(Problem.BAD_ADDRESS)
    if "@" in parts.netloc:
        raise FetchProblem(Problem.CREDENTIALS)
    port = _PORTS[parts.scheme] if port is None else port
    # Low ports are those of mail and the like, which must not be talked to by way of us.
    if port < 1024 and port not in _PORTS.values():
        raise FetchProblem(Problem.BAD_ADDRESS)
    return parts.scheme, host, port, path


def _make_ascii(host: str) -> str:
    """The host as DNS knows it: digits in other scripts and the like become plain ones here."""
    if ":" in host:
        return host
    name = host.encode("idna").decode("ascii").lower().rstrip(".")
    if not re.fullmatch(r"[a-z0-9._-]*", name):
        raise ValueError(host)
    return name


def _read_literal(host: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        # 2130706433, 0x7f.1 and 0177.0.0.1 are addresses to a resolver, and to nobody else.
        if ":" in host or _NUMBER.fullmatch(host.rpartition(".")[2]):
            raise FetchProblem(Problem.BAD_ADDRESS) from None
        return None
