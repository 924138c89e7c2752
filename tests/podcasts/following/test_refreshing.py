from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from podcasts.following.courtesy import Courtesy
from podcasts.following.fetching import Fetched, fetch
from podcasts.following.problems import Problem
from podcasts.following.refreshing import MOVES, Outcome, Refreshed, refresh, refresh_due
from podcasts.models.feeds import FollowedFeed
from tests.factories.feeds import make_followed_feed
from tests.podcasts.following.hostile import (
    SMALL,
    Behaviour,
    Request,
    Server,
    answer,
    make_feed,
    make_item,
    redirect,
    serving,
)

pytestmark = pytest.mark.django_db
# Reading takes a process of its own; the bounds themselves are tested with the fetching.
POLICY = replace(SMALL, seconds=20)
QUICK = Courtesy(gap=0)


def feed_of(*numbers: int, **headers: str) -> Behaviour:
    return answer(make_feed("".join(make_item(n) for n in numbers)).encode(), **headers)


def follow_at(server: Server, path: str = "/", **fields: Any) -> FollowedFeed:
    return make_followed_feed(url=server.url(path), **fields)


def ask(feed: FollowedFeed) -> Refreshed:
    done = refresh(feed.pk, policy=POLICY)
    feed.refresh_from_db()
    return done


def test_a_feed_is_read_once_and_then_asked_only_for_what_is_new() -> None:
    def behave(connection: Any, request: Request) -> None:
        known = request.headers.get("if-none-match") == '"a"'
        reply = answer(status=304, length=0) if known else feed_of(1, 2, ETag='"a"')
        reply(connection, request)

    with serving({"/": behave}) as server:
        feed = follow_at(server)
        first = ask(feed)
        again = ask(feed)
    assert (first.outcome, first.changes.added) == (Outcome.UPDATED, 2)
    assert again.outcome is Outcome.UNCHANGED
    assert (feed.episodes.count(), feed.failures, feed.problem) == (2, 0, "")
    assert feed.next_fetch_at is not None
    assert feed.last_success_at is not None
    assert feed.next_fetch_at > timezone.now() + timedelta(minutes=30)


def test_the_same_bytes_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({"/": feed_of(1)}) as server:
        feed = follow_at(server)
        ask(feed)
        monkeypatch.setattr("podcasts.following.refreshing.read_feed", None)
        assert ask(feed).outcome is Outcome.UNCHANGED


def test_a_permanent_move_is_believed_after_it_was_said_and_worked_three_times() -> None:
    behaviours: dict[str, Behaviour] = {"/old": redirect("/new"), "/new": feed_of(1)}
    with serving(behaviours) as server:
        feed = follow_at(server, "/old")
        for _time in range(MOVES - 1):
            ask(feed)
            assert feed.url == server.url("/old")
        # Once otherwise, and it begins anew.
        behaviours["/old"] = redirect("/new", status=302)
        ask(feed)
        behaviours["/old"] = redirect("/new")
        for _time in range(MOVES):
            assert feed.url == server.url("/old")
            ask(feed)
        assert feed.url == server.url("/new")
    assert (feed.moved_to, feed.moved_count, feed.episodes.count()) == ("", 0, 1)


def test_a_feed_does_not_move_onto_another_that_is_followed() -> None:
    with serving({"/old": redirect("/new", status=308), "/new": feed_of(1)}) as server:
        follow_at(server, "/new")
        feed = follow_at(server, "/old")
        for _time in range(MOVES + 1):
            assert ask(feed).outcome is not Outcome.FAILED
        assert feed.url == server.url("/old")


def test_a_feed_that_ended_is_asked_no_more_and_its_episodes_stay() -> None:
    behaviours = {"/": feed_of(1, 2)}
    with serving(behaviours) as server:
        feed = follow_at(server)
        ask(feed)
        behaviours["/"] = answer(status=410)
        assert ask(feed).outcome is Outcome.GONE
        asked = len(server.requests)
        assert ask(feed).outcome is Outcome.BUSY
        assert len(server.requests) == asked
    assert (feed.state, feed.next_fetch_at) == (FollowedFeed.State.GONE, None)
    assert feed.episodes.filter(listed=True).count() == 2


def test_failures_are_kept_and_waits_grow_until_it_answers() -> None:
    behaviours = {"/": answer(status=503, Retry_After="7200")}
    with serving(behaviours) as server:
        feed = follow_at(server)
        assert ask(feed).outcome is Outcome.FAILED
        assert (feed.problem, feed.detail, feed.failures) == (Problem.SERVER_ERROR, "503", 1)
        assert feed.next_fetch_at is not None
        assert feed.next_fetch_at > timezone.now() + timedelta(minutes=115)
        behaviours["/"] = answer(b"<html><body>Masuk dulu</body></html>")
        ask(feed)
        assert (feed.problem, feed.failures) == (Problem.HTML, 2)
        behaviours["/"] = feed_of(1)
        assert ask(feed).outcome is Outcome.UPDATED
    assert (feed.problem, feed.detail, feed.failures) == ("", "", 0)


def test_a_page_in_place_of_the_feed_takes_no_episode_away() -> None:
    behaviours = {"/": feed_of(1, 2)}
    with serving(behaviours) as server:
        feed = follow_at(server)
        ask(feed)
        behaviours["/"] = answer(b"<html></html>")
        ask(feed)
    assert feed.episodes.filter(listed=True).count() == 2


def test_a_feed_that_breaks_off_drops_nothing_and_is_read_again() -> None:
    whole = make_feed(make_item(1) + make_item(2) + make_item(3)).encode()
    cut = whole[: whole.index(b"Episode 3")]
    behaviours = {"/": answer(whole, ETag='"a"')}
    with serving(behaviours) as server:
        feed = follow_at(server)
        ask(feed)
        behaviours["/"] = answer(cut, ETag='"b"')
        assert ask(feed).outcome is Outcome.UNCHANGED
        assert (feed.problem, feed.etag) == (Problem.CUT_SHORT, "")
        assert feed.episodes.filter(listed=True).count() == 3
        behaviours["/"] = answer(whole, ETag='"a"')
        ask(feed)
    assert (feed.problem, feed.etag) == ("", '"a"')


def test_a_feed_is_in_one_hand_at_a_time_and_a_dead_hand_lets_go() -> None:
    with serving({"/": feed_of(1)}) as server:
        feed = follow_at(server, claimed_until=timezone.now() + timedelta(minutes=1))
        assert ask(feed).outcome is Outcome.BUSY
        assert server.requests == []
        FollowedFeed.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
        assert ask(feed).outcome is Outcome.UPDATED
    assert feed.claimed_until is None


@pytest.mark.parametrize("status", [200, 503])
def test_a_feed_that_is_paused_while_it_is_asked_stays_paused(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch_and_pause(*given: Any, **named: Any) -> Fetched:
        FollowedFeed.objects.update(state=FollowedFeed.State.PAUSED)
        return fetch(*given, **named)

    monkeypatch.setattr("podcasts.following.refreshing.fetch", fetch_and_pause)
    behaviour = feed_of(1) if status == 200 else answer(status=status)
    with serving({"/": behaviour}) as server:
        feed = follow_at(server)
        ask(feed)
    assert (feed.state, feed.failures) == (FollowedFeed.State.PAUSED, int(status != 200))


def test_only_feeds_whose_time_has_come_are_asked() -> None:
    later = timezone.now() + timedelta(hours=1)
    with serving({"/a": feed_of(1)}) as server:
        due = follow_at(server, "/a")
        follow_at(server, "/b", next_fetch_at=later)
        follow_at(server, "/c", state=FollowedFeed.State.PAUSED)
        done = list(refresh_due(policy=POLICY, courtesy=QUICK))
    assert [one.feed.pk for one in done] == [due.pk]


def test_a_host_that_fails_is_left_in_peace_with_its_other_feeds() -> None:

    with serving({}) as gone:
        pass
    with serving({"/a": feed_of(1)}) as server:
        broken = make_followed_feed(url=gone.url("/1", host="rusak.test"))
        other = make_followed_feed(url=gone.url("/2", host="rusak.test"))
        good = follow_at(server, "/a")
        done = {one.feed.pk: one.outcome for one in refresh_due(policy=POLICY, courtesy=QUICK)}
    assert done == {
        broken.pk: Outcome.FAILED, other.pk: Outcome.PUT_OFF, good.pk: Outcome.UPDATED,
    }  # fmt: skip


def test_hosts_take_turns_and_are_given_a_moment() -> None:
    slept: list[float] = []
    times = count()
    courtesy = Courtesy(gap=5, clock=lambda: float(next(times)), sleep=slept.append)
    with serving({"/a": feed_of(1), "/b": feed_of(1), "/c": feed_of(1)}) as server:
        first = follow_at(server, "/a")
        second = follow_at(server, "/b")
        elsewhere = make_followed_feed(url=server.url("/c", host="lain.test"))
        done = [one.feed.pk for one in refresh_due(policy=POLICY, courtesy=courtesy)]
    assert done == [first.pk, elsewhere.pk, second.pk]
    assert len(slept) == 1
    assert 0 < slept[0] <= 5


def test_what_goes_wrong_within_keeps_nothing_by_half(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({"/": feed_of(1)}) as server:
        feed = follow_at(server)

        def fail(*_given: Any, **_named: Any) -> None:
            raise RuntimeError

        monkeypatch.setattr("podcasts.following.refreshing.next_fetch", fail)
        with pytest.raises(RuntimeError):
            ask(feed)
    feed.refresh_from_db()
    assert (feed.episodes.count(), feed.content_hash, feed.title) == (0, "", "Kabar Desa")
