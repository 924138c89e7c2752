"""Feeds and what belongs to them."""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from media.captions import FORMATS
from media.delivery.answers import deliver
from podcasts.models.episodes import EpisodePage
from podcasts.models.shows import ShowPage
from podcasts.models.tokens import FeedToken
from podcasts.publishing import private
from podcasts.publishing.addresses import PAGE_WORD, feed_path
from podcasts.publishing.chapters import CONTENT_TYPE as CHAPTERS_TYPE
from podcasts.publishing.chapters import write_chapters
from podcasts.publishing.episodes import listed_episodes, open_to_everybody
from podcasts.publishing.feed import KEPT_SECONDS, Feed, NoSuchPage, build_feed, make_etag
from podcasts.publishing.keeping import KeptFeed, feed_key, find_feed, keep_feed
from podcasts.publishing.places import CAPTIONS, CHAPTERS, PrivatePlaces, PublicPlaces

FEED_TYPE = "application/rss+xml; charset=utf-8"
#: Private answers may be kept, but whoever kept them asks each time whether they still hold.
ASK_FIRST = "private, no-cache"
_CAPTIONS = re.compile(rf"{CAPTIONS}/(\d{{1,18}})\.({'|'.join(FORMATS)})")
_CHAPTERS = re.compile(rf"{CHAPTERS}/([-\w]+)\.json")


@require_safe
def feed(request: HttpRequest, show: str) -> HttpResponseBase:
    """The feed of a public show; a private one is not there. An address in another language than
    the show's leads to its own."""
    page = _read_page(request)
    key = feed_key(audience="public", language=get_language() or "", slug=show, page=page)
    kept, generation = find_feed(key)
    if kept is None:
        found = _find_show(show)
        if request.path != feed_path(found):
            return HttpResponsePermanentRedirect(feed_path(found))
        kept = keep_feed(key, _build(found, page=page), generation=generation)
    cache_control = f"public, max-age={kept.feed.max_age()}"
    response = _answer_feed(request, kept, cache_control=cache_control)
    # Players in a browser of any site may read what everybody may have.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _read_page(request: HttpRequest) -> int:
    text = request.GET.get(PAGE_WORD, "1")
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        raise Http404("No such page.")
    return int(text)


def _find_show(slug: str) -> ShowPage:
    """The public show of this slug, the one in the language that is read if there are several."""
    shows = ShowPage.objects.live().filter(open_to_everybody(), slug=slug)
    public = shows.filter(audience=ShowPage.Audience.PUBLIC).select_related("locale", "artwork")
    found = sorted(public, key=lambda one: one.locale.language_code != get_language())
    if not found:
        raise Http404("No such podcast.")
    return found[0]


def _build(show: ShowPage, *, page: int) -> Feed:
    try:
        return build_feed(show, places=PublicPlaces(show), page=page)
    except NoSuchPage:
        raise Http404("No such page.") from None


def _answer_feed(request: HttpRequest, kept: KeptFeed, *, cache_control: str) -> HttpResponseBase:
    response = HttpResponse(kept.feed.body, content_type=FEED_TYPE)
    response.headers["ETag"] = kept.feed.etag
    response.headers["Last-Modified"] = http_date(kept.changed.timestamp())
    response.headers["Cache-Control"] = cache_control
    seconds = int(kept.changed.timestamp())
    etag = kept.feed.etag
    return _answer_known(request, response, etag=etag, last_modified=seconds)


# --- Private ----------------------------------------------------------------------------------


@require_safe
def private_feed(request: HttpRequest, show: str, token: str) -> HttpResponseBase:
    """One person's feed of a show: 404 for an address that was never issued, 410 for one that was
    taken back."""
    return _with_token(show, token, lambda found: _answer_private_feed(request, found, token))


@require_safe
def private_file(request: HttpRequest, show: str, token: str, name: str) -> HttpResponseBase:
    """A file that the private feed names: sound, captions or chapters of an episode of this show
    and no other."""
    return _with_token(show, token, lambda found: _answer_file(request, found.show, name))


def _with_token(
    show: str, token: str, answer: Callable[[FeedToken], HttpResponseBase]
) -> HttpResponseBase:
    try:
        response = answer(private.read_token(token, show=show))
    except private.NoSuchToken:
        raise Http404("No such feed.") from None
    except private.TokenRevoked:
        sentence = gettext("This address was taken back. Ask your trainer for a new one.")
        response = HttpResponse(
            sentence, status=HTTPStatus.GONE, content_type="text/plain; charset=utf-8"
        )
        response.headers["Cache-Control"] = "no-store"
    # The address is a key: no other site shall learn it, and no search engine.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _answer_private_feed(request: HttpRequest, token: FeedToken, text: str) -> HttpResponseBase:
    page = _read_page(request)
    audience = f"private.{token.pk}"
    language = token.show.locale.language_code
    key = feed_key(audience=audience, language=language, slug=token.show.slug, page=page)
    kept, generation = find_feed(key)
    if kept is None:
        try:
            built = build_feed(token.show, places=PrivatePlaces(token.show, text), page=page)
        except NoSuchPage:
            raise Http404("No such page.") from None
        kept = keep_feed(key, built, generation=generation)
    return _answer_feed(request, kept, cache_control=ASK_FIRST)


def _answer_file(request: HttpRequest, show: ShowPage, name: str) -> HttpResponseBase:
    if match := _CAPTIONS.fullmatch(name):
        return _answer_captions(request, show, pk=int(match[1]), ending=match[2])
    if match := _CHAPTERS.fullmatch(name):
        episode = listed_episodes(show).filter(slug=match[1]).first()
        return _answer_chapters(request, episode, cache_control=ASK_FIRST)
    content_type = private.find_stored_file(show, name=name)
    if content_type is None:
        raise Http404("No such file.")
    return deliver(request, name, content_type=content_type, cache_control=ASK_FIRST)


def _answer_captions(
    request: HttpRequest, show: ShowPage, *, pk: int, ending: str
) -> HttpResponseBase:
    item = private.find_recording(show, pk=pk)
    if item is None or not item.cues:
        raise Http404("No such captions.")
    form = FORMATS[ending]
    return _answer_bytes(
        request,
        form.write(item.cues).encode(),
        content_type=f"{form.type}; charset=utf-8",
        cache_control=ASK_FIRST,
    )


# --- Chapters ---------------------------------------------------------------------------------


@require_safe
def chapters(request: HttpRequest, show: str, episode: str) -> HttpResponseBase:
    """The chapters of an episode that is out, of a public show."""
    found = listed_episodes(_find_show(show)).filter(slug=episode).first()
    cache_control = f"public, max-age={KEPT_SECONDS}"
    response = _answer_chapters(request, found, cache_control=cache_control)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _answer_chapters(
    request: HttpRequest, episode: EpisodePage | None, *, cache_control: str
) -> HttpResponseBase:
    if episode is None or not episode.chapters.exists():
        raise Http404("No such chapters.")
    return _answer_bytes(
        request,
        write_chapters(episode),
        content_type=CHAPTERS_TYPE,
        cache_control=cache_control,
    )


def _answer_bytes(
    request: HttpRequest, content: bytes, *, content_type: str, cache_control: str
) -> HttpResponseBase:
    response = HttpResponse(content, content_type=content_type)
    etag = make_etag(content)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = cache_control
    return _answer_known(request, response, etag=etag)


def _answer_known(
    request: HttpRequest, response: HttpResponse, *, etag: str, last_modified: int | None = None
) -> HttpResponseBase:
    """304 for whoever has this very answer already, `response` for all others."""
    known = get_conditional_response(
        request, etag=etag, last_modified=last_modified, response=response
    )
    return response if known is None else known
