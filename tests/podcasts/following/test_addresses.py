import time
from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from podcasts.following.addresses import is_public, look_up, resolve_public
from podcasts.following.problems import FetchProblem, Problem


def lead_to(*ips: str):  # type: ignore[no-untyped-def]
    def resolver(host: str, port: int, seconds: float) -> Sequence[str]:
        return ips

    return resolver


def refuse(url: str, *ips: str) -> Problem:
    with pytest.raises(FetchProblem) as caught:
        resolve_public(url, resolver=lead_to(*ips or ("93.184.216.34",)))
    return caught.value.code


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "192.88.99.1",
        "::", "::1", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2002:808:808::1",
        "2001:0:808:808::1", "100::1",
    ],
)  # fmt: skip
def test_a_machine_that_is_not_public_is_refused(ip: str) -> None:
    assert not is_public(ip_address(ip))
    assert refuse("https://feed.test/", ip) == Problem.PRIVATE_ADDRESS
    assert refuse("https://feed.test/", "93.184.216.34", ip) == Problem.PRIVATE_ADDRESS
    literal = f"[{ip}]" if ":" in ip else ip
    assert refuse(f"https://{literal}/") == Problem.PRIVATE_ADDRESS


@pytest.mark.parametrize("ip", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_a_public_machine_is_found(ip: str) -> None:
    assert resolve_public("https://feed.test/", resolver=lead_to(ip)).ips == (ip,)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "127.0.1", "017700000001",
        "0x", "1.2.3.4.5", "300.1.1.1", "１２７.１", "0x7f.1.", "[::1", "127%2e0.0.1",
    ],
)  # fmt: skip
def test_an_address_written_in_another_way_is_refused(host: str) -> None:
    assert refuse(f"http://{host}/feed") == Problem.BAD_ADDRESS


@pytest.mark.parametrize("host", ["127.0.0.1.", "１２７.０.０.１", "127。0。0。1", "[::1%25lo]"])
def test_the_loopback_is_known_in_other_letters(host: str) -> None:
    assert refuse(f"http://{host}/feed") == Problem.PRIVATE_ADDRESS


@pytest.mark.parametrize(
    "url",
    [
        "", "feed", "ftp://feed.test/", "file:///etc/passwd", "javascript:alert(1)", "gopher://x/",
        "http://", "http:///x", "//feed.test/", "http://feed.test:25/", "http://feed.test:99999/",
        "http://feed.test:x/", "http://feed.test/\r\nHost: b", "http://feed.test\\@b.test/",
        "http://feed.test/ x", "http://a_b c/", "http://feed.test/" + "a" * 3000,
        "http://" + "a" * 70 + ".test/", "http://feed.test/\ud800",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    assert refuse(url) == Problem.BAD_ADDRESS


@pytest.mark.parametrize("user", ["a:b@", "a@", "@", "93.184.216.34@"])
def test_a_name_and_password_are_refused(user: str) -> None:
    assert refuse(f"https://{user}feed.test/") == Problem.CREDENTIALS


def test_a_target_says_how_to_ask() -> None:
    target = resolve_public(
        "HTTPS://Bücher.test:8443/a b".replace(" ", "%20") + "/é?q=ü&x=[1]#part",
        resolver=lead_to("93.184.216.34"),
    )
    assert (target.scheme, target.host, target.port) == ("https", "xn--bcher-kva.test", 8443)
    assert target.path == "/a%20b/%C3%A9?q=%C3%BC&x=[1]"
    assert target.authority == "xn--bcher-kva.test:8443"
    plain = resolve_public("http://[2606:2800:220:1::1]:80")
    assert plain.url == "http://[2606:2800:220:1::1]/"


def test_a_name_that_is_not_known_or_slow_is_told() -> None:
    def unknown(host: str, port: int, seconds: float) -> Sequence[str]:
        raise OSError("no such host")

    def slow(host: str, port: int, seconds: float) -> Sequence[str]:
        raise TimeoutError

    for resolver, code in ((unknown, Problem.NAME_NOT_FOUND), (slow, Problem.TIMEOUT)):
        with pytest.raises(FetchProblem) as caught:
            resolve_public("https://feed.test/", resolver=resolver)
        assert (caught.value.code, caught.value.detail) == (code, "feed.test")
    assert refuse("https://feed.test/", *[""]) == Problem.PRIVATE_ADDRESS


def test_the_systems_resolver_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def be_late(*args: object, **kwargs: object) -> list[object]:
        time.sleep(1)
        return []

    monkeypatch.setattr("socket.getaddrinfo", be_late)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        look_up("feed.test", 80, 0.05)
    assert time.monotonic() - began < 0.6


def test_the_systems_resolver_is_asked() -> None:
    assert "127.0.0.1" in look_up("127.0.0.1", 80, 5)
