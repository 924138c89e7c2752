"""Cells of exports: what a spreadsheet would run is written so that it is only read."""

import re
from collections.abc import Iterable
from typing import Any

#: A spreadsheet takes a cell that begins so for a formula, some also by the full-width signs of an
#: East Asian keyboard; white space before it may be dropped, and so may the two that have no width.
_FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
#: Half a character: JSON can carry one, a file in UTF-8 can't.
_SURROGATE = re.compile("[\ud800-\udfff]")


def neutralise(value: Any) -> Any:
    """Text that begins like a formula gets an apostrophe before it; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    value = _SURROGATE.sub("\ufffd", value)
    return f"'{value}" if _FORMULA.match(value) else value


def neutralise_row(cells: Iterable[Any]) -> list[Any]:
    return [neutralise(cell) for cell in cells]
