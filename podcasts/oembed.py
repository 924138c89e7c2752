"""What other sites show for the address of one of our podcast pages (oEmbed 1.0)."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Site

from podcasts.models import EpisodePage, ShowPage
from podcasts.publishing.addresses import base_address, make_absolute
from podcasts.publishing.channel import image_address


@require_safe
@cache_control(public=True, max_age=3600)
def oembed(request: HttpRequest) -> JsonResponse:
    """A card of type `link`; 404 for what is not a public show or episode of ours."""
    site = Site.find_for_request(request) or Site.objects.get(is_default_site=True)
    address = request.GET.get("url", "")
    if not address.startswith(f"{base_address()}/"):
        raise Http404("Not an address of ours.")
    # Below the root of each language, a page's path is what follows the language.
    path = f"/{urlsplit(address).path.strip('/')}/"
    root = site.root_page
    roots = [root, *root.get_translations()]
    paths = [
        f"{one.url_path.rstrip('/')}{path.removeprefix(prefix)}"
        for one in roots
        for prefix in ("", f"/{one.locale.language_code}")
    ]
    episode = (
        EpisodePage.objects.live()
        .public()
        .filter(url_path__in=paths, publication_date__lte=timezone.now())
        .first()
    )
    show = (
        episode.show
        if episode
        else ShowPage.objects.live().public().filter(url_path__in=paths).first()
    )
    if show is None or not show.live or show.audience != ShowPage.Audience.PUBLIC:
        raise Http404("No such podcast.")
    card = {
        "version": "1.0",
        "type": "link",
        "title": (episode or show).title,
        "author_name": show.author,
        "provider_name": site.site_name or base_address(),
        "provider_url": base_address(),
    }
    if show.artwork:
        card["thumbnail_url"] = make_absolute(image_address(show.artwork))
        card["thumbnail_width"] = show.artwork.width
        card["thumbnail_height"] = show.artwork.height
    return JsonResponse(card)
