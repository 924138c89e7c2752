"""Web pages of podcasts: what they show, and to whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from lms.views import server_error
from media.encoding.problems import Problem
from media.models import MediaItem
from podcasts.models import EpisodeChapter, FeedToken, ShowPage
from podcasts.publishing.addresses import feed_address
from tests.factories.accounts import PersonFactory
from tests.factories.podcasts import (
    VTT,
    EpisodePageFactory,
    ShowPageFactory,
    make_episodes,
    make_recording,
)

pytestmark = pytest.mark.django_db
PIN = "lms.accounts.backends.PinBackend"


def get(client: Client, page: Any) -> str:
    response = client.get(page.get_url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_names_public_shows_and_private_ones_to_who_is_known(client: Client) -> None:
    public, private = ShowPageFactory(), ShowPageFactory(private=True)
    html = get(client, public.get_parent())
    assert public.title in html
    assert private.title not in html
    client.force_login(PersonFactory(), backend=PIN)
    assert private.title in get(client, public.get_parent())


def test_a_show_lists_what_is_out_and_names_its_feed(client: Client) -> None:
    show = ShowPageFactory()
    out = EpisodePageFactory(parent=show, title="Sudah terbit")
    EpisodePageFactory(
        parent=show, title="Belum terbit", publication_date=timezone.now() + timedelta(days=1)
    )
    html = get(client, show)
    assert out.get_url() in html
    assert "Belum terbit" not in html
    assert f'type="application/rss+xml" title="{show.title}" href="{feed_address(show)}"' in html


def test_a_show_shows_twenty_and_then_more(client: Client) -> None:
    show = ShowPageFactory()
    make_episodes(show, 21)
    assert "Episode 1<" not in get(client, show)
    assert "Episode 1<" in client.get(show.get_url(), {"halaman": 2}).content.decode()


def test_a_show_takes_as_many_statements_for_two_as_for_fifteen(
    client: Client, django_assert_num_queries: Any
) -> None:
    few, many = ShowPageFactory(), ShowPageFactory()
    make_episodes(few, 2)
    make_episodes(many, 15)
    for show in (few, many):
        get(client, show)
    with CaptureQueriesContext(connection) as taken:
        get(client, few)
    count = len(taken)
    assert 0 < count <= 14
    with django_assert_num_queries(count):
        get(client, many)


def test_the_list_takes_as_many_statements_for_one_as_for_four(
    client: Client, django_assert_num_queries: Any
) -> None:
    index = ShowPageFactory().get_parent()
    get(client, index)
    with CaptureQueriesContext(connection) as taken:
        get(client, index)
    count = len(taken)
    assert 0 < count <= 12
    for _number in range(3):
        ShowPageFactory()
    get(client, index)
    with django_assert_num_queries(count):
        get(client, index)


def test_an_episode_has_its_player_with_size_and_length_before_the_tap(client: Client) -> None:
    recording = make_recording(captions=b"WEBVTT\n\n00:02.000 --> 00:04.000\nSelamat datang.\n")
    episode = EpisodePageFactory(recording=recording)
    EpisodeChapter.objects.create(episode=episode, start=61, title="Modal pertama")
    html = get(client, episode)
    saver, main = recording.sources
    assert html.index(saver.url) < html.index(main.url)
    assert 'preload="none"' in html
    assert "1 menit" in html
    assert "1 KB" in html
    assert f'href="{saver.url}#t=61"' in html
    assert "Modal pertama" in html
    assert f'href="{saver.url}#t=2.0" data-seek="2.0"' in html
    assert "Selamat datang." in html
    assert "https://wa.me/?text=" in html


def test_the_transcript_names_a_speaker_once_a_turn(client: Client) -> None:
    said = [
        ("Sari", "Halo."),
        ("Sari", "Apa kabar?"),
        ("Budi", "Baik."),
        ("", "Musik."),
        ("Sari", "Mari."),
    ]
    captions = "WEBVTT\n\n" + "\n\n".join(
        f"00:{at:02}.000 --> 00:{at + 1:02}.000\n{f'<v {who}>' if who else ''}{text}"
        for at, (who, text) in enumerate(said)
    )
    episode = EpisodePageFactory(recording=make_recording(captions=captions.encode()))
    lines = get(client, episode).split("data-seek=")[1:]
    named = [line.split('class="by">')[1].split("<")[0] if "by" in line else "" for line in lines]
    assert named == ["Sari", "", "Budi", "", "Sari"]


def test_an_episode_without_captions_says_that_there_is_nothing_to_read(client: Client) -> None:
    sentence = gettext("There is no transcript to read yet.")
    assert sentence in get(client, EpisodePageFactory())
    assert sentence not in get(client, EpisodePageFactory(recording=make_recording(captions=VTT)))


def test_an_episode_says_that_lighter_copies_are_on_their_way(client: Client) -> None:
    sentence = gettext("A lighter copy is being made. Until it is there, the whole file plays.")
    episode = EpisodePageFactory()
    assert sentence not in get(client, episode)
    MediaItem.objects.update(state=MediaItem.State.WORKING)
    assert sentence in get(client, episode)


def test_a_broken_recording_is_not_offered(client: Client) -> None:
    episode = EpisodePageFactory()
    MediaItem.objects.update(state=MediaItem.State.FAILED, problem=Problem.BROKEN)
    html = get(client, episode)
    assert "<audio" not in html
    assert gettext("This episode can't be played at the moment.") in html.replace("&#x27;", "'")


def test_a_show_without_episodes_says_so(client: Client) -> None:
    show = ShowPageFactory()
    sentence = gettext("There is no episode here yet. Come back later.")
    assert sentence in get(client, show)
    EpisodePageFactory(parent=show)
    assert sentence not in get(client, show)


def test_an_episode_of_tomorrow_is_not_there_yet(client: Client) -> None:
    episode = EpisodePageFactory(publication_date=timezone.now() + timedelta(days=1))
    assert client.get(episode.get_url()).status_code == 404


def test_a_private_show_asks_who_is_there(client: Client) -> None:
    episode = EpisodePageFactory(parent=ShowPageFactory(private=True))
    for page in (episode, episode.show):
        response = client.get(page.get_url())
        assert response.status_code == 302
        assert response["Location"].startswith("/masuk/")
    client.force_login(PersonFactory(), backend=PIN)
    mark = gettext("Only after signing in")
    assert mark in get(client, episode)
    assert mark in get(client, episode.show.get_parent())
    html = get(client, episode.show)
    assert mark in html
    assert "application/rss+xml" not in html
    assert reverse("podcasts:own_address", args=[episode.show.slug]) in html


def test_somebody_gets_an_address_and_takes_it_back(client: Client) -> None:
    show = ShowPageFactory(private=True)
    address = reverse("podcasts:own_address", args=[show.slug])
    assert client.get(address)["Location"].startswith("/masuk/")
    person = PersonFactory()
    client.force_login(person, backend=PIN)
    assert 'class="address' not in client.get(address).content.decode()
    client.post(address, {"do": "issue"})
    html = client.get(address).content.decode()
    assert show.title in html
    feed = html.split('<p class="address">')[1].split("<")[0]
    path = "/" + feed.split("/", 3)[3]
    assert client.get(path).status_code == 200
    # A button only where scripts run; the address is there for all.
    button = html.split("data-copy ")[1].split(">")[0]
    assert "hidden" in button
    told = client.post(address, {"do": "revoke"}, follow=True).content.decode()
    assert 'role="status"' in told.split("<main")[1].split("<h1")[0]
    assert client.get(path).status_code == 410
    assert not FeedToken.objects.filter(person=person, revoked_at=None).exists()


def test_a_public_show_gives_no_address_of_ones_own(client: Client) -> None:
    client.force_login(PersonFactory(), backend=PIN)
    address = reverse("podcasts:own_address", args=[ShowPageFactory().slug])
    assert client.get(address).status_code == 404


def test_a_copied_show_is_another_podcast() -> None:
    show = ShowPageFactory()
    copied = show.copy(update_attrs={"slug": "lain", "title": "Lain"})
    assert ShowPage.objects.get(pk=copied.pk).guid not in {None, show.guid}


def test_english_pages_have_their_own_words(client: Client) -> None:
    show = ShowPageFactory()
    with override("en"):
        assert reverse("podcasts:feed", args=[show.slug]).startswith("/en/podcast/")


# --- The link in the site's bar ---------------------------------------------------------------


def bar_links(client: Client, path: str = "/masuk/") -> list[str]:
    bar = client.get(path).content.decode().split('<header class="bar">')[1].split("</header>")[0]
    return [link.split('"')[0] for link in bar.split('class="more" href="')[1:]]


def test_the_bar_leads_to_the_podcasts_of_ones_language(client: Client) -> None:
    assert bar_links(client) == []
    cache.clear()
    show = ShowPageFactory()
    assert bar_links(client) == [show.get_parent().get_url()]
    # A page for what went wrong asks the database nothing.
    assert bar_links(client, "/tidak-ada/") == []
    assert bar_links(client, "/en/masuk/") == []


def test_the_bar_leads_nobody_to_an_empty_list(client: Client) -> None:
    show = ShowPageFactory(private=True)
    assert bar_links(client) == []
    client.force_login(PersonFactory(), backend=PIN)
    assert bar_links(client, "/") == [show.get_parent().get_url()]
    show.unpublish()
    cache.clear()
    assert bar_links(client, "/") == []


def test_the_bar_costs_no_statement_once_it_is_known(
    client: Client, django_assert_num_queries: Any
) -> None:
    ShowPageFactory()
    client.get("/masuk/")
    with django_assert_num_queries(0):
        client.get("/masuk/")


def test_what_is_said_when_all_fails_asks_the_database_nothing(
    rf: Any, django_assert_num_queries: Any
) -> None:
    ShowPageFactory()
    with django_assert_num_queries(0):
        assert server_error(rf.get("/")).status_code == 500
