"""The numbers of GIFT: weights in per cent, and values as canonical decimal strings.

A share that no decimal writes exactly (a third) stands as 33.33333, or 33.33, or 33 beside two
equal ones: it is read as what was meant. `write_weight` writes everything else so that it is not
taken for one.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from courses.kinds.quiz.formats.figures import read_decimal, write_decimal

#: `%50%` at the beginning of an answer.
WEIGHT = re.compile(r"%(-?\d{1,9}(?:\.\d{1,40})?)%", re.ASCII)
#: What was meant as a weight and is none.
BAD_WEIGHT = re.compile(r"%[-+\d.,\s]+%")
#: How many equal parts of a hundred have no end within two decimals, and are met in quizzes.
_ENDLESS = (3, 6, 7, 9, 11, 12)
_SURE_DECIMALS = 2
#: More than these were not rounded by a person.
_MAX_DECIMALS = 20
_WRITTEN_DECIMALS = 5


def read_weight(text: str) -> float:
    """The per cent that `WEIGHT` found; a rounded share is the share."""
    value = Decimal(text)
    if _decimals(text) >= _SURE_DECIMALS:
        for parts in _ENDLESS:
            share = round(value * parts / 100)
            if _rounds_to(Decimal(100) * share / parts, value, _decimals(text)):
                return 100 * share / parts
    return float(value)


def read_equal_weights(texts: Sequence[str]) -> bool:
    """Whether these weights share 100 per cent (or -100) evenly, as far as decimals can say."""
    if len(set(texts)) != 1:
        return False
    value = abs(Decimal(texts[0]))
    return _rounds_to(Decimal(100) / len(texts), value, _decimals(texts[0]))


def write_weight(value: float, *, equals: int = 0) -> str:
    """The shortest text that `read_weight` reads as this value, and that `read_equal_weights` does
    not take for even shares of so many `equals`, unless it is one."""
    short = write_decimal(Decimal(f"{value:.{_WRITTEN_DECIMALS}f}"))
    if _is_read_as(short, value, equals):
        return short
    exact = format(Decimal(repr(value)), "f")
    exact += "" if "." in exact else "."
    while not _is_read_as(exact, value, equals):
        exact += "0"
    return exact


def read_number(text: str) -> str | None:
    """The number as a canonical decimal string ("8.5", "1000", "0"), None where it is none. GIFT
    has no decimal commas."""
    value = None if "," in text else read_decimal(text)
    return None if value is None else write_decimal(value)


def _is_read_as(text: str, value: float, equals: int) -> bool:
    is_share = bool(equals) and read_equal_weights([text] * equals)
    is_mistaken = is_share and not _is_same(abs(value), 100 / equals)
    return _is_same(read_weight(text), value) and not is_mistaken


def _is_same(one: float, other: float) -> bool:
    return abs(one - other) < 1e-9


def _rounds_to(exact: Decimal, value: Decimal, decimals: int) -> bool:
    if decimals > _MAX_DECIMALS:
        return value == exact
    step = Decimal(1).scaleb(-decimals)
    return value in (exact.quantize(step, ROUND_HALF_UP), exact.quantize(step, ROUND_DOWN))


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])
