"""The feed's address: what it costs, what it sends beside the XML, and when it changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date
from wagtail.models import PageViewRestriction

from media.models import Encoding
from podcasts.models import EpisodePage, ShowPage
from podcasts.publishing import keeping
from podcasts.publishing.addresses import feed_path
from podcasts.publishing.feed import build_feed
from podcasts.publishing.places import PublicPlaces
from tests.factories.podcasts import (
    VTT,
    EpisodePageFactory,
    ShowPageFactory,
    ensure_podcast_index,
    make_chapters,
    make_episodes,
    make_recording,
)
from tests.statements import count_statements

pytestmark = pytest.mark.django_db


def fetch(show: ShowPage, **headers: Any) -> Any:
    return Client().get(feed_path(show), headers=headers)


def test_a_thousand_episodes_cost_little_cold_and_nothing_kept() -> None:
    show = ShowPageFactory()
    make_episodes(show, 1000, notes="<p>Catatan.</p>")
    url, client = feed_path(show), Client()
    cache.clear()
    assert count_statements(lambda: client.get(url)) <= 12
    assert count_statements(lambda: client.get(url)) == 0
    etag = client.get(url).headers["ETag"]
    assert count_statements(lambda: client.get(url, headers={"If-None-Match": etag})) == 0
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    assert count_statements(lambda: client.head(url)) == 0


def test_links_to_pages_in_many_notes_cost_no_query_each() -> None:
    show = ShowPageFactory()
    notes = f'<p><a linktype="page" id="{show.pk}">acara</a></p>'
    make_episodes(show, 40, notes=notes)
    url = feed_path(show)
    cache.clear()
    assert count_statements(lambda: Client().get(url)) <= 12
    page = f'href="http://127.0.0.1:8000{show.url}"'
    assert fetch(show).content.decode().count(page) == 40


def test_headers_suit_everybody_and_no_one_in_particular() -> None:
    show = ShowPageFactory()
    EpisodePageFactory(parent=show)
    response = fetch(show)
    assert response.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies
    assert response.headers["Cache-Control"].startswith("public, max-age=")
    head = Client().head(feed_path(show))
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == response.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(response.content))


def test_who_has_the_newest_gets_304_by_time_as_well() -> None:
    show = ShowPageFactory()
    changed = fetch(show).headers["Last-Modified"]
    assert fetch(show, if_modified_since=changed).status_code == 304
    before = http_date(timezone.now().timestamp() - 3600)
    assert fetch(show, if_modified_since=before).status_code == 200
    assert fetch(show, if_none_match='"another"').status_code == 200


def test_a_deletion_is_newer_though_everything_left_is_old() -> None:
    show = ShowPageFactory()
    EpisodePageFactory(parent=show)
    episode = EpisodePageFactory(parent=show)
    changed = fetch(show).headers["Last-Modified"]
    episode.delete()
    response = fetch(show, if_modified_since=changed)
    assert response.status_code == 200
    assert str(episode.guid) not in response.content.decode()


def test_a_forged_host_gets_into_no_feed() -> None:
    show = ShowPageFactory()
    EpisodePageFactory(parent=show)
    content = Client().get(feed_path(show), headers={"Host": "localhost"}).content.decode()
    assert "localhost" not in content
    assert f"http://127.0.0.1:8000{feed_path(show)}" in content


def test_whatever_changes_is_in_the_next_answer() -> None:
    show = ShowPageFactory()
    first = EpisodePageFactory(parent=show)
    assert str(first.guid) in fetch(show).content.decode()
    second = EpisodePageFactory(parent=show)
    assert str(second.guid) in fetch(show).content.decode()
    first.unpublish()
    assert str(first.guid) not in fetch(show).content.decode()
    second.title = "Judul lain"
    second.save_revision().publish()
    assert "Judul lain" in fetch(show).content.decode()
    main = second.recording.encodings.get(role=Encoding.Role.MAIN)
    main.size = 987_654
    main.save()
    assert 'length="987654"' in fetch(show).content.decode()
    second.delete()
    assert "<item>" not in fetch(show).content.decode()


def test_a_feed_built_from_before_a_change_is_not_kept_as_if_from_after() -> None:
    show = ShowPageFactory()
    kept, generation = keeping.find_feed("kunci")
    assert kept is None
    old = build_feed(show, places=PublicPlaces(show))
    keeping.drop_feeds()
    keeping.keep_feed("kunci", old, generation=generation)
    assert keeping.find_feed("kunci")[0] is None


def test_it_is_kept_until_the_next_episode_is_due_and_no_longer_than_five_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    show = ShowPageFactory()
    now = timezone.now()
    next_one = EpisodePageFactory(parent=show, publication_date=now + timedelta(seconds=90))
    response = fetch(show)
    assert str(next_one.guid) not in response.content.decode()
    assert int(response.headers["Cache-Control"].rpartition("=")[2]) <= 90
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(seconds=91))
    response = fetch(show)
    assert str(next_one.guid) in response.content.decode()
    assert 200 < int(response.headers["Cache-Control"].rpartition("=")[2]) <= 300


def test_a_long_feed_has_pages_that_name_each_other() -> None:
    show = ShowPageFactory()
    make_episodes(show, 301)
    url = feed_path(show)
    first, second = (Client().get(address) for address in (url, f"{url}?halaman=2"))
    assert first.content.count(b"<item>") == 300
    assert second.content.count(b"<item>") == 1
    links = {
        relation: f'{address}" rel="{relation}"'
        for relation, address in (
            ("first", url), ("last", f"{url}?halaman=2"), ("next", f"{url}?halaman=2"),
            ("previous", url),
        )
    }  # fmt: skip
    for relation, found_on in (
        ("first", (first, second)), ("last", (first, second)), ("next", (first,)),
        ("previous", (second,)),
    ):  # fmt: skip
        for response in (first, second):
            assert (links[relation] in response.content.decode()) == (response in found_on)
    assert f'{url}?halaman=2" rel="self"' in second.content.decode()
    for nonsense in ("3", "0", "-1", "x", "1e9", "²"):
        assert Client().get(url, {"halaman": nonsense}).status_code == 404


def test_private_unpublished_and_unknown_shows_have_no_public_feed() -> None:
    assert fetch(ShowPageFactory(private=True)).status_code == 404
    gone = ShowPageFactory()
    gone.unpublish()
    assert fetch(gone).status_code == 404
    assert Client().get("/podcast/tidak-ada/feed.xml").status_code == 404


def test_a_show_kept_from_the_public_by_a_page_above_has_no_feed() -> None:
    show = ShowPageFactory()
    PageViewRestriction.objects.create(
        page=show.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )
    assert fetch(show).status_code == 404


def test_a_show_that_becomes_private_closes_its_feed_at_once() -> None:
    show = ShowPageFactory()
    assert fetch(show).status_code == 200
    show.audience = ShowPage.Audience.PRIVATE
    show.save_revision().publish()
    assert fetch(show).status_code == 404


def test_each_language_has_its_own_address() -> None:
    english = ShowPageFactory(parent=ensure_podcast_index("en"), slug="voices")
    assert feed_path(english) == "/en/podcast/voices/feed.xml"
    response = fetch(english)
    assert b"<language>en</language>" in response.content
    wrong = Client().get("/podcast/voices/feed.xml")
    assert (wrong.status_code, wrong.headers["Location"]) == (301, feed_path(english))


def test_only_reading_is_allowed() -> None:
    assert Client().post(feed_path(ShowPageFactory())).status_code == 405


def test_an_episode_whose_file_apps_cannot_fetch_is_left_out() -> None:
    show = ShowPageFactory()
    EpisodePageFactory(parent=show, recording=make_recording(private=True))
    assert b"<item>" not in fetch(show).content


def test_chapters_are_there_as_json_and_only_of_what_is_out() -> None:
    show = ShowPageFactory()
    episode = EpisodePageFactory(parent=show, slug="satu")
    url = f"/podcast/{show.slug}/satu/chapters.json"
    assert Client().get(url).status_code == 404
    make_chapters(episode)
    response = Client().get(url)
    assert response.headers["Content-Type"] == "application/json+chapters"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.json() == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0, "title": "Salam"},
            {"startTime": 30, "title": "Modal & pasar", "url": "https://example.org/"},
        ],
    }
    headers = {"If-None-Match": response.headers["ETag"]}
    assert Client().get(url, headers=headers).status_code == 304
    EpisodePage.objects.update(publication_date=timezone.now() + timedelta(days=1))
    assert Client().get(url).status_code == 404


def test_captions_are_named_in_both_forms() -> None:
    show = ShowPageFactory()
    EpisodePageFactory(parent=show, recording=make_recording(captions=VTT))
    content = fetch(show).content.decode()
    assert content.count("<podcast:transcript") == 2
