from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from podcasts.following.updating import Changes, prepare_feed, update_feed
from tests.factories.feeds import ReadFeed, make_followed_feed, make_read_episode, make_read_feed

pytestmark = pytest.mark.django_db


def test_the_same_feed_again_changes_nothing() -> None:
    feed = make_followed_feed()
    assert update_feed(feed, prepare_feed(make_read_feed(3))) == Changes(added=3)
    assert update_feed(feed, prepare_feed(make_read_feed(3))) == Changes()
    assert feed.episodes.count() == 3


def test_an_edit_updates_the_episode_that_is_kept() -> None:
    feed = make_followed_feed()
    update_feed(feed, prepare_feed(make_read_feed(2)))
    before = feed.episodes.get(guid="g1")
    edited = ReadFeed(episodes=[make_read_episode(1, title="Baru"), make_read_episode(2)])
    assert update_feed(feed, prepare_feed(edited)) == Changes(changed=1)
    after = feed.episodes.get(guid="g1")
    assert (after.pk, after.identity, after.title) == (before.pk, before.identity, "Baru")
    assert (after.created_at, after.updated_at > before.updated_at) == (before.created_at, True)


def test_an_episode_that_is_gone_stays_unlisted_and_comes_back() -> None:
    feed = make_followed_feed()
    update_feed(feed, prepare_feed(make_read_feed(2)))
    assert update_feed(feed, prepare_feed(make_read_feed(1))) == Changes(dropped=1)
    assert not feed.episodes.get(guid="g2").listed
    assert update_feed(feed, prepare_feed(make_read_feed(1))) == Changes()
    assert update_feed(feed, prepare_feed(make_read_feed(2))) == Changes(changed=1)
    assert feed.episodes.get(guid="g2").listed


def test_an_identity_that_an_edited_episode_bears_is_not_given_twice() -> None:
    feed = make_followed_feed()
    one = make_read_episode(1, guid="")
    update_feed(feed, prepare_feed(ReadFeed(episodes=[one])))
    moved = replace(one, url="https://contoh.id/lain.mp3", guid="g9")
    update_feed(feed, prepare_feed(ReadFeed(episodes=[moved])))
    moved = replace(moved, title="Lain", published_at=None)
    assert update_feed(feed, prepare_feed(ReadFeed(episodes=[moved]))) == Changes(changed=1)
    assert update_feed(feed, prepare_feed(ReadFeed(episodes=[moved, one]))) == Changes(added=1)
    first, second = sorted(feed.episodes.values_list("identity", flat=True), key=len)
    assert second == f"{first}-2"


def test_what_no_column_takes_is_made_to_fit() -> None:
    feed = make_followed_feed()
    bad = make_read_episode(
        1,
        title="A\0 & B",
        page_url="javascript:x()",
        image_url="https://contoh.id/" + "a" * 3000,
        seconds=-5,
        guid="g" * 2000,
    )
    update_feed(feed, prepare_feed(ReadFeed(description="Isi\0", episodes=[bad])))
    kept = feed.episodes.get()
    assert (kept.title, kept.page_url, kept.image_url) == ("A & B", "", "")
    assert (kept.seconds, len(kept.guid)) == (0, 1000)
    assert update_feed(feed, prepare_feed(ReadFeed(description="Isi", episodes=[bad]))) == Changes()


def test_an_episode_without_an_address_to_play_is_left_out() -> None:
    feed = make_followed_feed()
    episodes = [make_read_episode(1, url=""), make_read_episode(2, url="file:///etc/passwd")]
    assert update_feed(feed, prepare_feed(ReadFeed(episodes=episodes))) == Changes()


def test_the_feed_itself_is_updated_but_keeps_a_title() -> None:
    feed = make_followed_feed(title="Lama")
    update_feed(
        feed, prepare_feed(ReadFeed(title="", author="Sari", site_url="https://contoh.id/"))
    )
    feed.refresh_from_db()
    assert (feed.title, feed.author, feed.site_url) == ("Lama", "Sari", "https://contoh.id/")


def test_only_full_batches_of_the_database_add_queries() -> None:
    """SQLite takes so many values in one statement; nothing else grows with the episodes."""
    counts = set()
    for episodes in (10, 700):
        feed = make_followed_feed()
        with CaptureQueriesContext(connection) as first:
            update_feed(feed, prepare_feed(make_read_feed(episodes)))
        with CaptureQueriesContext(connection) as second:
            update_feed(feed, prepare_feed(ReadFeed()))
        inserts = [one for one in first if one["sql"].startswith("INSERT")]
        assert len(inserts) <= 1 + episodes // 30
        counts.add((len(first) - len(inserts), len(second)))
    assert len(counts) == 1
