"""What may stand in rich text: as Wagtail stores it, and as a page shows it.

Wagtail trusts what is stored and shows it as it is. Its editor writes nothing harmful, but text
also comes from translations, imports and whoever writes to the database.
"""

import re

import nh3

from media.html import cap_nesting

#: What the features of Wagtail's editor write.
_TAGS = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "hr", "br"),
    *("a", "b", "strong", "i", "em", "u", "s", "del", "sup", "sub", "code"),
}
_STORED = {
    "*": {"data-block-key"},
    "a": {"href", "id", "linktype"},
    "embed": {"alt", "embedtype", "format", "id", "url"},
}
#: What they become on a page.
_SHOWN = {
    "*": set[str](),
    "a": {"href"},
    "img": {"alt", "class", "decoding", "height", "loading", "src", "width"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_EMPTY_TAG = re.compile(r"<(br|hr|embed|img)\b([^<>]*)>")


def clean_rich_text(html: str) -> str:
    """Rich text as it may be stored: comments, unknown markup and harmful links do not survive.

    What Wagtail's editor wrote means the same afterwards; what this returned stays as it is.
    """
    return _clean(html, {*_TAGS, "embed"}, _STORED)


def clean_shown_rich_text(html: str) -> str:
    """Rich text as it may be shown, with its links and pictures filled in.

    What is stored was cleaned before; what got into the database in another way, or before there
    was a cleaning, is harmless here.
    """
    return _clean(html, {*_TAGS, "img"}, _SHOWN)


def _clean(html: str, tags: set[str], attributes: dict[str, set[str]]) -> str:
    # Only with `*` told does nh3 let through no `title` and `lang` of its own accord.
    cleaned = nh3.clean(
        cap_nesting(html),
        tags=tags,
        attributes=attributes,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    # As Wagtail writes it, and as it reads it: an embed without a slash it does not see.
    return _EMPTY_TAG.sub(r"<\1\2/>", cleaned).replace("&nbsp;", "\xa0")
