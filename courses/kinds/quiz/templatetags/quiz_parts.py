"""What templates of questions with several parts use: the part of a response so far."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def part(given: Any, part_id: str) -> Any:
    """What was given for one part, "" where nothing was."""
    return given.get(part_id, "") if isinstance(given, Mapping) else ""


@register.filter
def place_in(item_id: str, given: Any) -> int:
    """The place of an item in a list of ids, from 1; 0 where it is not in it."""
    return given.index(item_id) + 1 if isinstance(given, list) and item_id in given else 0
