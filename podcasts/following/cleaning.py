"""Words from outside made safe: notes keep a few tags, titles are text. No Django here: it runs in
the worker, where time and memory are bounded and nobody's lock is held."""

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import nh3

from media.html import cap_nesting
from podcasts.following.values import EPISODE_LENGTHS, FEED_LENGTHS, ReadEpisode, ReadFeed

_TAGS = {"p", "br", "ul", "ol", "li", "a", "strong", "b", "em", "i", "blockquote"}
_SPACES = re.compile(r"\s+")
_PLAIN = {"title", "author", "summary", "season_name", "number"}
_HTML = {"notes", "description"}


def clean_feed(read: ReadFeed) -> ReadFeed:
    """The feed with nothing in it that could do harm on a page."""
    episodes = [replace(one, **_clean(one, EPISODE_LENGTHS)) for one in read.episodes]
    return replace(read, **_clean(read, FEED_LENGTHS), episodes=episodes)


def _clean(read: ReadFeed | ReadEpisode, lengths: Mapping[str, int]) -> dict[str, Any]:
    cleaned = {name: clean_notes(getattr(read, name)) for name in _HTML & lengths.keys()}
    for name in _PLAIN & lengths.keys():
        cleaned[name] = clean_title(getattr(read, name), longest=lengths[name])
    return cleaned


def clean_notes(text: str) -> str:
    """HTML of a stranger with only the small allow-list left; links are http, https or mailto."""
    return nh3.clean(
        cap_nesting(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    ).strip()


def clean_title(text: str, *, longest: int) -> str:
    """Plain text in one line of at most `longest` characters: no tags, no entities."""
    plain = html.unescape(nh3.clean(cap_nesting(text), tags=set()))
    return _SPACES.sub(" ", plain).strip()[:longest]
