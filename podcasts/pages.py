"""What the web pages of podcasts show, and to whom."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.text import Truncator

from podcasts.models import EpisodePage, PodcastIndexPage, ShowPage
from podcasts.publishing.addresses import PAGE_WORD, feed_address, make_absolute, show_address
from podcasts.publishing.channel import image_address
from podcasts.publishing.episodes import listed_episodes

EPISODES_A_PAGE = 20


def refuse_stranger(show: ShowPage, request: HttpRequest) -> HttpResponseBase | None:
    """The way to sign in, where a show is only for people that are known here."""
    if show.audience == ShowPage.Audience.PUBLIC or request.user.is_authenticated:
        return None
    return redirect_to_login(request.get_full_path())


def index_context(index: PodcastIndexPage, request: HttpRequest) -> dict[str, Any]:
    shows = ShowPage.objects.child_of(index).live().select_related("artwork").order_by("title")
    if not request.user.is_authenticated:
        shows = shows.public().filter(audience=ShowPage.Audience.PUBLIC)
    return {"shows": shows.prefetch_related("artwork__renditions")}


def show_context(show: ShowPage, request: HttpRequest) -> dict[str, Any]:
    found = listed_episodes(show).select_related("recording")
    pages = Paginator(found.prefetch_related("recording__encodings"), EPISODES_A_PAGE)
    return {
        "episodes": pages.get_page(request.GET.get(PAGE_WORD)),
        **_describe(show_address(show), show=show, words=show.description),
    }


def episode_context(episode: EpisodePage, request: HttpRequest) -> dict[str, Any]:
    show = episode.show
    return {
        "show": show,
        "recording": episode.as_recording(),
        "people": list(episode.people.all()) or list(show.people.all()),
        **_describe(make_absolute(episode.get_url() or ""), show=show, words=episode.summary),
    }


def _describe(address: str, *, show: ShowPage, words: str) -> dict[str, Any]:
    """What other sites are told of a page."""
    public = show.audience == ShowPage.Audience.PUBLIC
    return {
        "address": address,
        "words": Truncator(words).chars(200),
        "picture": make_absolute(image_address(show.artwork)) if show.artwork else "",
        "feed_address": feed_address(show) if public else "",
        "oembed_address": make_absolute(
            f"{reverse('podcasts:oembed')}?{urlencode({'url': address})}"
        ),
    }
