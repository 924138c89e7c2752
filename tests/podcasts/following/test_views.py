"""The editor's pages: who may see them, what they say, what they cost."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from podcasts.following.problems import Problem
from podcasts.following.updating import prepare_feed, update_feed
from podcasts.models.feeds import FollowedFeed
from tests.factories.accounts import client_of
from tests.factories.catalog import LessonPageFactory, make_course
from tests.factories.feeds import make_followed_feed, make_read_feed
from tests.podcasts.following.hostile import (
    Server,
    answer,
    make_feed,
    make_item,
    serving,
    use_loopback,
)
from tests.statements import count_statements

pytestmark = pytest.mark.django_db
LIST = "/admin/podcast-diikuti/"
FOLLOW = f"{LIST}ikuti/"
IMPORT = f"{LIST}impor/"
EVIL = "<script>alert(1)</script>Kabar"


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    use_loopback(monkeypatch)
    evil = EVIL.replace("<", "&lt;")
    feed = make_feed(make_item(1) + make_item(2), title=evil).encode()
    page = b'<html><link rel="alternate" type="application/rss+xml" href="%s" title="%s"></html>'
    behaviours = {
        "/feed": answer(feed),
        "/silent": answer(make_feed("<item><title>a</title></item>").encode()),
        "/page": answer(page % (b"/a", b"A") + page % (b"/b", b"&lt;b&gt;B")),
    }
    with serving(behaviours) as running:
        yield running


@pytest.fixture
def trainer() -> Client:
    return client_of(trainer=True)


def text(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def url_of(feed: FollowedFeed, name: str = "feed") -> str:
    return reverse(f"followed_feeds:{name}", args=[feed.pk])


def test_who_may_not_follow_sees_and_does_nothing() -> None:
    feed = make_followed_feed()
    for client in (client_of(coordinator=True), client_of(participant=True, pin="482913")):
        for url in (LIST, FOLLOW, IMPORT, f"{LIST}ekspor/", url_of(feed)):
            assert client.get(url).status_code == 302
        for name in ("pause", "resume", "fetch_now", "unfollow"):
            assert client.post(url_of(feed, name)).status_code == 302
    feed.refresh_from_db()
    assert feed.state == FollowedFeed.State.ACTIVE


def test_nothing_is_done_by_a_link(trainer: Client) -> None:
    feed = make_followed_feed()
    for name in ("pause", "resume", "fetch_now"):
        assert trainer.get(url_of(feed, name)).status_code == 405
    assert "contoh.id" not in text(trainer.get(url_of(feed, "unfollow")))
    assert FollowedFeed.objects.filter(state=FollowedFeed.State.ACTIVE).exists()


def test_an_address_is_looked_at_and_then_followed(trainer: Client, server: Server) -> None:
    assert "Belum ada podcast" in text(trainer.get(LIST))
    shown = text(trainer.post(FOLLOW, {"address": server.url("/feed")}))
    assert "2 episode" in shown
    assert "Episode 1" in shown
    assert "<script>alert(1)" not in shown
    assert not FollowedFeed.objects.exists()
    response = trainer.post(FOLLOW, {"address": server.url("/feed"), "follow": "1"})
    feed = FollowedFeed.objects.get()
    assert response.headers["Location"] == url_of(feed)
    assert feed.created_by is not None
    shown = text(trainer.get(url_of(feed)))
    assert "Episode 2" in shown
    assert "<script>alert(1)" not in shown


def test_a_page_with_several_feeds_offers_them(trainer: Client, server: Server) -> None:
    shown = text(trainer.post(FOLLOW, {"address": server.url("/page")}))
    assert f'value="{server.url("/a")}"' in shown
    assert "&lt;b&gt;B" in shown


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/nothing", "tidak ada feed"),
        ("javascript:alert(1)", "bukan alamat web"),
        ("", "harus diisi"),
    ],
)
def test_a_bad_address_gets_a_sentence(
    trainer: Client, server: Server, path: str, said: str
) -> None:
    address = server.url(path) if path.startswith("/") else path
    shown = text(trainer.post(FOLLOW, {"address": address}))
    assert said in shown.lower()
    assert not FollowedFeed.objects.exists()


def test_a_feed_without_sound_is_not_offered(trainer: Client, server: Server) -> None:
    shown = text(trainer.post(FOLLOW, {"address": server.url("/silent")}))
    assert 'name="follow"' not in shown


def test_a_feed_is_fetched_paused_and_taken_up_again(trainer: Client, server: Server) -> None:
    feed = make_followed_feed(url=server.url("/feed"))
    trainer.post(url_of(feed, "fetch_now"))
    assert feed.episodes.count() == 2
    trainer.post(url_of(feed, "pause"))
    feed.refresh_from_db()
    assert feed.state == FollowedFeed.State.PAUSED
    trainer.post(url_of(feed, "resume"))
    feed.refresh_from_db()
    assert feed.state == FollowedFeed.State.ACTIVE


def test_health_is_told_in_plain_words(trainer: Client) -> None:
    now = timezone.now()
    bad = {"problem": Problem.SERVER_ERROR, "detail": "503", "failures": 3}
    make_followed_feed(title="Rusak", **bad)
    make_followed_feed(title="Baik", last_success_at=now)
    make_followed_feed(title="Baru")
    make_followed_feed(title="Tamat", state=FollowedFeed.State.GONE, problem=Problem.GONE)
    shown = text(trainer.get(LIST))
    for said in ("503", "gagal diambil", "baik", "menunggu", "sudah berakhir"):
        assert said in shown.lower()
    shown = text(trainer.get(url_of(FollowedFeed.objects.get(title="Rusak"))))
    assert "3 kali" in shown


def test_feeds_are_found_by_words(trainer: Client) -> None:
    make_followed_feed(title="Kabar Tani", author="Dewi")
    make_followed_feed(title="Kabar Laut")
    shown = text(trainer.get(LIST, {"q": "kabar dewi"}))
    assert "Kabar Tani" in shown
    assert "Kabar Laut" not in shown
    assert "Tidak ada podcast" in text(trainer.get(LIST, {"q": "emas"}))


def test_what_a_lesson_uses_is_not_unfollowed(trainer: Client) -> None:
    feed, other = make_followed_feed(), make_followed_feed()
    for one in (feed, other):
        update_feed(one, prepare_feed(make_read_feed(2)))
    episode = feed.episodes.first()
    block = {
        "type": "podcast",
        "value": {"title": "Dengar", "followed": episode.pk, "share": 80},
        "id": "p1",
    }
    LessonPageFactory(parent=make_course(), body=[block])
    assert "1 halaman" in text(trainer.post(url_of(feed, "unfollow")))
    assert trainer.post(url_of(other, "unfollow")).status_code == 302
    assert list(FollowedFeed.objects.all()) == [feed]


def test_a_list_of_feeds_comes_in_and_goes_out(trainer: Client) -> None:
    lines = '<outline text="A" xmlUrl="https://a.id/f"/><outline xmlUrl="file:///x"/>'
    file = SimpleUploadedFile("a.opml", f"<opml><body>{lines}</body></opml>".encode())
    shown = text(trainer.post(IMPORT, {"file": file}))
    assert "file:///x" in shown
    assert FollowedFeed.objects.get().url == "https://a.id/f"
    response = trainer.get(f"{LIST}ekspor/")
    assert b'xmlUrl="https://a.id/f"' in response.content
    assert "attachment" in response.headers["Content-Disposition"]
    bad = SimpleUploadedFile("a.opml", b"halo")
    assert "OPML" in text(trainer.post(IMPORT, {"file": bad}))
    assert FollowedFeed.objects.count() == 1


def test_the_list_costs_the_same_for_few_feeds_and_many(trainer: Client) -> None:
    def add(count: int) -> None:
        for _one in range(count):
            update_feed(make_followed_feed(), prepare_feed(make_read_feed(1)))

    def look() -> int:
        return count_statements(lambda: trainer.get(LIST))

    add(2)
    look()
    few = look()
    add(20)
    assert look() == few


def test_a_feeds_page_costs_the_same_for_few_episodes_and_many(trainer: Client) -> None:
    small, large = make_followed_feed(), make_followed_feed()
    update_feed(small, prepare_feed(make_read_feed(2)))
    update_feed(large, prepare_feed(make_read_feed(40)))
    trainer.get(url_of(small))
    few = count_statements(lambda: trainer.get(url_of(small)))
    assert count_statements(lambda: trainer.get(url_of(large))) == few
