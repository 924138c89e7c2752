from typing import Any

from django import template
from django.core.cache import cache
from django.urls import translate_url
from wagtail.models import Page

register = template.Library()

#: Every page asks for its translations, and hardly ever is there a new one.
TRANSLATIONS_SECONDS = 60


@register.simple_tag
def translations(page: Page) -> list[tuple[str, str]]:
    """The page in its other languages, as (language code, address); a minute old at most."""
    key = f"translations:{page.pk}"
    found: list[tuple[str, str]] | None = cache.get(key)
    if found is None:
        found = _read_translations(page)
        cache.set(key, found, TRANSLATIONS_SECONDS)
    return found


def _read_translations(page: Page) -> list[tuple[str, str]]:
    others = (
        Page.objects.filter(translation_key=page.translation_key, live=True)
        .exclude(pk=page.pk)
        .select_related("locale")
    )
    return [(other.locale.language_code, other.get_url() or "") for other in others]


@register.simple_tag(takes_context=True)
def address_in(context: dict[str, Any], language: str) -> str:
    """The address of a view that is not a page, in another language."""
    return translate_url(context["request"].get_full_path(), language)
