"""The database is locked, read-only, full or away: 503 while it is so, and nothing is lost.

Each with a server of its own that goes on running. Trust, lines 1 and 20.
"""

import json
import os
import random
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest

from tests.chaos.conftest import StartServer
from tests.chaos.model import read_events
from tests.chaos.phones import Diary
from tests.chaos.server import Server
from tests.chaos.visitors import Page, Visitor
from tests.chaos.world import Learner, World

SQUEEZE = "?timeout=1"


@contextmanager
def locked(server: Server) -> Iterator[None]:
    """Another process writes, and does not come to an end."""
    with closing(sqlite3.connect(server.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def full(server: Server) -> Iterator[None]:
    """No file can grow: as on a disk without room, SQLite's write fails half-way."""
    largest = max(file.stat().st_size for file in server.database.parent.glob("pijar.sqlite3-*"))
    before = resource.prlimit(server.pids[0], resource.RLIMIT_FSIZE)
    for pid in server.pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest, before[1]))
    try:
        yield
    finally:
        for pid in server.pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def read_only(server: Server) -> Iterator[None]:
    """Neither the file nor its folder can be written to by the server."""
    paths = [server.database.parent, *server.database.parent.glob("pijar.sqlite3*")]
    before = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        for path, mode in before.items():
            path.chmod(mode)


@contextmanager
def away(server: Server) -> Iterator[None]:
    """The folder is not there, as where a volume was taken off."""
    folder = server.database.parent
    moved = folder.rename(folder.with_name("moved"))
    try:
        yield
    finally:
        moved.rename(folder)


def without_privilege() -> list[str]:
    """Before the server's command: the superuser is not bound by a file's mode otherwise."""
    return ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []


Outage = Callable[[Server], "contextmanager[None]"]


@pytest.mark.parametrize("outage", [locked, full, read_only, away])
def test_an_answer_is_asked_for_again_and_kept_once(
    outage: Outage, start_server: StartServer, world: World, chance: random.Random
) -> None:
    with ExitStack() as stack:
        server = start_server(query=SQUEEZE, command=without_privilege())
        stack.callback(lambda: print(server.log.read_text()))
        visitor, lesson = Visitor(server, world.learners[0]), world.lessons[0]
        # Connections are open in the threads, as they are in a server that has run for a while.
        assert visitor.answer(lesson, "q1").status == 302
        if outage in (read_only, away):
            # The threads that have the file open can go on writing; those of a new start can't.
            server.kill()
            stack.enter_context(outage(server))
            server.start()
        else:
            stack.enter_context(outage(server))

        batch = [Diary(chance).tap(lesson, lesson.readings[0])]
        refused = visitor.answer(lesson, "q2")
        assert_asks_again(refused)
        assert_asks_again(told := visitor.send(batch))
        assert json.loads(told.text) == {"error": "Belum terkirim. Coba lagi."}
        stranger = Visitor(server, Learner(0, ""))
        assert_asks_again(stranger.post("/masuk/", [("identifier", "LT-0231"), ("pin", "482913")]))
        if outage is away:
            assert_asks_again(page := visitor.get(lesson.url))
            assert f'href="{lesson.url}"' in page.text
        stack.close()

        # The same process, and what the page kept is sent as it was.
        again = visitor.post(refused.form.action, refused.form.fields)
        assert (again.status, again.headers["Location"].partition("#")[0]) == (302, lesson.url)
        assert visitor.post(refused.form.action, refused.form.fields).status == 302
        [result] = json.loads(visitor.send(batch).text)["results"]
        assert result["status"] == "accepted"
        assert visitor.get(lesson.url).status == 200
    events = [one for one in read_events(server.database) if not one.derived]
    assert sorted(one.payload.get("question", "") for one in events) == ["", "q1", "q2"]
    assert dict(refused.form.fields)["event"] in {one.id for one in events}
    assert "Traceback" not in server.log.read_text()


def assert_asks_again(page: Page) -> None:
    assert page.status == 503
    assert int(page.headers["Retry-After"]) > 0
    assert "no-store" in page.headers["Cache-Control"]
    assert "oba lagi" in page.text
    assert "482913" not in page.text
