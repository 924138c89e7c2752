"""Show notes as podcast apps show them: HTML whose links are whole."""

import re
from collections.abc import Sequence
from html import escape

from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from media.rich_text.cleaning import clean_shown_rich_text
from podcasts.publishing.addresses import base_address
from podcasts.publishing.writing import strip_control

#: Between notes that are expanded at once; `strip_control` takes it out of the notes themselves.
_BETWEEN = "\x1e"
_LINK_OF_OURS = re.compile(r'(\s(?:href|src)=")(/(?!/))')
_PAGE_LINK = re.compile(r'<a\b(?=[^>]*\slinktype="page")[^>]*\sid="(\d{1,18})"[^>]*>')


def expand_notes(notes: Sequence[str]) -> list[str]:
    """Rich text as it is stored, each as HTML: all in one go, so that links to pages cost one query
    for all of them."""
    stored = _BETWEEN.join(map(strip_control, notes))
    expanded = expand_db_html(_expand_page_links(stored))
    base = base_address()
    shown = map(clean_shown_rich_text, expanded.split(_BETWEEN))
    return [_LINK_OF_OURS.sub(rf"\g<1>{base}\g<2>", html).strip() for html in shown]


def _expand_page_links(stored: str) -> str:
    """Links to pages as plain ones. Wagtail's own way asks the database for each link."""
    ids = {int(pk) for pk in _PAGE_LINK.findall(stored)}
    if not ids:
        return stored
    pages = Page.objects.live().filter(pk__in=ids).select_related("locale")
    urls = {page.pk: page.get_url() for page in pages}

    def link(match: re.Match[str]) -> str:
        url = urls.get(int(match[1]))
        return f'<a href="{escape(url)}">' if url else "<a>"

    return _PAGE_LINK.sub(link, stored)


def describe(summary: str, *, notes: str) -> str:
    """Summary and notes as one piece of HTML."""
    return f"<p>{escape(summary.strip(), quote=False)}</p>{notes}"


def escape_description(text: str) -> str:
    """Plain text for an element that apps take for HTML."""
    return escape(text.strip(), quote=False)
