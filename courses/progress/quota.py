"""How much one person's own answers may add to the ledger in a day: so many events, so many bytes.

Counted in a row for each learner that is added to and read by one statement, inside the
transaction that records the events; the first answer of another day begins anew. What the server
derives, imports or takes from staff is not counted.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from courses.progress.models import DayCount, Event
from courses.progress.sources import Source

_COUNTED = frozenset({Source.WEB, Source.OFFLINE})


@dataclass(slots=True)
class Amount:
    """So many events, and bytes of what they hold."""

    events: float = 0
    bytes: float = 0

    def take(self, size: int) -> bool:
        """Take one event of `size` bytes off; False, and nothing taken, where it is too much."""
        if self.events < 1 or self.bytes < size:
            return False
        self.events -= 1
        self.bytes -= size
        return True


class DayFull(Exception):
    """More than a day may hold. `left` says how much was, by learner."""

    def __init__(self, left: Mapping[Any, Amount]) -> None:
        super().__init__(f"The day of {len(left)} learners is full.")
        self.left = left


def is_counted(source: str) -> bool:
    return source in _COUNTED


def count_events(events: Iterable[tuple[Event, int]], *, now: datetime) -> None:
    """Count events about to be recorded, each with its size in bytes. Raises `DayFull`."""
    added: dict[Any, Amount] = {}
    for event, size in events:
        if is_counted(event.source):
            amount = added.setdefault(event.learner_id, Amount())
            amount.events += 1
            amount.bytes += size
    if not added:
        return
    most = Amount(
        settings.PIJAR_EVENTS_A_DAY or math.inf, settings.PIJAR_EVENT_BYTES_A_DAY or math.inf
    )
    left = {}
    for learner_id, counted in _add(added, now).items():
        if counted.events > most.events or counted.bytes > most.bytes:
            own = added[learner_id]
            left[learner_id] = Amount(
                most.events - (counted.events - own.events),
                most.bytes - (counted.bytes - own.bytes),
            )
    if left:
        raise DayFull(left)


_UPSERT = """
    INSERT INTO {table} AS kept (learner_id, day, events, bytes) VALUES {rows}
    ON CONFLICT (learner_id) DO UPDATE SET
        day = excluded.day,
        events = excluded.events + CASE WHEN kept.day = excluded.day THEN kept.events ELSE 0 END,
        bytes = excluded.bytes + CASE WHEN kept.day = excluded.day THEN kept.bytes ELSE 0 END
    RETURNING learner_id, events, bytes
"""


def _add(added: Mapping[Any, Amount], now: datetime) -> dict[Any, Amount]:
    """Add to the day's counts, in one statement; gives what they come to."""
    day = connection.ops.adapt_datefield_value(timezone.localdate(now))
    rows = [(pk, day, amount.events, amount.bytes) for pk, amount in sorted(added.items())]
    statement = _UPSERT.format(
        table=DayCount._meta.db_table, rows=", ".join(["(%s, %s, %s, %s)"] * len(rows))
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row])
        return {pk: Amount(events, size) for pk, events, size in cursor.fetchall()}
