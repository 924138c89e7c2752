"""Sizes and lengths as people read them; rich text as it may be shown."""

from django import template
from django.conf import settings
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from media.rich_text.cleaning import clean_shown_rich_text

register = template.Library()


@register.filter
def megabytes(size: int) -> str:
    """A number of bytes as people pay for it: "0,9 MB", or "40 KB" below a tenth of a megabyte."""
    if size < 100_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{number_format(size / 1_000_000, 1)} MB"


@register.filter
def rupiah(size: int) -> str:
    """What these bytes cost on a phone, as " ≈ Rp11"; empty below one Rupiah or without a price."""
    cost = round(size / 1_000_000 * getattr(settings, "PIJAR_RUPIAH_PER_MEGABYTE", 0))
    return f" ≈ Rp{number_format(cost, 0, use_l10n=True, force_grouping=True)}" if cost else ""


@register.filter
def duration(seconds: int) -> str:
    """A length for people: "5 menit", "40 detik"."""
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


@register.filter
def clock(seconds: float) -> str:
    """A point in a recording: "3:20", "1:02:09"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def shown_rich_text(html: str) -> SafeString:
    """Rich text with its links and pictures filled in, made safe to be shown."""
    return mark_safe(clean_shown_rich_text(html))  # noqa: S308 - cleaned
