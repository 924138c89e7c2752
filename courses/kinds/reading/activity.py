"""The reading kind."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.activities.contract import Asset, Passage, Remark
from courses.activities.registry import register
from courses.activities.tap import TappedKind
from courses.kinds.reading.blocks import ReadingBlock
from courses.kinds.reading.checking import picture_remarks, reading_passages
from courses.kinds.reading.pictures import picture_asset


@register
class ReadingKind(TappedKind):
    """Text with pictures, steps, callouts and quotations; completed by a tap at its end."""

    slug = "reading"
    label = _("Reading")
    icon = "doc-full"
    block = ReadingBlock
    template = "reading/activity.html"

    def assets(self, value: Any) -> list[Asset]:
        pictures = (block.value["image"] for block in value["body"].blocks_by_name("picture"))
        return [picture_asset(image) for image in pictures if image]

    def passages(self, value: Any) -> Iterable[Passage]:
        return reading_passages(value)

    def remarks(self, value: Any) -> Iterable[Remark]:
        return picture_remarks(value)
