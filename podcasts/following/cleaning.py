"""Words from outside made safe: notes keep a few tags, titles are text."""

import html
import re

import nh3

_TAGS = {"p", "br", "ul", "ol", "li", "a", "strong", "b", "em", "i", "blockquote"}
_SPACES = re.compile(r"\s+")


def clean_notes(text: str) -> str:
    """HTML of a stranger with only the small allow-list left; links are http, https or mailto."""
    return nh3.clean(
        text,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    ).strip()


def clean_title(text: str, *, longest: int) -> str:
    """Plain text in one line of at most `longest` characters: no tags, no entities."""
    plain = html.unescape(nh3.clean(text, tags=set()))
    return _SPACES.sub(" ", plain).strip()[:longest]
