"""Numbers as people write them, in Indonesian ("12.142,86") and in English ("12,142.86").

The page's language says which sign groups thousands and which one begins the decimals. Most
entries mean the same to everybody. Where a reader of the other notation would see another number,
the entry is asked back instead of guessed:

- It is irregular in the page's notation and regular in the other: on an Indonesian page "8.5",
  "1,234.5" and "0.500".
- It is one to three digits, the decimal sign and exactly three digits, which is how the other
  notation writes thousands: "8,500" on an Indonesian page, "8.500" on an English one.

The page's own sign for thousands, regularly used, is not asked back: "8.500" is 8500 on an
Indonesian page. `Ambiguous.choices` are writings that are then taken without another question.
So 8.125 is written with a further zero, "8,1250": nobody reads that as thousands. `write_number`
does the same, and what it writes is always read back as the same number.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from django.utils.translation import gettext as _

MAX_DIGITS = 30
_MAX_LENGTH = 100
#: For our own arithmetic with numbers of at most 30 digits.
EXACT = Context(prec=200)

#: What may stand around a number that has no units: it says nothing that we need.
_BEFORE = ("Rp.", "Rp", "IDR")
_AFTER = ("%", "persen", "percent", "rupiah", "IDR")
_SIGNS = str.maketrans("−–—－＋．，％", "----+.,%")
_CORE = re.compile(r"[.,]?\d(?:[\d.,]|\x20(?=\d))*")
#: "8.500,-": a price without cents.
_NO_CENTS = re.compile(r"-{1,2}")


class NumberError(Exception):
    """An entry that is not taken as a number. `sentence` tells the person what to write."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotANumber(NumberError):
    """Nobody would read it as a number."""


class Ambiguous(NumberError):
    """It could be another number for another reader. Each of `choices` would be taken."""

    def __init__(self, sentence: str, choices: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.choices = choices


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was written, and the unit (one of those offered, or "") beside it."""

    number: Decimal
    unit: str = ""


def read_number(text: str, language: str, *, units: Mapping[str, Decimal] | None = None) -> Decimal:
    """The number in an entry, in the unit whose factor is 1.

    A unit's factor is how many of it make one of that unit: `{"kg": 1, "g": 1000}`. Raises
    `NotANumber` and `Ambiguous`.
    """
    quantity = read_quantity(text, language, units=tuple(units or ()))
    if not (units and quantity.unit):
        return quantity.number
    with localcontext(EXACT):
        return quantity.number / units[quantity.unit]


def read_quantity(text: str, language: str, *, units: tuple[str, ...] = ()) -> Quantity:
    """The number and the unit in an entry. Raises `NotANumber` and `Ambiguous`.

    Digits of any script are taken, and the wide forms of an East Asian keyboard; so are spaces of
    any kind between thousands. Where there are `units`, each may stand before or after the number,
    and nothing else may; without them "Rp", "rupiah" and "%" are passed over.
    """
    rest = _normalise(text)
    sign, rest = _take_sign(rest)
    before, rest = _take_first(rest, units or _BEFORE)
    if not sign:
        sign, rest = _take_sign(rest)
    found = _CORE.match(rest)
    if found is None:
        raise NotANumber(_say_strange_start(rest, units) or _say_no_number(text, language))
    core, after = found[0].rstrip(".,"), rest[found.end() :].strip()
    tail = found[0][len(core) :]
    if len(tail) > 1 or sum(map(str.isdecimal, core)) > MAX_DIGITS:
        raise NotANumber(_say_no_number(text, language))
    cents = _NO_CENTS.match(after) if tail else None
    if cents:
        after = after[cents.end() :].strip()
    behind = _know_unit(after, units)
    if units and before and behind not in ("", before):
        raise NotANumber(_say_strange_unit(f"{before} {behind}", units))
    unit = behind or (before if units else "")
    number, doubtful = _read_core(core, language, no_cents=bool(cents) and tail == ",")
    if number is None and not doubtful:
        raise NotANumber(_say_no_number(text, language))
    if number is None:
        raise _ask_back([_give_sign(one, sign) for one in doubtful], language, unit)
    return Quantity(_give_sign(number, sign), unit)


def write_number(value: Decimal, language: str, *, max_decimals: int | None = None) -> str:
    """The number in the language's notation: thousands grouped, no needless zeros.

    Rounded half up to `max_decimals`. Where it would look like thousands of the other notation
    ("8,125"), a zero is added: "8,1250".
    """
    group, decimal = _signs(language)
    whole, decimals = _digits(value, max_decimals)
    grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", group, whole)
    return _join(value, grouped, decimals, decimal)


def read_canonical(text: object) -> Decimal | None:
    """The number in a stored text ("-8500", "8.5"), whatever the language; None for any other."""
    if not isinstance(text, str) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        return None
    return Decimal(text) if len(text) <= _MAX_LENGTH else None


def write_canonical(value: Decimal) -> str:
    """The text that `read_canonical` reads."""
    whole, decimals = _digits(value, None)
    return _join(value, whole, decimals, ".", pad=False)


def round_number(value: Decimal, decimals: int) -> Decimal:
    """Rounded half up, as it is taught."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=EXACT)


def _normalise(text: str) -> str:
    if not isinstance(text, str) or len(text) > _MAX_LENGTH:
        raise NotANumber(_("Write a number of at most %(count)d digits.") % {"count": MAX_DIGITS})
    # Marks that a copied text brings along and nobody sees.
    seen = "".join(one for one in text if unicodedata.category(one) != "Cf")
    digits = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in seen)
    return " ".join(digits.translate(_SIGNS).split())


def _take_sign(rest: str) -> tuple[str, str]:
    return (rest[0], rest[1:].lstrip()) if rest[:1] in ("+", "-") else ("", rest)


def _give_sign(number: Decimal, sign: str) -> Decimal:
    # Unlike "-number", this never rounds.
    return number.copy_negate() if sign == "-" else number


def _take_first(rest: str, names: tuple[str, ...]) -> tuple[str, str]:
    """The longest of `names` that `rest` begins with, and what follows it."""
    for name in sorted(names, key=len, reverse=True):
        following = rest[len(name) :].lstrip()
        if _same(rest[: len(name)], name) and following[:1] and following[0] in "+-.,0123456789":
            return name, following
    return "", rest


def _know_unit(after: str, units: tuple[str, ...]) -> str:
    """The unit that stands behind the number. Raises `NotANumber` for anything unknown."""
    if not after or (not units and any(_same(after, one) for one in _AFTER)):
        return ""
    # "m" and "M" may both be there.
    for unit in (*(one for one in units if one == after), *units):
        if _same(after, unit):
            return unit
    raise NotANumber(_say_strange_unit(after, units))


def _same(one: str, other: str) -> bool:
    return "".join(one.casefold().split()) == "".join(other.casefold().split())


def _read_core(core: str, language: str, *, no_cents: bool) -> tuple[Decimal | None, list[Decimal]]:
    """The number in digits, spaces, dots and commas; or, without one, what it might mean.

    `no_cents` says that ",-" followed, which only stands where "," is the decimal sign.
    """
    group, decimal = _signs(language)
    here: Decimal | None = _read_in(core, group, decimal)
    there: Decimal | None = _read_in(core, decimal, group)
    if no_cents and not {".", ","}.isdisjoint(core):
        here = here if decimal == "," and "," not in core else None
        there = there if group == "," and "," not in core else None
    if here is not None:
        if there is None or here == there or decimal not in core:
            return here, []
        return None, [here, there]
    if there is None:
        return None, []
    if decimal in core or " " in core or no_cents:
        return None, [there]
    # "12.5000": the signs for thousands may also just stand in wrong places.
    digits = Decimal(re.sub(r"\D", "", core))
    return (there, []) if there == digits else (None, [there, digits])


def _read_in(core: str, group: str, decimal: str) -> Decimal | None:
    """The number if it is regular in one notation: a first group begins with 1 to 9."""
    g, d = re.escape(group), re.escape(decimal)
    thousands = rf"[1-9]\d{{0,2}}(?:{g}\d{{3}})+|[1-9]\d{{0,2}}(?:\x20\d{{3}})+"
    if not re.fullmatch(rf"(?:{thousands}|\d+)?(?:{d}\d+)?", core):
        return None
    return Decimal(core.replace(group, "").replace(" ", "").replace(decimal, "."))


def _ask_back(readings: list[Decimal], language: str, unit: str) -> Ambiguous:
    choices = tuple(f"{_write_plainly(one, language)} {unit}".rstrip() for one in readings)
    if len(choices) == 1:
        sentence = _("Do you mean %(only)s? Then write it like this.") % {"only": choices[0]}
    else:
        sentence = _("Do you mean %(one)s or %(other)s? Write the one that you mean like this.")
        sentence %= {"one": choices[0], "other": choices[1]}
    return Ambiguous(sentence, choices)


def _write_plainly(value: Decimal, language: str) -> str:
    """Without signs for thousands, which are what the doubt is about, as long as it is legible."""
    if value.copy_abs() >= 1_000_000:
        return write_number(value, language)
    return _join(value, *_digits(value, None), _signs(language)[1])


def _say_strange_start(rest: str, units: tuple[str, ...]) -> str:
    """What to do about the words before a number; "" where there is no number."""
    words = re.match(r"([^0-9]+)[0-9]", rest)
    return _say_strange_unit(words[1].strip(), units) if words else ""


def _say_strange_unit(unit: str, units: tuple[str, ...]) -> str:
    if not units:
        return _("Write the number alone, without “%(text)s”.") % {"text": _shorten(unit)}
    sentence = _("The unit “%(unit)s” does not fit here. Write one of these: %(units)s.")
    return sentence % {"unit": _shorten(unit), "units": ", ".join(units)}


def _say_no_number(text: str, language: str) -> str:
    example = write_number(Decimal(8500), language)
    if not text.strip():
        return _("Write a number, for example %(example)s.") % {"example": example}
    sentence = _("“%(text)s” is not a number. Write it in digits, for example %(example)s.")
    return sentence % {"text": _shorten(text), "example": example}


def _shorten(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= 40 else f"{shown[:39]}…"


def _signs(language: str) -> tuple[str, str]:
    """What groups thousands, and what begins the decimals."""
    return (",", ".") if language.lower().startswith("en") else (".", ",")


def _digits(value: Decimal, max_decimals: int | None) -> tuple[str, str]:
    if max_decimals is not None:
        value = round_number(value, max_decimals)
    whole, _dot, decimals = format(value.copy_abs(), "f").partition(".")
    return whole, decimals.rstrip("0")


def _join(value: Decimal, whole: str, decimals: str, decimal: str, *, pad: bool = True) -> str:
    if pad and len(decimals) == 3 and len(whole) <= 3 and whole != "0":
        decimals += "0"
    written = f"{whole}{decimal}{decimals}" if decimals else whole
    return f"-{written}" if value < 0 and written.strip("0.,") else written
