"""PostgreSQL is stopped, read-only, locked, or breaks off in the middle; the server goes on."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.chaos.cluster import Cluster, run_cluster
from tests.chaos.phones import Diary
from tests.chaos.server import Server
from tests.chaos.test_outages import assert_asks_again
from tests.chaos.visitors import Page, Visitor
from tests.chaos.world import World, build_world

# `db`, because pytest-django makes no database where no test asks for one.
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]
SECONDS_TO_WAIT = 1


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[tuple[Cluster, Server, World]]:
    """One server for all: each test leaves it healed, or the next one fails."""
    database: Path = tmp_path_factory.mktemp("outages") / "data" / "unused"
    database.parent.mkdir()
    with django_db_blocker.unblock(), run_cluster() as cluster:
        world = build_world(database, DATABASE_URL=cluster.url)
        options = f"?options=-c%20lock_timeout={SECONDS_TO_WAIT}s"
        with Server(database, url=cluster.url + options) as server:
            yield cluster, server, world
            assert "Traceback" not in server.log.read_text()


def send_again(visitor: Visitor, refused: Page) -> None:
    again = visitor.post(refused.form.action, refused.form.fields)
    assert again.status == 302


def count_events(cluster: Cluster) -> int:
    return int(cluster.execute("SELECT count(*) FROM progress_event"))


def test_it_is_stopped_and_started(
    site: tuple[Cluster, Server, World], chance: random.Random
) -> None:
    cluster, server, world = site
    visitor, lesson = Visitor(server, world.learners[0]), world.lessons[0]
    # As many as there are threads, so that all of them have a connection which then breaks.
    with ThreadPoolExecutor(8) as threads:
        assert {page.status for page in threads.map(visitor.get, [lesson.url] * 16)} == {200}
    assert visitor.answer(lesson, "q1").status == 302
    before = count_events(cluster)
    cluster.stop()
    try:
        refused = visitor.answer(lesson, "q2")
        pages = [visitor.get(lesson.url), visitor.send([Diary(chance).tap(lesson, "x")])]
        health = visitor.get("/healthz")
    finally:
        cluster.start()
    for page in (refused, *pages):
        assert_asks_again(page)
    assert health.status == 503
    with ThreadPoolExecutor(8) as threads:
        assert {page.status for page in threads.map(visitor.get, [lesson.url] * 16)} == {200}
    for _twice in range(2):
        send_again(visitor, refused)
    assert count_events(cluster) == before + 1


def test_it_breaks_off_in_the_middle_of_an_answer(site: tuple[Cluster, Server, World]) -> None:
    cluster, server, world = site
    visitor, lesson = Visitor(server, world.learners[1]), world.lessons[0]
    with psycopg.connect(cluster.url) as other, ThreadPoolExecutor(1) as thread:
        hold(other, visitor)
        answering = thread.submit(visitor.answer, lesson)
        waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        end = time.monotonic() + SECONDS_TO_WAIT
        while not (pid := cluster.execute(waiting)) and time.monotonic() < end:
            time.sleep(0.01)
        cluster.execute(f"SELECT pg_terminate_backend({pid})")
        refused = answering.result()
    assert_asks_again(refused)
    send_again(visitor, refused)
    assert "terminating connection" in server.log.read_text()


def test_somebody_holds_a_lock_for_too_long(site: tuple[Cluster, Server, World]) -> None:
    cluster, server, world = site
    visitor, lesson = Visitor(server, world.learners[2]), world.lessons[0]
    with psycopg.connect(cluster.url) as other:
        hold(other, visitor)
        began = time.monotonic()
        refused = visitor.answer(lesson)
        assert time.monotonic() - began >= SECONDS_TO_WAIT
    assert_asks_again(refused)
    send_again(visitor, refused)


def test_it_takes_no_writes(site: tuple[Cluster, Server, World]) -> None:
    cluster, server, world = site
    visitor, lesson = Visitor(server, world.learners[3]), world.lessons[0]
    cluster.execute("ALTER SYSTEM SET default_transaction_read_only = on")
    cluster.execute("SELECT pg_reload_conf()")
    try:
        refused = visitor.answer(lesson)
        page = visitor.get(lesson.url)
    finally:
        cluster.execute("ALTER SYSTEM RESET default_transaction_read_only")
        cluster.execute("SELECT pg_reload_conf()")
    assert_asks_again(refused)
    assert page.status == 200
    send_again(visitor, refused)


def hold(other: psycopg.Connection[Any], visitor: Visitor) -> None:
    """Whoever answers waits for the learner's row."""
    person = (visitor.learner.id,)
    other.execute("SELECT 1 FROM accounts_person WHERE id = %s FOR UPDATE", person)
