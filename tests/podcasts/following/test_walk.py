"""Hostile and odd feeds as the site meets them: each ends in time with a plain sentence or with its
episodes, and the site answers meanwhile."""

import gzip
import threading
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.request import urlopen

import pytest
from django.utils import translation

from podcasts.following.problems import Problem, sentence
from podcasts.following.refreshing import Outcome, refresh
from tests.factories.feeds import make_followed_feed
from tests.podcasts.following.hostile import (
    SMALL,
    Behaviour,
    answer,
    make_feed,
    make_gzip_bomb,
    make_item,
    redirect,
    serving,
    speak,
)

SECONDS = 3.0
POLICY = replace(SMALL, seconds=SECONDS, compressed=10_000_000, unpacked=30_000_000)
MEMORY = 60_000_000
HEAD = b"HTTP/1.1 200 OK\r\n\r\n"
XXE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:1/x">]>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


def feed(*items: str, prologue: str = "", title: str = "Kabar Desa") -> bytes:
    return make_feed("".join(items), prologue=prologue, title=title).encode()


def padded(number: int) -> str:
    """An item of some 30 KB."""
    return make_item(number, inside=f"<podcast:note>{'kata ' * 5_500}</podcast:note>")


@dataclass(frozen=True)
class Case:
    behaviour: Behaviour
    #: What is said of it; "" where it can be read, and then so many episodes are kept.
    problem: str = ""
    episodes: int = 0


CASES = {
    "a gzip bomb": Case(
        answer(make_gzip_bomb(80_000_000), Content_Encoding="gzip"), Problem.TOO_LARGE
    ),
    "an endless stream": Case(speak(HEAD, b"<rss>" * 10_000, endless=True), Problem.TOO_LARGE),
    "a slow drip": Case(speak(HEAD, b"<", pause=0.1, endless=True), Problem.TIMEOUT),
    "silence": Case(speak(b"", pause=SECONDS * 3), Problem.TIMEOUT),
    "a web page": Case(answer(b"<!doctype html><html></html>"), Problem.HTML),
    "no XML at all": Case(answer(b"\x89PNG\r\n" + bytes(1000)), Problem.NOT_A_FEED),
    "nothing": Case(answer(b""), Problem.EMPTY),
    "a file of the server": Case(answer(feed(prologue=XXE)), Problem.UNSAFE_XML),
    "a billion laughs": Case(answer(feed(prologue=LAUGHS)), Problem.UNSAFE_XML),
    "on to a private machine": Case(redirect("http://10.0.0.1/"), Problem.PRIVATE_ADDRESS),
    "on to a number": Case(redirect("http://2130706433/"), Problem.BAD_ADDRESS),
    "on to a file": Case(redirect("file:///etc/passwd"), Problem.BAD_ADDRESS),
    "on and on": Case(redirect("/"), Problem.TOO_MANY_REDIRECTS),
    "the wrong encoding": Case(
        answer(feed(make_item(1), title="Café").decode().encode("latin-1")), episodes=1
    ),
    "no guid": Case(answer(feed(make_item(1, guid=""), make_item(2, guid=""))), episodes=2),
    "one guid for all": Case(answer(feed(make_item(1, guid="a"), make_item(2, guid="a"))),
                             episodes=2),
    "730 episodes": Case(answer(feed(*map(make_item, range(730)))), episodes=730),
    "20 MB": Case(
        answer(gzip.compress(feed(*map(padded, range(730))), 1), Content_Encoding="gzip"),
        episodes=730,
    ),
}  # fmt: skip


class Visitor(threading.Thread):
    """Opens a page again and again and keeps how long the slowest took, in seconds."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.times: list[float] = []
        self.failure: Exception | None = None
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            began = time.monotonic()
            try:
                with urlopen(self.url, timeout=20) as response:  # noqa: S310 - our own server
                    response.read()
            except OSError as error:
                self.failure = error
                return
            self.times.append(time.monotonic() - began)
            self.over.wait(0.05)


@pytest.fixture
def visitor(live_server: Any) -> Iterator[Visitor]:
    thread = Visitor(f"{live_server.url}/masuk/")
    thread.start()
    yield thread
    thread.over.set()
    thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CASES)
def test_a_bad_feed_harms_nobody(name: str, visitor: Visitor) -> None:
    case = CASES[name]
    with serving({"/": case.behaviour}) as server:
        followed = make_followed_feed(url=server.url("/"))
        tracemalloc.start()
        began = time.monotonic()
        try:
            done = refresh(followed.pk, policy=POLICY)
            took = time.monotonic() - began
            _now, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    visitor.over.set()
    visitor.join()

    assert visitor.failure is None
    assert visitor.times
    assert most < MEMORY
    followed.refresh_from_db()
    assert followed.problem == case.problem
    assert followed.episodes.count() == case.episodes
    if case.problem:
        assert done.outcome is Outcome.FAILED
        assert took < SECONDS + 2
        said = set()
        for language in ("id", "en"):
            with translation.override(language):
                said.add(sentence(followed.problem, followed.detail))
        assert len(said) == 2
        assert all(one.endswith(".") or followed.detail in one for one in said)
