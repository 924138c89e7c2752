"""The page of a course's glossary: its terms in alphabetical order, each to be linked to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse

from courses.catalog.glossary import GLOSSARY_SLUG, term_slug
from courses.catalog.models import CoursePage


@dataclass(frozen=True, slots=True)
class Entry:
    """One term. `slug` is its place on the page; links that were written in another language name
    the `other_slugs`."""

    term: str
    explanation: str
    slug: str
    other_slugs: tuple[str, ...]


def serve_glossary(course: CoursePage, request: HttpRequest) -> TemplateResponse:
    """Open to whoever may read the course's page; asks for the course's translations at most."""
    others = list(
        CoursePage.objects.live()
        .filter(translation_key=course.translation_key)
        .exclude(pk=course.pk)
        .select_related("locale")
    )
    context = {
        "page": course,
        "course_url": course.get_url() or "/",
        "entries": list_entries(course.glossary, [other.glossary for other in others]),
        "languages": [(other.locale.language_code, _address(other)) for other in others],
    }
    return TemplateResponse(request, "catalog/glossary.html", context)


def list_entries(glossary: Any, others: Iterable[Any]) -> list[Entry]:
    """The terms of a glossary in order. `others` are its translations, whose blocks have the same
    ids."""
    slugs = {term_slug(block.value["term"]) for block in glossary}
    others_by_id: Mapping[str, list[str]] = {block.id: [] for block in glossary}
    for other in others:
        for block in other:
            slug = term_slug(block.value["term"])
            if block.id in others_by_id and slug not in slugs:
                slugs.add(slug)
                others_by_id[block.id].append(slug)
    entries = [
        Entry(
            block.value["term"],
            block.value["explanation"],
            term_slug(block.value["term"]),
            tuple(others_by_id[block.id]),
        )
        for block in glossary
    ]
    return sorted(entries, key=lambda entry: entry.term.casefold())


def _address(course: CoursePage) -> str:
    address = course.get_url() or "/"
    return f"{address}{GLOSSARY_SLUG}/" if course.glossary else address
