from typing import Any

from django import template
from django.conf import settings
from django.core.cache import cache
from django.urls import translate_url
from django.utils.formats import number_format
from django.utils.translation import ngettext
from wagtail.models import Page

register = template.Library()

#: Every page asks for its translations, and hardly ever is there a new one.
TRANSLATIONS_SECONDS = 60


@register.filter
def megabytes(size: int) -> str:
    """A number of bytes as people pay for it: "0,9 MB", or "40 KB" below a tenth of a megabyte."""
    if size < 100_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{number_format(size / 1_000_000, 1)} MB"


@register.filter
def rupiah(size: int) -> str:
    """What these bytes cost on a phone, as " ≈ Rp11"; empty below one Rupiah."""
    cost = round(size / 1_000_000 * settings.PIJAR_RUPIAH_PER_MEGABYTE)
    return f" ≈ Rp{number_format(cost, 0, use_l10n=True, force_grouping=True)}" if cost else ""


@register.filter
def duration(seconds: int) -> str:
    """A length for people: "5 menit", "40 detik"."""
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


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
