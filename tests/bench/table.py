"""The table that the bench prints: what, measured, budget, verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

#: A time that is this many times over its budget is no noise.
ABSURD = 3.0


class Verdict(Enum):
    OK = "ok"
    #: A count or a size is over, or a time is absurd: the bench fails.
    OVER = "OVER"
    #: A time is over; machines are noisy, so this is only said.
    SLOW = "slow"
    SKIPPED = "skipped"
    #: There is no budget, only something worth knowing.
    NOTE = ""


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    measured: str
    budget: str = ""
    verdict: Verdict = Verdict.NOTE


def count_row(
    what: str, counts: Sequence[int], budget: int | None = None, *, same: bool = False
) -> Row:
    """Counts that must not be over the budget, and with `same` must not differ from each other."""
    fits = budget is None or max(counts) <= budget
    equal = not same or len(set(counts)) == 1
    parts = ([] if budget is None else [f"≤ {budget}"]) + (["all the same"] if same else [])
    measured = ", ".join(map(str, counts))
    return Row(what, measured, ", ".join(parts), Verdict.OK if fits and equal else Verdict.OVER)


def bytes_row(what: str, size: int, budget: int) -> Row:
    verdict = Verdict.OK if size <= budget else Verdict.OVER
    return Row(what, f"{size:,} B", f"≤ {budget:,} B", verdict)


def time_row(what: str, value: float, budget: float, *, unit: str, more: str = "") -> Row:
    """A time or a ratio of times: smaller is better."""
    verdict = Verdict.OK if value <= budget else Verdict.SLOW
    if value > budget * ABSURD:
        verdict = Verdict.OVER
    return Row(what, f"{value:.2f} {unit}{more}", f"≤ {budget:g} {unit}", verdict)


def rate_row(what: str, share: float, budget: float, *, more: str = "") -> Row:
    """A rate as a share of another: more is better."""
    verdict = Verdict.OK if share >= budget else Verdict.SLOW
    if share < budget / ABSURD:
        verdict = Verdict.OVER
    return Row(what, f"{share:.0%}{more}", f"≥ {budget:.0%}", verdict)


def skipped_row(what: str, sentence: str) -> Row:
    return Row(what, sentence, "", Verdict.SKIPPED)


def print_table(rows: Iterable[Row]) -> None:
    lines = [("what", "measured", "budget", "")]
    lines += [(row.what, row.measured, row.budget, row.verdict.value) for row in rows]
    widths = [max(len(line[at]) for line in lines) for at in range(3)]
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
        print("  ".join([*cells, line[3]]).rstrip(), flush=True)
