"""Finds a lesson, or a course's glossary, by its address in one step.

Wagtail walks down the tree with two queries a level. Most of what participants open are lessons, so
their whole address is looked up at once; every other page goes Wagtail's way.
"""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.models import Site
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from courses.catalog.glossary import GLOSSARY_SLUG
from courses.catalog.models import CoursePage, LessonPage


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's own page view, told where to go if `path` is a lesson's or a glossary's."""
    found = find_lesson(path)
    route = RouteResult(found) if found else find_glossary(request, path)
    if route:
        # Page.route_for_request looks for its result here before it walks.
        request._wagtail_route_for_request = route  # type: ignore[attr-defined]
    return serve(request, path)


def find_lesson(path: str) -> LessonPage | None:
    """The live lesson at `path` below the site's root in the language that is active."""
    return _at(path, LessonPage.objects.live()).first()


def find_glossary(request: HttpRequest, path: str) -> RouteResult | None:
    """The way to the glossary at `path`, if a live course has one there."""
    above, _slash, slug = path.rstrip("/").rpartition("/")
    if slug != GLOSSARY_SLUG:
        return None
    course: CoursePage | None = _at(above, CoursePage.objects.live()).first()
    return course.route(request, [slug]) if course and course.glossary else None


def _at(path: str, pages: PageQuerySet) -> PageQuerySet:
    """Those of the pages that are at `path` below the root of the active language."""
    slug = path.rstrip("/").rpartition("/")[2]
    roots = Site.get_site_root_paths()
    if not slug or len({root.site_id for root in roots}) != 1:
        return pages.none()
    language = get_language()
    for root in roots:
        if root.language_code == language:
            address = f"{root.root_path}{path.rstrip('/')}/"
            # The slug has an index, the address has none.
            return pages.filter(slug=slug, url_path=address)
    return pages.none()
