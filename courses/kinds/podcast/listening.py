"""What was heard, as a union of intervals, and how the events of listening fold into it.

Inside, times are whole tenths of a second, so that nothing depends on the order of additions.
Stored, an interval is `[from, to]` in seconds.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses.activities.contract import BadPayload, Event, State

Interval = tuple[int, int]

#: A player's own clock ticks four times a second: gaps this small (in tenths) are none.
SMALLEST_GAP = 10
MAX_INTERVALS = 200
#: A file may be a little longer than its episode says.
SLACK_SECONDS = 5
_LONGEST_SECONDS = 24 * 60 * 60


def join_intervals(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The union, sorted, gaps of a second or less closed. The same whatever the order, however
    often one is repeated, and whether some were joined before."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start - joined[-1][1] <= SMALLEST_GAP:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def count_tenths(intervals: Iterable[Interval]) -> int:
    return sum(end - start for start, end in intervals)


def from_seconds(stored: Iterable[Any]) -> tuple[Interval, ...]:
    return tuple((round(start * 10), round(end * 10)) for start, end in stored)


def to_seconds(intervals: Iterable[Interval]) -> list[list[float]]:
    return [[start / 10, end / 10] for start, end in intervals]


def read_intervals(sent: Any, *, seconds: int) -> tuple[Interval, ...]:
    """Intervals as a player sends them, joined and cut at the end of an episode of so many
    `seconds` (0: nobody knows). Raises `BadPayload`."""
    if not isinstance(sent, list) or len(sent) > MAX_INTERVALS:
        raise BadPayload(_("What was heard must be a list of at most 200 intervals."))
    found = []
    for one in sent:
        if not isinstance(one, list) or len(one) != 2:
            raise BadPayload(_("An interval must have a beginning and an end."))
        start, end = (read_time(time, seconds=seconds) for time in one)
        if start > end:
            raise BadPayload(_("An interval must end after it begins."))
        last = seconds * 10 or end
        if start < (end := min(end, last)):
            found.append((start, end))
    return join_intervals(found)


def read_time(sent: Any, *, seconds: int) -> int:
    """A time within the episode, in tenths. Raises `BadPayload`."""
    if isinstance(sent, bool) or not isinstance(sent, int | float) or not math.isfinite(sent):
        raise BadPayload(_("A time must be a number of seconds."))
    if not 0 <= sent <= (seconds + SLACK_SECONDS if seconds else _LONGEST_SECONDS):
        raise BadPayload(_("This time lies outside the episode. Reload the page."))
    return round(sent * 10)


def fold_listening(state: State, event: Event) -> State:
    """The union of what was heard; the position of the latest event; done where enough was heard
    by the least that any event asked for, or where the person said so."""
    detail = dict(state.detail)
    told = event.detail
    for way in ("said", "read"):
        if told.get(way):
            detail[way] = True
    heard = join_intervals(
        [*from_seconds(detail.get("heard", [])), *from_seconds(told.get("heard", []))]
    )
    if "heard" in told or "heard" in detail:
        detail["heard"] = to_seconds(heard)
    needed = [one["needed"] for one in (detail, told) if one.get("needed")]
    if needed:
        detail["needed"] = min(needed)
    _fold_position(detail, event)
    share = _share_of(heard, detail.get("needed"))
    done = share >= 1 or bool(detail.get("said") or detail.get("read"))
    return State(completed=done, fraction=1.0 if done else share, detail=detail)


def _share_of(heard: Iterable[Interval], needed: float | None) -> float:
    return min(1.0, count_tenths(heard) / round(needed * 10)) if needed else 0.0


def _fold_position(detail: dict[str, Any], event: Event) -> None:
    """Two devices may be on the way: whoever listened last knows where to go on."""
    if "position" not in event.detail:
        return
    # Whole microseconds sort as the times do; a text would not, with and without a fraction.
    when = [round(event.occurred_at.timestamp() * 1_000_000), str(event.id)]
    if when >= detail.get("position_at", [-math.inf, ""]):
        detail["position"] = event.detail["position"]
        detail["position_at"] = when


def heard_seconds(detail: Mapping[str, Any]) -> float:
    """How many seconds were really heard."""
    return count_tenths(from_seconds(detail.get("heard", []))) / 10
