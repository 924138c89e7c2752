"""Nothing slow happens while the database's lock is held. Trust, line 20."""

import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import nh3
import pytest
from django.db import connection

from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.progress.ledger import Status
from courses.progress.sources import Source
from podcasts.following import parsing, refreshing, subscribing, updating
from podcasts.following.problems import FetchProblem, Problem
from podcasts.following.reading import Limits, read_feed
from podcasts.following.subscribing import follow
from podcasts.models.feeds import FollowedEpisode
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, reading_block
from tests.podcasts.following.hostile import (
    SMALL,
    answer,
    make_feed,
    make_item,
    serving,
)

pytestmark = pytest.mark.django_db(transaction=True)
POLICY = replace(SMALL, compressed=10_000_000, unpacked=30_000_000, seconds=20)


def make_hostile_feed(*, levels: int) -> bytes:
    """600 episodes whose notes are lists within lists."""
    notes = f"<content:encoded><![CDATA[{'<ul><li>' * levels}Panen]]></content:encoded>"
    return make_feed("".join(make_item(number, inside=notes) for number in range(600))).encode()


@pytest.fixture
def url() -> Iterator[str]:
    """Where such a feed is served from."""
    with serving({"/feed": answer(make_hostile_feed(levels=400))}) as server:
        yield server.url("/feed")


def test_a_feed_is_cleaned_and_prepared_before_its_transaction(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, bool]] = []

    def watch(module: Any, name: str) -> None:
        real = getattr(module, name)

        def watched(*args: Any, **how: Any) -> Any:
            seen.append((name, connection.in_atomic_block))
            return real(*args, **how)

        monkeypatch.setattr(module, name, watched)

    def read_here(content: bytes, **how: str) -> Any:
        return parsing.parse_feed(content, **how)

    # In this process, so that it can be seen; the reader has a process of its own otherwise.
    for module in (refreshing, subscribing):
        monkeypatch.setattr(module, "read_feed", read_here)
        watch(module, "fetch")
        watch(module, "read_feed")
    watch(nh3, "clean")
    watch(updating, "sha256")
    feed = follow(url, policy=POLICY)
    feed.content_hash = feed.etag = ""
    feed.save()
    assert refreshing.refresh(feed.pk, policy=POLICY).feed.problem == ""
    names = {name for name, _locked in seen}
    assert names == {"fetch", "read_feed", "clean", "sha256"}
    assert not [name for name, locked in seen if locked]


def test_answers_are_taken_while_a_hostile_feed_is_kept(url: str) -> None:
    lesson = LessonPageFactory(body=[reading_block() for _number in range(40)])
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=lesson.get_parent().specific.translation_key)
    done = threading.Event()

    def keep() -> None:
        try:
            follow(url, policy=POLICY)
        finally:
            connection.close()
            done.set()

    thread = threading.Thread(target=keep)
    thread.start()
    longest, taken = 0.0, 0
    try:
        while not done.is_set():
            began = time.monotonic()
            block = lesson.body[taken % 40].id
            one = Answer(uuid.uuid4(), lesson.translation_key, block, {"tap": taken})
            [outcome] = take_answers(person, [one], source=Source.WEB)
            assert outcome.status is Status.ACCEPTED
            longest, taken = max(longest, time.monotonic() - began), taken + 1
            done.wait(0.02)
    finally:
        thread.join()
    assert taken > 3
    assert longest < 1.5
    kept = FollowedEpisode.objects.all()
    assert kept.count() == 600
    assert {one.notes.count("<ul>") for one in kept} == {32}


def test_cleaning_ends_with_the_time_of_the_reader() -> None:
    with pytest.raises(FetchProblem) as caught:
        read_feed(make_hostile_feed(levels=3000), limits=Limits(cpu=1))
    assert caught.value.code is Problem.UNREADABLE
