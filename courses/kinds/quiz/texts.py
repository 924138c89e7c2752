"""An author's text in any of its formats: as safe HTML, and as plain words."""

import re
from html import unescape

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from courses.kinds.quiz.questions import TextFormat
from media.html import cap_nesting

#: Enough to set a question in; no links, pictures, styles or scripts.
_TAGS = {
    "b", "strong", "i", "em", "u", "sub", "sup", "code", "pre", "br", "p", "ul", "ol", "li",
    "blockquote", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_INLINE_TAGS = {"b", "strong", "i", "em", "u", "sub", "sup", "code", "br"}
_markdown = MarkdownIt("zero").enable(
    ["emphasis", "escape", "backticks", "list", "newline", "entity", "blockquote"]
)


def render_text(text: str, text_format: str, *, inline: bool = False) -> SafeString:
    """Safe HTML of a text. `inline` keeps to what may stand within a label."""
    if text_format == TextFormat.PLAIN.value:
        # Escaped: there is nothing to clean, and most texts are plain.
        return mark_safe(_plain_to_html(text, inline=inline))  # noqa: S308
    html = _markdown.render(text) if text_format == TextFormat.MARKDOWN.value else text
    if inline:
        html = re.sub(r"</p>\s*<p>", "<br>", html.strip())
    # An empty mapping would leave `title` and `lang`, which nh3 lets through on every tag.
    tags = _INLINE_TAGS if inline else _TAGS
    cleaned = nh3.clean(cap_nesting(html), tags=tags, attributes={"*": set()})
    return mark_safe(cleaned.strip())  # noqa: S308 - cleaned by nh3


def plain_words(text: str, text_format: str) -> str:
    """The text without any markup, on one line: for reports, labels and alternatives."""
    if text_format == TextFormat.PLAIN.value:
        return " ".join(text.split())
    html = render_text(text, text_format)
    spaced = re.sub(r"<(/p|/li|br|/td|/th)[^>]*>", " ", html)
    words = unescape(nh3.clean(cap_nesting(spaced), tags=set()))
    return " ".join(words.split())


def _plain_to_html(text: str, *, inline: bool) -> str:
    if "\n" not in text and "\r" not in text:
        html = escape(text.strip())
        return html if inline else f"<p>{html}</p>"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    paragraphs = [escape(one).replace("\n", "<br>") for one in re.split(r"\n\s*\n", lines)]
    return "<br>".join(paragraphs) if inline else "".join(f"<p>{one}</p>" for one in paragraphs)
