"""What quiz templates use: an author's texts, safe, and pictures and sounds from storage."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language
from wagtail.images import get_image_model

from courses.kinds.quiz.freezing import picture_of
from courses.kinds.quiz.layouts import Quiz
from courses.kinds.quiz.presenting import Screen, sample
from courses.kinds.quiz.texts import plain_words, render_text
from media.delivery.addresses import address_of
from media.playing import find_sources
from media.sources import Source

register = template.Library()


@register.simple_tag
def question_text(text: str, text_format: str = "plain", *, inline: bool = False) -> str:
    """An author's text as safe HTML; `inline` without paragraphs, for use within a label."""
    return render_text(text, text_format, inline=inline)


@register.simple_tag
def question_words(text: str, text_format: str = "plain") -> str:
    """An author's text as plain words."""
    return plain_words(text, text_format)


@register.simple_tag
def question_picture(picture: Mapping[str, Any] | None, alt: str = "") -> str:
    """A question's picture, frozen or not; nothing where there is none any more."""
    if not picture:
        return ""
    if "file" not in picture:
        image = get_image_model().objects.filter(pk=picture.get("image")).first()
        if image is None:
            return ""
        picture = {**picture, **picture_of(image)}
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy" decoding="async">',
        address_of(picture["file"]),
        picture["width"],
        picture["height"],
        alt or picture.get("alt", ""),
    )


@register.simple_tag
def sample_screens(value: Any) -> list[Screen]:
    """All questions of one attempt as anybody might get it: for a trainer's preview."""
    return sample(Quiz(value), get_language() or "id")


@register.simple_tag
def sound_sources(sound: Mapping[str, Any]) -> tuple[Source, ...]:
    """What a frozen question's sound may be played from now, the lightest first; none where it was
    deleted. Its files may have moved, or got lighter copies, since the question was asked."""
    return find_sources(sound["media"])
