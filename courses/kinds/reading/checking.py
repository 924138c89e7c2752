"""What the content check finds in a reading: all its texts, and pictures that say nothing."""

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from courses.activities.contract import Passage, Remark


def reading_passages(value: Any) -> Iterator[Passage]:
    """Its texts in the order of the page."""
    yield Passage(format_html("<h2>{}</h2>", value["title"]))
    for block in value["body"]:
        for html in _texts(block.block_type, block.value):
            yield Passage(html)


def picture_remarks(value: Any) -> Iterator[Remark]:
    """The pictures that tell those nothing who can't see them."""
    for block in value["body"].blocks_by_name("picture"):
        image, caption = block.value["image"], block.value["caption"]
        if not image or image.decorative or (image.contextual_alt_text or "").strip():
            continue
        sentence = _("This picture has no alt text. Say in it what the picture tells.")
        yield Remark("no-alt", sentence, caption or image.title)


def _texts(name: str, value: Any) -> Iterator[str]:
    if name == "text":
        yield value.source
    elif name == "picture":
        yield _paragraph(value["caption"])
    elif name == "steps":
        for step in value["steps"]:
            yield step.source
    elif name == "callout":
        yield format_html("<h3>{}</h3>", value["title"])
        yield value["text"].source
    elif name == "quotation":
        yield _paragraph(value["text"])
        yield _paragraph(value["source"])


def _paragraph(text: str) -> str:
    return format_html("<p>{}</p>", text)
