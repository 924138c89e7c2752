"""Moodle's formulas as Pijar's and back.

Moodle writes variables in braces and powers as pow(a, b). Everything else that both know is written
the same; what Pijar's grammar does not know (sin, log, %) is refused by it, with a sentence.
"""

import re
from decimal import Decimal

from courses.kinds.quiz.formats.figures import read_decimal, write_decimal
from courses.kinds.quiz.types.formulas import (
    FUNCTIONS,
    MAX_LENGTH,
    NAME,
    Formula,
    FormulaError,
    read_formula,
)

#: A variable in a text or formula.
BRACED = re.compile(rf"\{{\s*({NAME})\s*\}}")
_NAMED = re.compile(rf"\{{\s*({NAME})\s*\}}|({NAME})|[0-9.]+")
_TYPED_SIGNS = str.maketrans("×÷−–", "*/--")
_EXPONENT = re.compile(
    r"(?<![A-Za-z0-9_.])([0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]{1,2})(?![A-Za-z0-9_])"
)
_POW = re.compile(r"(?<![A-Za-z0-9_])pow\s*\(")
_PI = re.compile(r"(?<![A-Za-z0-9_])pi\s*\(\s*\)")
_PI_DIGITS = "3.14159265358979"


def translate_from_moodle(text: str) -> str:
    """The formula in Pijar's words, read once to be sure of it. Raises `FormulaError`."""
    text = text.strip()
    if len(text) <= MAX_LENGTH:
        text = _PI.sub(_PI_DIGITS, _EXPONENT.sub(_write_out, text))
        text = BRACED.sub(r"\1", _replace_pow(text))
    read_formula(text)
    return text


def translate_to_moodle(text: str) -> str:
    """The formula in Moodle's words. What is no formula stays as it is."""
    try:
        formula = read_formula(text)
    except FormulaError:
        return text
    if "^" in text:
        return _write_steps(formula)
    return _NAMED.sub(_brace, text.translate(_TYPED_SIGNS))


def _write_out(found: re.Match[str]) -> str:
    value = read_decimal(found[1])
    return found[1] if value is None else write_decimal(value)


def _replace_pow(text: str) -> str:
    """Powers with a sign. The last one first: there is none within its brackets."""
    while calls := list(_POW.finditer(text)):
        begin, depth, comma = calls[-1].end(), 1, 0
        for place in range(begin, len(text)):
            depth += {"(": 1, ")": -1}.get(text[place], 0)
            if depth == 1 and text[place] == ",":
                comma = place
            if not depth:
                break
        if depth or not comma:
            return text  # read_formula says what is wrong
        base, exponent = text[begin:comma].strip(), text[comma + 1 : place].strip()
        text = f"{text[: calls[-1].start()]}(({base})^({exponent})){text[place + 1 :]}"
    return text


def _brace(found: re.Match[str]) -> str:
    name = found[1] or found[2]
    if not name or (found[2] and name in FUNCTIONS):
        return found[0]
    return f"{{{name}}}"


def _write_steps(formula: Formula) -> str:
    results: list[str] = []
    for step in formula.steps:
        if isinstance(step, Decimal):
            results.append(write_decimal(step))
        elif isinstance(step, str):
            results.append(f"{{{step}}}")
        else:
            name, count = step
            results[-count:] = [_write_step(name, results[-count:])]
    return results[0]


def _write_step(name: str, given: list[str]) -> str:
    if name == "minus":
        return f"(-{given[0]})"
    if name == "^":
        return f"pow({given[0]}, {given[1]})"
    if name in FUNCTIONS:
        return f"{name}({', '.join(given)})"
    return f"({given[0]} {name} {given[1]})"
