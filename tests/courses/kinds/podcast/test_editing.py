"""A podcast in Wagtail's editor."""

import pytest
from django.test import Client
from django.urls import reverse

from podcasts.models import FollowedEpisode, FollowedFeed
from tests.courses.kinds.podcast.test_lesson import podcast_block
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, ensure_site
from tests.factories.podcasts import EpisodePageFactory


@pytest.fixture
def desk(db: None) -> Client:
    ensure_site()
    client = Client()
    client.force_login(
        PersonFactory(trainer=True),
        backend="lms.accounts.backends.StaffPasswordBackend",
    )
    return client


@pytest.fixture
def followed(db: None) -> FollowedEpisode:
    feed = FollowedFeed.objects.create(url="https://example.org/feed.xml", title="Usaha")
    FollowedEpisode.objects.create(
        feed=feed, identity="2", title="Menghitung modal", url="https://example.org/2.mp3"
    )
    return FollowedEpisode.objects.create(
        feed=feed, identity="1", title="Mulai kecil", url="https://example.org/1.mp3"
    )


@pytest.mark.parametrize("what", ["there", "deleted"])
def test_the_editor_shows_what_was_chosen(desk: Client, what: str) -> None:
    episode = EpisodePageFactory(title="Modal pertama")
    lesson = LessonPageFactory(body=[podcast_block(episode)])
    if what == "deleted":
        episode.delete()
    response = desk.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    assert response.status_code == 200
    assert ("Modal pertama" in response.content.decode()) == (what == "there")


def test_followed_episodes_are_listed_with_their_feed_and_found_by_words(
    desk: Client, followed: FollowedEpisode
) -> None:
    address = reverse("followed_episode_chooser:choose")
    html = desk.get(address).content.decode()
    assert "Mulai kecil" in html
    assert "Menghitung modal" in html
    assert "Usaha" in html
    html = desk.get(reverse("followed_episode_chooser:choose_results"), {"q": "modal"})
    assert "Menghitung modal" in html.content.decode()
    assert "Mulai kecil" not in html.content.decode()
    chosen = desk.get(reverse("followed_episode_chooser:chosen", args=[followed.pk]))
    assert chosen.json()["result"]["title"] == "Mulai kecil"
