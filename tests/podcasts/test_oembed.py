"""Cards of our podcast pages for other sites."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from podcasts.models import EpisodePage, ShowPage
from podcasts.oembed import find_page
from podcasts.publishing.addresses import feed_address, make_absolute
from tests.factories.podcasts import EpisodePageFactory, ShowPageFactory, ensure_podcast_index

pytestmark = pytest.mark.django_db


def get(client: Client, page: Any) -> str:
    response = client.get(page.get_url())
    assert response.status_code == 200
    return response.content.decode()


def test_other_sites_get_a_card_of_what_is_public(client: Client) -> None:
    episode = EpisodePageFactory()
    html = get(client, episode)
    link = html.split('type="application/json+oembed"')[1].split('href="')[1].split('"')[0]
    path = "/" + link.replace("&amp;", "&").split("/", 3)[3]
    card = json.loads(client.get(path).content)
    assert (card["type"], card["title"]) == ("link", episode.title)
    assert card["author_name"] == episode.show.author
    assert card["thumbnail_width"] == 1400


@pytest.mark.parametrize("url", ["", "https://elsewhere.example/podcast/x/", "/podcast/none/"])
def test_no_card_of_what_is_not_ours(client: Client, url: str) -> None:
    assert client.get(reverse("podcasts:oembed"), {"url": url}).status_code == 404


def test_no_card_of_a_private_show(client: Client) -> None:
    show = ShowPageFactory(private=True)
    address = feed_address(show).removesuffix("feed.xml")
    assert client.get(reverse("podcasts:oembed"), {"url": address}).status_code == 404


def test_a_page_is_found_by_its_own_address_alone() -> None:
    one, other = (EpisodePageFactory(slug="pertama") for _show in range(2))
    english = ShowPageFactory(parent=ensure_podcast_index("en"), slug=one.show.slug)
    for page in (one, other, one.show, english):
        found = find_page(make_absolute(page.get_url()))
        assert isinstance(found, EpisodePage | ShowPage)
        assert found.pk == page.pk
    address = make_absolute(one.get_url())
    for same in (address.rstrip("/"), f"{address}?utm_source=x", f"{address}#t=30"):
        found = find_page(same)
        assert isinstance(found, EpisodePage)
        assert found.pk == one.pk
    assert find_page(address.replace(one.show.slug, "lain")) is None
    assert find_page(f"https://elsewhere.example{one.get_url()}") is None
    assert find_page(one.get_url() or "") is None


@pytest.mark.parametrize(
    "address",
    ["http://[", "http://[::1", "/", "%00", "http://127.0.0.1:8000/podcast/%00/", "//", "x" * 9000],
)
def test_odd_addresses_are_no_pages(client: Client, address: str) -> None:
    assert client.get(reverse("podcasts:oembed"), {"url": address}).status_code == 404


def test_no_card_of_an_episode_of_a_private_or_withdrawn_show(client: Client) -> None:
    hidden = EpisodePageFactory(parent=ShowPageFactory(private=True))
    withdrawn = EpisodePageFactory()
    ShowPage.objects.filter(pk=withdrawn.get_parent().pk).update(live=False)
    for episode in (hidden, withdrawn):
        assert find_page(make_absolute(episode.get_url())) is None
