"""HTML that is hostile to parsers: flat, quickly, the harmless as it was. Trust, line 18."""

import re
import time
from collections.abc import Callable
from itertools import accumulate

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.kinds.quiz.texts import plain_words, render_text
from courses.transfer.richtext.harm import is_harmless
from media.html import DEEPEST, cap_nesting
from podcasts.following.cleaning import clean_notes, clean_title

NAMES = (
    *("p", "div", "span", "b", "i", "a", "ul", "li", "dl", "dd", "dt", "table", "tr", "td"),
    *("tbody", "caption", "h1", "button", "nobr", "font", "form", "option", "object", "br", "ruby"),
    *("rt", "x-y", "svg", "math", "style", "title", "textarea", "script", "select", "template"),
)
#: What ends tags where a careless reader does not see it, or hides them where it does.
TRAPS = ("x", "<!--", "-->", "<![CDATA[", "]]>", "<!x>", "</ >", "<a b='", "'>", "<", "<p /", ">")
HOSTILE = {
    "lists": "<ul><li>",
    "blocks": "<div>",
    "tags that never end": "<div",
    "open brackets": "<",
    "comments that never end": "<!--",
    "empty comments": "<!-->",
    "ends of nothing": "</p>",
    "odd ends": "</>",
    "quotes that never end": '<a b="',
    "spaces": "<a" + " " * 500,
    "formats left open": "<p><b x=1></p><p><b x=2></p>",
    "ends that are not taken": "<span><div></span>",
    "ends that are not taken in lists": "<span><p></span><span><li></span><span><dd></span>",
    "ends in comments": "<div><!--</div>-->",
    "ends in attributes": '<div><p title="</div></p>">',
    "ends in cells": "<div><table><tr><td></div>",
    "text in rows": "<table>" + "x<tr>" * 1000,
    "other rules": "<svg><style><ul><li></style>",
    "fields": "<select><title></select><div></title>",
    "links in links": "<a><p>",
}


def depth(html: str) -> int:
    """How deep what nh3 wrote is nested."""
    tags = re.findall(r"<(/?)(?!br\b)[a-z]", html)
    return max(accumulate(-1 if end else 1 for end in tags), default=0)


def read_as_a_parser_does(html: str) -> str:
    return nh3.clean(html, tags=set(NAMES) - {"script", "style"}, attributes={}, link_rel=None)


@pytest.mark.parametrize(
    "html",
    [
        "<p>Halo <b>Sari</b>, <A HREF='/x'>a &amp; b</A><br/>\n<ul><li>a<li>b</ul>" * 200,
        "<table><tr><td>1<td>2<tr><td>3</table><dl><dt>a<dd>b</dl><p>c<p>d<!-- e > f -->" * 200,
        "<div>" * DEEPEST + "x" + "</div>" * DEEPEST,
        "1 < 2 <3 & " * 200,
        "",
    ],
)
def test_what_is_harmless_stays_as_it_is(html: str) -> None:
    assert cap_nesting(html) == html


def test_deeper_elements_go_and_their_text_stays() -> None:
    html = "<ul><li>a</li>" * 70 + "<b>x</b></ul>" + "</ul>" * 69 + "<p>y</p>"
    capped = cap_nesting(html)
    assert capped.count("<ul>") == capped.count("</ul>") == DEEPEST
    assert capped.count("a") == 70
    assert "<b>" not in capped
    assert capped.endswith("x" + "</ul>" * DEEPEST + "<p>y</p>")


def test_the_limit_can_be_lower() -> None:
    assert cap_nesting("<i><b><u>x</u></b></i>", limit=2) == "<i><b>x</b></i>"


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_no_html_takes_long(piece: str) -> None:
    """Half a megabyte in less than a second or two; without the cap lists alone take a minute."""
    html = piece * (500_000 // len(piece))
    began = time.process_time()
    capped = cap_nesting(html)
    middle = time.process_time()
    cleaned = read_as_a_parser_does(capped)
    assert middle - began < 2
    assert time.process_time() - middle < 2
    assert len(cleaned) <= 5 * len(html)
    # The parts of a table that are left out are put in by the parser.
    assert depth(cleaned) <= 2 * DEEPEST + 10


def test_a_tag_of_very_many_attributes_goes() -> None:
    tag = "<br " + " ".join(f"x{number}" for number in range(50_000)) + ">"
    assert cap_nesting(f"a{tag}b") == "ab"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(NAMES).map("<{}>".format),
            st.sampled_from(NAMES).map("</{}>".format),
            st.sampled_from(TRAPS),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_no_parser_finds_more_in_it(pieces: list[str]) -> None:
    html = "".join(pieces) * 150
    assert depth(read_as_a_parser_does(cap_nesting(html))) <= 2 * DEEPEST + 10


@pytest.mark.parametrize(
    "clean",
    [
        clean_notes,
        lambda html: clean_title(html, longest=500),
        lambda html: render_text(html, "html"),
        lambda html: render_text(html, "html", inline=True),
        lambda html: plain_words(html, "html"),
        is_harmless,
    ],
    ids=["notes", "title", "question", "label", "words", "course"],
)
def test_nothing_is_cleaned_that_is_deeper(
    clean: Callable[[str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = nh3.clean
    monkeypatch.setattr(nh3, "clean", lambda html, **how: seen.append(html) or real(html, **how))
    clean("<ul><li>" * 100 + "x")
    assert seen
    assert max(html.count("<ul>") + html.count("<li>") for html in seen) <= DEEPEST
