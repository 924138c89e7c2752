"""In which order answers stand in one attempt: drawn once, kept in the draw as a list of ids."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from courses.kinds.quiz.questions import Question


def draw_order(question: Question, field: str, chance: Random, *, shuffle: bool) -> dict[str, Any]:
    """`{"order": ids}` where the quiz shuffles and the question lets it, else nothing."""
    if not shuffle or question.data.get("keep_order"):
        return {}
    ids = [one["id"] for one in question.data[field]]
    chance.shuffle(ids)
    return {"order": ids}


def arrange(
    items: Sequence[Mapping[str, Any]], draw: Mapping[str, Any], name: str = "order"
) -> list[Mapping[str, Any]]:
    """The items in the drawn order; as they stand where none was drawn."""
    places = {item_id: place for place, item_id in enumerate(draw.get(name, ()))}
    return sorted(items, key=lambda item: places.get(item["id"], len(places)))
