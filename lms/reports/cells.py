"""Cells of exports: what a spreadsheet would run is written so that it is only read."""

from collections.abc import Iterable
from typing import Any

#: A spreadsheet takes a cell that begins so for a formula.
_STARTERS = ("=", "+", "-", "@", "\t", "\r")


def neutralise(value: Any) -> Any:
    """Text that begins like a formula gets an apostrophe before it; numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" \n").startswith(_STARTERS):
        return f"'{value}"
    return value


def neutralise_row(cells: Iterable[Any]) -> list[Any]:
    return [neutralise(cell) for cell in cells]
