from dataclasses import replace
from typing import Any

import pytest

from podcasts.following.problems import FetchProblem, Problem
from podcasts.following.subscribing import follow, pause, preview, resume, tidy_address
from podcasts.models.feeds import FollowedEpisode, FollowedFeed
from tests.factories.accounts import PersonFactory
from tests.factories.feeds import make_followed_feed
from tests.podcasts.following.hostile import SMALL, answer, make_feed, make_item, redirect, serving

pytestmark = pytest.mark.django_db
POLICY = replace(SMALL, seconds=20)
FEED = answer(make_feed(make_item(1) + make_item(2)).encode())


def link(href: str, title: str = "") -> str:
    return f'<link rel="alternate" type="application/rss+xml" href="{href}" title="{title}">'


def page(*links: str) -> Any:
    return answer(f"<!doctype html><html><head>{''.join(links)}</head></html>".encode())


def fail(url: str) -> Problem:
    with pytest.raises(FetchProblem) as caught:
        follow(url, policy=POLICY)
    return caught.value.code


def test_a_preview_shows_the_feed_and_keeps_nothing() -> None:
    with serving({"/feed": FEED}) as server:
        found = preview(f"  {server.url('/feed')}\n", policy=POLICY)
    assert found.feed is not None
    assert (found.feed.title, len(found.feed.episodes)) == ("Kabar Desa", 2)
    assert not FollowedFeed.objects.exists()


def test_a_page_leads_to_the_one_feed_that_it_names() -> None:
    with serving({"/": page(link("/feed")), "/feed": FEED}) as server:
        feed = follow(server.url("/"), policy=POLICY)
        assert feed.url == server.url("/feed")


def test_a_page_with_several_feeds_lets_choose() -> None:
    with serving({"/": page(link("/a", "Satu"), link("/b", "Dua"))}) as server:
        found = preview(server.url("/"), policy=POLICY)
        assert found.feed is None
        assert [(one.url, one.title) for one in found.choices] == [
            (server.url("/a"), "Satu"),
            (server.url("/b"), "Dua"),
        ]
        assert fail(server.url("/")) is Problem.HTML


def test_following_keeps_the_feed_with_its_episodes_and_who_followed_it() -> None:
    person = PersonFactory(trainer=True)
    with serving({"/feed": FEED}) as server:
        feed = follow(server.url("/feed"), by=person, policy=POLICY)
    feed.refresh_from_db()
    assert (feed.title, feed.created_by, feed.episodes.count()) == ("Kabar Desa", person, 2)
    assert feed.next_fetch_at is not None
    assert feed.content_hash


def test_nothing_is_followed_twice() -> None:
    with serving({"/feed": FEED, "/old": redirect("/feed")}) as server:
        follow(server.url("/feed"), policy=POLICY)
        assert fail(server.url("/feed")) is Problem.ALREADY_FOLLOWED
        assert fail(server.url("/old")) is Problem.ALREADY_FOLLOWED
        assert fail(server.url("/feed", host="FEED.test")) is Problem.ALREADY_FOLLOWED
    assert FollowedFeed.objects.count() == 1


def test_what_is_no_feed_leaves_nothing_behind() -> None:
    behaviours = {"/page": page(), "/feed": answer(b"<rss><channel>"), "/text": answer(b"halo")}
    with serving(behaviours) as server:
        assert fail(server.url("/page")) is Problem.NO_FEED_FOUND
        assert fail(server.url("/text")) is Problem.NOT_A_FEED
        assert fail(server.url("/nothing")) is Problem.NOT_FOUND
        assert fail(server.url("/" + "a" * 1100)) is Problem.NOT_FOUND
    assert fail("file:///etc/passwd") is Problem.BAD_ADDRESS
    assert not FollowedFeed.objects.exists()
    assert not FollowedEpisode.objects.exists()


def test_an_address_too_long_to_keep_is_refused() -> None:
    path = "/" + "a" * 1100
    with serving({path: FEED}) as server:
        assert fail(server.url(path)) is Problem.BAD_ADDRESS


def test_a_paused_feed_waits_and_one_that_ended_can_be_asked_again() -> None:
    feed = make_followed_feed(failures=3)
    pause(feed)
    feed.refresh_from_db()
    assert feed.state == FollowedFeed.State.PAUSED
    resume(feed)
    feed.refresh_from_db()
    assert (feed.state, feed.failures) == (FollowedFeed.State.ACTIVE, 0)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" https://a.id/f ", "https://a.id/f"),
        ("a.id/f", "https://a.id/f"),
        ("feed://a.id/f", "https://a.id/f"),
        ("podcast://a.id/f", "https://a.id/f"),
        ("feed:https://a.id/f", "https://a.id/f"),
        ("http://a.id", "http://a.id"),
    ],
)
def test_addresses_are_taken_as_people_paste_them(typed: str, meant: str) -> None:
    assert tidy_address(typed) == meant
