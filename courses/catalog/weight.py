"""How heavy a lesson is, and what its outline keeps of each activity."""

from collections.abc import Iterable, Mapping
from typing import Any

from courses.activities.blocks import MISSING
from courses.activities.registry import kinds


def activity_outline(body: Any) -> list[dict[str, Any]]:
    """One entry for each activity of a lesson's body; see `LessonPage.outline`.

    Reads each activity's assets, which may make the renditions of its pictures.
    """
    return [_entry(block) for block in body if block.block_type != MISSING]


def _entry(block: Any) -> dict[str, Any]:
    assets = kinds[block.block_type].assets(block.value)
    lengths = [asset.seconds for asset in assets if asset.seconds]
    return {
        "id": block.id,
        "kind": block.block_type,
        "bytes": sum(asset.size for asset in assets if not asset.on_demand),
        "on_demand_bytes": sum(asset.size for asset in assets if asset.on_demand),
        "seconds": sum(lengths) if lengths else None,
        "timely": kinds[block.block_type].timely(block.value),
    }


def page_bytes(outline: Iterable[Mapping[str, Any]]) -> int:
    """What loads with the lesson, without what is tapped for."""
    return sum(entry["bytes"] for entry in outline)
