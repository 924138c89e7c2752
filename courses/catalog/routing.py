"""Finds a lesson by its address in one step.

Wagtail walks down the tree with two queries a level. Most of what participants open are lessons, so
their whole address is looked up at once; every other page goes Wagtail's way.
"""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.models import Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from courses.catalog.models import LessonPage


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's own page view, told where to go if `path` is a lesson's."""
    if lesson := find_lesson(path):
        # Page.route_for_request looks for its result here before it walks.
        request._wagtail_route_for_request = RouteResult(lesson)  # type: ignore[attr-defined]
    return serve(request, path)


def find_lesson(path: str) -> LessonPage | None:
    """The live lesson at `path` below the site's root in the language that is active."""
    slug = path.rstrip("/").rpartition("/")[2]
    roots = Site.get_site_root_paths()
    if not slug or len({root.site_id for root in roots}) != 1:
        return None
    language = get_language()
    for root in roots:
        if root.language_code == language:
            address = f"{root.root_path}{path.rstrip('/')}/"
            # The slug has an index, the address has none.
            return LessonPage.objects.live().filter(slug=slug, url_path=address).first()
    return None
