"""What other sites show for the address of one of our podcast pages (oEmbed 1.0)."""

import re
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from podcasts.models import EpisodePage, ShowPage
from podcasts.publishing.addresses import base_address, make_absolute
from podcasts.publishing.channel import image_address


@require_safe
@cache_control(public=True, max_age=3600)
def oembed(request: HttpRequest) -> JsonResponse:
    """A card of type `link`; 404 for what is not a public show or episode of ours."""
    page = find_page(request.GET.get("url", ""))
    if page is None:
        raise Http404("No podcast of ours has this address.")
    show = _show_of(page)
    card: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": page.title,
        "author_name": show.author,
        "provider_name": settings.WAGTAIL_SITE_NAME,
        "provider_url": base_address(),
    }
    if show.artwork:
        card["thumbnail_url"] = make_absolute(image_address(show.artwork))
        card["thumbnail_width"] = show.artwork.width
        card["thumbnail_height"] = show.artwork.height
    return JsonResponse(card)


def find_page(address: str) -> ShowPage | EpisodePage | None:
    """The public show or episode whose own address this is, whatever query follows it."""
    asked = re.split("[?#]", unquote(address))[0].rstrip("/")
    slug = asked.rpartition("/")[2]
    if not re.fullmatch(r"[-\w]+", slug):
        return None
    shows = ShowPage.objects.live().public().filter(slug=slug)
    out = EpisodePage.objects.live().public().filter(publication_date__lte=timezone.now())
    for page in (*shows, *out.filter(slug=slug)):
        own = unquote(make_absolute(page.get_url() or "")).rstrip("/")
        show = _show_of(page)
        if own == asked and show.live and show.audience == ShowPage.Audience.PUBLIC:
            return page
    return None


def _show_of(page: ShowPage | EpisodePage) -> ShowPage:
    return page.show if isinstance(page, EpisodePage) else page
