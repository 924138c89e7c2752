"""Numbers as files write them, and as a question keeps them."""

import math
import re
from decimal import Context, Decimal

from courses.kinds.quiz.types.numbers import EXACT, MAX_DIGITS

_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_MAX_LETTERS = 100
#: For what does not end, such as a third.
ROUNDED = Context(prec=28)


def read_decimal(text: str) -> Decimal | None:
    """The number in a text, with a point or a comma; None where there is none, or one of more
    than 30 digits."""
    text = text.strip()
    if len(text) > _MAX_LETTERS or not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text.replace(",", "."))
    exponent = int(value.as_tuple().exponent)
    if value and (abs(value.adjusted()) >= MAX_DIGITS or exponent < -MAX_DIGITS):
        return None
    return value


def write_decimal(value: Decimal) -> str:
    """The shortest text of a number: no exponent, no zeros at the end."""
    written = format(value, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


def read_float(text: str) -> float | None:
    """The number in a text as a float; None where there is none."""
    value = read_decimal(text)
    return None if value is None or not math.isfinite(float(value)) else float(value)


def write_float(value: float) -> str:
    """The shortest text that reads back as the same float: "1" and not "1.0"."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def find_middle(low: Decimal, high: Decimal) -> tuple[str, str]:
    """The middle of a range, and half its width: a number with a tolerance."""
    half = EXACT.divide(EXACT.subtract(high, low), Decimal(2))
    return write_decimal(EXACT.add(low, half)), write_decimal(half)
