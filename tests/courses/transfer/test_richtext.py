"""Rich text between stored HTML and Markdown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.transfer.problems import Place, Problems
from courses.transfer.richtext.from_markdown import Findings, read_blocks
from courses.transfer.richtext.harm import is_harmless
from courses.transfer.richtext.html import UnreadableHtml, mean_the_same, read_html, write_html
from courses.transfer.richtext.model import (
    Block,
    Heading,
    Item,
    Listing,
    Paragraph,
    Span,
    tidy_blocks,
    tidy_spans,
)
from courses.transfer.richtext.to_markdown import write_markdown

ALL = ["h3", "bold", "italic", "link", "ul", "ol"]

chars = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(
    "*_[]()<>&#;!`~-+=1.: \n\\\"'|abc"
)
spans = st.builds(
    Span,
    st.text(chars, min_size=1, max_size=8),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "", "https://x.y/?a=1&b=(2)", "mailto:a@b.c", "https://é.id/\\<&copy;>"]),
)
inlines = st.lists(spans, min_size=1, max_size=6).map(tidy_spans)


def _listing(items: list[Item], ordered: bool) -> Listing:
    return Listing(tuple(item for item in items if item.spans or item.lists), ordered)


def _item(inline: tuple[Span, ...], lists: list[Listing]) -> Item:
    return Item(inline, tuple(one for one in tidy_blocks(lists) if isinstance(one, Listing)))


items = st.recursive(
    st.builds(Item, inlines),
    lambda inner: st.builds(
        _item,
        inlines,
        st.lists(
            st.builds(_listing, st.lists(inner, min_size=1, max_size=3), st.booleans()), max_size=2
        ),
    ),
    max_leaves=4,
)
listings = st.builds(_listing, st.lists(items, min_size=1, max_size=3), st.booleans())
texts = st.lists(
    st.builds(Paragraph, inlines) | st.builds(Heading, inlines) | listings, max_size=4
).map(tidy_blocks)


def from_markdown(source: str, features: list[str] = ALL) -> tuple[tuple[Block, ...], list[str]]:
    problems = Problems()
    blocks = read_blocks(source, Place("x.md", 10), Findings(problems), features=features)
    return blocks, [str(problem) for problem in problems.found]


@given(texts)
@settings(max_examples=300)
def test_markdown_gives_back_what_was_written(wanted: tuple[Block, ...]) -> None:
    assert from_markdown(write_markdown(wanted)) == (wanted, [])


@given(texts)
def test_html_gives_back_what_was_written(wanted: tuple[Block, ...]) -> None:
    assert read_html(write_html(wanted, int), str) == wanted


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a <b>b</b> <i>c</i> <b><i>d</i></b></p>", "a **b** *c* ***d***"),
        ("<h3>Judul</h3><p>x</p>", "### Judul\n\nx"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "1. a\n   - b"),
        ('<p><a href="https://x.id/?a=1&amp;b=2">t</a></p>', "[t](https://x.id/?a=1&b=2)"),
        ("<p>a<br/>b</p>", "a\\\nb"),
        ("<p>1. a # b</p><p># c</p><p>::: d</p>", "1\\. a # b\n\n\\# c\n\n\\::: d"),
        ('<p><a id="7" linktype="page">t</a></p>', "[t](lesson:x)"),
        ("<p>a &lt; b &amp; c</p>", "a < b & c"),
        ("<p><b>a.</b>b</p>", "**a.**&#98;"),
    ],
)
def test_html_and_markdown_of_each_tag(html: str, markdown: str) -> None:
    blocks = read_html(html, lambda page_id: "lesson:x")
    assert write_markdown(blocks) == markdown
    assert from_markdown(markdown) == (blocks, [])
    assert write_html(blocks, lambda address: 7) == html


def test_what_draftail_adds_means_the_same() -> None:
    stored = '<p data-block-key="a1">x <strong>y</strong></p><p data-block-key="b2"></p>'
    assert mean_the_same("<p>x <b>y</b></p>", stored)
    assert not mean_the_same("<p>x <i>y</i></p>", stored)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p><hr/>",
        '<embed embedtype="image"/>',
        '<a linktype="document" id="1">x</a>',
        "<h2>x</h2>",
    ],
)
def test_html_without_a_form_is_refused(html: str) -> None:
    with pytest.raises(UnreadableHtml):
        read_html(html, str)


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("a\n\n<div>x</div>", 12, "HTML"),
        ("a\nb <b>c</b>", 11, "HTML"),
        ("[x](javascript:alert(1))", 10, "https://"),
        ("a\n\n[x](file:///etc/passwd)", 12, "https://"),
        ("[x](https:///x)", 10, "https://"),
        ("[x](//x.id)", 10, "https://"),
        ('[x](https://x.id "judul")', 10, "no title"),
        ("## Judul", 10, "level 3"),
        ("Judul\n---", 10, "level 3"),
        ("    kode", 10, "Begin the line at the margin"),
        ("```\nx\n```", 10, "Code blocks"),
        ("a `b` c", 10, "Code"),
        ("a ![b](c.png) d", 10, "picture"),
        ("a\n\n---\n\nb", 12, "---"),
        ("3. a\n4. b", 10, "begins with 1"),
        ("- a\n\n  b", 12, "one paragraph"),
        ("> a", 10, "quotation"),
    ],
)
def test_markdown_without_a_place_is_refused(source: str, line: int, words: str) -> None:
    [problem] = from_markdown(source)[1]
    assert problem.startswith(f"x.md:{line}: ")
    assert words in problem


@pytest.mark.parametrize(
    ("source", "feature"),
    [
        ("**a**", "bold"),
        ("*a*", "italic"),
        ("[a](https://b.id)", "link"),
        ("### a", "h3"),
        ("- a", "ul"),
        ("1. a", "ol"),
    ],
)
def test_each_feature_is_refused_where_the_block_lacks_it(source: str, feature: str) -> None:
    assert not from_markdown(source)[1]
    assert from_markdown(source, [one for one in ALL if one != feature])[1]


@pytest.mark.parametrize(
    "html",
    [
        "<p>a &amp; b\u00a0c &quot;d&quot; <b>x</b><br/>y</p><hr/>",
        '<ul><li data-block-key="a1">x</li></ul>',
        '<p><a href="https://x.id/?a=1&amp;b=%22&#x27;">x</a><a id="3" linktype="page">y</a></p>',
        '<embed embedtype="image" id="1" format="left" alt="x"/>',
    ],
)
def test_what_wagtail_stores_is_harmless(html: str) -> None:
    assert is_harmless(html)


@given(texts)
def test_what_is_written_is_harmless(wanted: tuple[Block, ...]) -> None:
    assert is_harmless(write_html(wanted, lambda address: 1))
