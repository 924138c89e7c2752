"""Pictures as a phone gets them: SVG as it is, photographs as WebP at screen width."""

from typing import Any

from courses.activities.contract import Asset

#: Wide enough for a phone's column at double density, light enough for its data plan.
RENDITION = "max-800x800|format-webp|webpquality-70"


def phone_rendition(image: Any) -> Any:
    """The rendition of a Wagtail image that participants load."""
    return image.get_rendition("original" if image.is_svg() else RENDITION)


def picture_asset(image: Any) -> Asset:
    rendition = phone_rendition(image)
    return Asset(url=rendition.url, size=rendition.file.size)
