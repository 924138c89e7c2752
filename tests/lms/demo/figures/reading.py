"""The figures that stand in a lesson's files, to be held against those that follow from inputs."""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

DEMO = Path(__file__).resolve().parents[4] / "lms" / "demo"

_RUPIAH = re.compile(r"Rp\s?(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)(?:\s(ribu|juta))?")
_PERCENT = re.compile(r"(\d+(?:,\d+)?)\s?(?:%|persen)")
_TIMES = {"": 1, "ribu": 1_000, "juta": 1_000_000}


def figure(value: Decimal | float) -> str:
    """As Indonesian writes it, with at most two decimals: 12142.857 is "12.142,86"."""
    rounded = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{rounded:,.2f}".replace(",", "x").replace(".", ",").replace("x", ".")
    return text.removesuffix(",00")


def read_text(course: str, *names: str) -> str:
    """The text of these files of a demo course. GIFT's escapes are undone."""
    parts = [(DEMO / course / name).read_text(encoding="utf-8") for name in names]
    return re.sub(r"\\([=~#{}:%])", r"\1", "\n".join(parts))


def find_rupiah(text: str) -> set[str]:
    """Every amount after "Rp", as `figure` writes it."""
    return {figure(_number(found[1]) * _TIMES[found[2] or ""]) for found in _RUPIAH.finditer(text)}


def find_percentages(text: str) -> set[str]:
    """Every number before "%" or "persen", as `figure` writes it; not GIFT's shares of a mark."""
    text = re.sub(r"([=~])%-?[\d.]+%", r"\1", text)
    return {figure(_number(found[1])) for found in _PERCENT.finditer(text)}


def check_figures(
    text: str, *, rupiah: Iterable[Decimal | float], percentages: Iterable[Decimal | float] = ()
) -> None:
    """Every amount and percentage in `text` is one of these, and each of these stands there."""
    for found, expected in (
        (find_rupiah(text), {figure(value) for value in rupiah}),
        (find_percentages(text), {figure(value) for value in percentages}),
    ):
        assert found - expected == set(), "stands in the text and follows from nothing"
        assert expected - found == set(), "follows from the inputs and stands nowhere"


def _number(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))
