"""What the web pages of podcasts show, and to whom."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language

from podcasts.models import EpisodePage, PodcastIndexPage, ShowPage
from podcasts.publishing.addresses import PAGE_WORD, feed_address, make_absolute, show_address
from podcasts.publishing.channel import image_address
from podcasts.publishing.episodes import listed_episodes

EPISODES_A_PAGE = 20
_INDEX_SECONDS = 60


def refuse_stranger(show: ShowPage, request: HttpRequest) -> HttpResponseBase | None:
    """The way to sign in, where a show is only for people that are known here."""
    if show.audience == ShowPage.Audience.PUBLIC or request.user.is_authenticated:
        return None
    return redirect_to_login(request.get_full_path())


def index_context(index: PodcastIndexPage, request: HttpRequest) -> dict[str, Any]:
    shows = _list_shows(index, known=request.user.is_authenticated).select_related("artwork")
    return {"shows": shows.order_by("title").prefetch_related("artwork__renditions")}


def _list_shows(index: PodcastIndexPage, *, known: bool) -> Any:
    """The shows of a list; somebody who is not `known` here sees the public ones alone."""
    shows = ShowPage.objects.child_of(index).live()
    return shows if known else shows.public().filter(audience=ShowPage.Audience.PUBLIC)


def find_index_address(*, known: bool) -> str:
    """Where the podcasts in the language that is read are listed; "" where there would be nothing
    to see. A minute old at most, since every page asks."""
    language = get_language() or ""
    key = f"podcasts-index:{language}:{known}"
    address: str | None = cache.get(key)
    if address is None:
        found = PodcastIndexPage.objects.live().select_related("locale")
        index = found.filter(locale__language_code=language).order_by("path").first()
        shown = index is not None and _list_shows(index, known=known).exists()
        address = (index.get_url() or "") if index and shown else ""
        cache.set(key, address, _INDEX_SECONDS)
    return address


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
