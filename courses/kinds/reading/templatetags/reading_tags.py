from typing import Any

from django import template

from courses.kinds.reading.pictures import phone_rendition

register = template.Library()
register.filter(phone_rendition)


@register.filter
def alt_text(image: Any) -> str:
    """The alt text that the trainer wrote beside this picture; empty where it only decorates."""
    return image.contextual_alt_text or ""
