"""Numbers and yes or no as Moodle XML writes them."""

import math
import re
from decimal import ROUND_HALF_EVEN, Context, Decimal

#: Enough for every number that a person can type; what is longer is no number of a quiz.
MAX_DIGITS = 30
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_EXACT = Context(prec=120)
_ROUNDED = Context(prec=28, rounding=ROUND_HALF_EVEN)


def read_decimal(text: str) -> Decimal | None:
    """The number in a text, with a point or a comma; None where there is none, or one of more
    than 30 digits."""
    text = text.strip()
    if len(text) > 100 or not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text.replace(",", "."))
    if value and (abs(value.adjusted()) >= MAX_DIGITS or _exponent(value) < -MAX_DIGITS):
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


def divide(value: Decimal, by: Decimal) -> Decimal:
    """Rounded to 28 digits where it does not end."""
    return _ROUNDED.divide(value, by)


def multiply(value: Decimal, by: Decimal) -> Decimal:
    return _EXACT.multiply(value, by)


def add(value: Decimal, other: Decimal) -> Decimal:
    return _EXACT.add(value, other)


def subtract(value: Decimal, other: Decimal) -> Decimal:
    return _EXACT.subtract(value, other)


def read_flag(text: str, *, default: bool) -> bool:
    """As Moodle reads it: anything but "", "0" and "false" is yes."""
    text = text.strip().lower()
    return default if not text else text not in ("0", "false")


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
