"""Formulas of calculated questions: a small grammar of its own, so that nothing is ever executed.

    sum      = product (("+" | "-") product)*
    product  = signed (("*" | "/") signed)*
    signed   = ("+" | "-") signed | power
    power    = operand ("^" signed)?          2^3^2 is 2^9, -2^2 is -4
    operand  = number | name | "{" name "}" | "(" sum ")" | function "(" sum ("," sum)* ")"

Numbers have a dot before their decimals, as commas separate arguments. Arithmetic is decimal, to 30
digits. A formula has at most 500 characters, nesting is at most 50 deep, an exponent at most 100.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from typing import NoReturn

from django.utils.translation import gettext as _

MAX_LENGTH = 500
MAX_DEPTH = 50
MAX_EXPONENT = 100
#: What a variable may be called; it must not be one of `FUNCTIONS`.
NAME = r"[A-Za-z_][A-Za-z0-9_]{0,29}"

_CONTEXT = Context(
    prec=30,
    rounding=ROUND_HALF_UP,
    Emin=-100,
    Emax=100,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)|(?P<name>{NAME}|\{{\s*{NAME}\s*\}})"
    r"|(?P<sign>[-+*/^(),]))"
)
_TYPED_SIGNS = str.maketrans("×÷−–", "*/--")
_BINARY = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
_SIGNED = 3


class FormulaError(Exception):
    """A formula that can't be read or worked out. `sentence` says what is wrong, and where."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read: `names` are the variables in it."""

    names: frozenset[str]
    #: In the order in which they are worked out: a number, a name, or what to do with the latest
    #: results and how many of them it takes.
    steps: tuple["Decimal | str | tuple[str, int]", ...]

    def work_out(self, values: Mapping[str, Decimal]) -> Decimal:
        """The result, to 30 digits. Raises `FormulaError`: division by zero, say."""
        results: list[Decimal] = []
        with localcontext(_CONTEXT):
            for step in self.steps:
                if isinstance(step, Decimal):
                    results.append(step)
                elif isinstance(step, str):
                    results.append(_value(values, step))
                else:
                    name, count = step
                    given = results[-count:]
                    results[-count:] = [_apply(name, given)]
        return results[0]


def read_formula(text: str) -> Formula:
    """Read a formula. Raises `FormulaError` with the place of the mistake."""
    return _Reader(text).read()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    #: Counted from 1, as people count characters.
    place: int


class _Reader:
    """Precedence climbing; what it has read so far stands in `_steps`."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            sentence = _("The formula is too long: at most %(count)d characters.")
            raise FormulaError(sentence % {"count": MAX_LENGTH})
        self._tokens = _split(text.translate(_TYPED_SIGNS))
        self._next = 0
        self._depth = 0
        self._names: set[str] = set()
        self._steps: list[Decimal | str | tuple[str, int]] = []

    def read(self) -> Formula:
        self._read_binary(1)
        token = self._token
        if token.kind != "end":
            self._fail_after_operand(token)
        return Formula(frozenset(self._names), tuple(self._steps))

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, sign: str) -> bool:
        taken = self._token.kind == "sign" and self._token.text == sign
        self._next += taken
        return taken

    def _read_binary(self, lowest: int) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            sentence = _("The formula is nested too deeply: at most %(count)d levels.")
            raise FormulaError(sentence % {"count": MAX_DEPTH})
        self._read_operand()
        while self._token.kind == "sign" and _BINARY.get(self._token.text, 0) >= lowest:
            sign = self._token.text
            self._next += 1
            # "^" binds to the right, and a sign may follow it: 2^-1.
            self._read_binary(_SIGNED if sign == "^" else _BINARY[sign] + 1)
            self._steps.append((sign, 2))
        self._depth -= 1

    def _read_operand(self) -> None:
        token = self._token
        if self._take("-"):
            self._read_binary(_SIGNED)
            self._steps.append(("minus", 1))
        elif self._take("+"):
            self._read_binary(_SIGNED)
        elif self._take("("):
            self._read_binary(1)
            self._close(token)
        elif token.kind == "number":
            self._next += 1
            self._steps.append(Decimal(token.text))
        elif token.kind == "name":
            self._next += 1
            self._read_name(token)
        elif token.kind == "end":
            raise FormulaError(_("The formula ends where a number or a name should follow."))
        else:
            _fail(token, _("a number or a name should stand before “%(text)s”."))

    def _read_name(self, token: _Token) -> None:
        name = token.text.strip("{} \t\n")
        bare = not token.text.startswith("{")
        opening = self._token
        if bare and self._take("("):
            if name not in FUNCTIONS:
                known = ", ".join(FUNCTIONS)
                _fail(token, _("there is no function “%(text)s”. There are: %(known)s."), known)
            self._read_call(token, opening)
        elif name in FUNCTIONS:
            _fail(token, _("“%(text)s” is a function and needs brackets after it."))
        else:
            self._names.add(name)
            self._steps.append(name)

    def _read_call(self, token: _Token, opening: _Token) -> None:
        count = 1
        self._read_binary(1)
        while self._take(","):
            self._read_binary(1)
            count += 1
        self._close(opening)
        lowest, highest, _work = FUNCTIONS[token.text]
        if not lowest <= count <= highest:
            _fail(token, _("“%(text)s” does not take so many values between its brackets."))
        self._steps.append((token.text, count))

    def _close(self, opening: _Token) -> None:
        if self._take(")"):
            return
        if self._token.kind == "end":
            _fail(opening, _("this bracket is never closed."))
        self._fail_after_operand(self._token)

    def _fail_after_operand(self, token: _Token) -> NoReturn:
        if token.text == ")":
            _fail(token, _("this bracket was never opened."))
        if token.text == ",":
            _fail(token, _("a comma does not belong here. Write decimals with a dot: 1.5."))
        _fail(token, _("a sign such as + or * is missing before “%(text)s”."))


def _split(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place = 0
    end = len(text.rstrip())
    while place < end:
        found = _TOKEN.match(text, place)
        if found is None:
            strange = text[place:].lstrip()[:1]
            where = text.index(strange, place) + 1
            _fail(_Token("", strange, where), _("“%(text)s” does not belong in a formula."))
        kind = str(found.lastgroup)
        tokens.append(_Token(kind, found[kind], found.start(kind) + 1))
        place = found.end()
    return [*tokens, _Token("end", "", end + 1)]


def _fail(token: _Token, sentence: str, known: str = "") -> NoReturn:
    what = sentence % {"text": token.text, "known": known}
    raise FormulaError(_("At character %(place)d: %(what)s") % {"place": token.place, "what": what})


def _value(values: Mapping[str, Decimal], name: str) -> Decimal:
    if name not in values:
        raise FormulaError(_("There is no variable “%(name)s”.") % {"name": name})
    return +values[name]


def _apply(name: str, given: list[Decimal]) -> Decimal:
    try:
        result = _OPERATIONS[name](*given) if name in _OPERATIONS else FUNCTIONS[name][2](*given)
    except DivisionByZero:
        raise FormulaError(_("It divides by zero.")) from None
    except Overflow:
        raise FormulaError(_("A result is too large.")) from None
    except DecimalException:
        if name == "/":
            raise FormulaError(_("It divides by zero.")) from None
        sentence = _("“%(name)s” can't be worked out for these numbers.")
        raise FormulaError(sentence % {"name": name}) from None
    if not result.is_finite():
        raise FormulaError(_("A result is too large."))
    return result


def _raise_to(base: Decimal, exponent: Decimal) -> Decimal:
    if abs(exponent) > MAX_EXPONENT:
        sentence = _("An exponent is too large: at most %(count)d.")
        raise FormulaError(sentence % {"count": MAX_EXPONENT})
    if not base and exponent < 0:
        raise FormulaError(_("It divides by zero."))
    return Decimal(base**exponent)


def _round(value: Decimal, decimals: Decimal = Decimal(0)) -> Decimal:
    if decimals != decimals.to_integral_value() or abs(decimals) > 20:
        raise FormulaError(_("“round” takes a whole number of decimals, from -20 to 20."))
    unit = Decimal(1).scaleb(-int(decimals))
    # Nothing to round off; asking for more digits than there are would fail.
    if int(value.as_tuple().exponent) >= int(unit.as_tuple().exponent):
        return value
    return value.quantize(unit, rounding=ROUND_HALF_UP)


_OPERATIONS: dict[str, Callable[..., Decimal]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
    "^": _raise_to,
    "minus": lambda one: -one,
}
#: What may be called, with the least and the most values that it takes.
FUNCTIONS: dict[str, tuple[int, int, Callable[..., Decimal]]] = {
    "round": (1, 2, _round),
    "floor": (1, 1, lambda value: value.to_integral_value(ROUND_FLOOR)),
    "ceil": (1, 1, lambda value: value.to_integral_value(ROUND_CEILING)),
    "min": (1, 20, lambda *values: min(values)),
    "max": (1, 20, lambda *values: max(values)),
    "abs": (1, 1, abs),
    "sqrt": (1, 1, lambda value: value.sqrt()),
}
