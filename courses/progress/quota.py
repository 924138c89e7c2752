"""How much one person's own answers may add to the ledger in a day: so many events, so many bytes.

What a day has come to stands among the learner's states, in no lesson: so it is read and written
with the states that an answer changes, under the same lock, and costs no statement of its own. It
is no projection: a replay leaves it alone. What the server derives, imports or takes from staff is
not counted.
"""

import math
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from courses.progress.sources import Source

#: The kind of such a state, and its lesson's key.
DAY = "day"
NO_LESSON = uuid.UUID(int=0)

_COUNTED = frozenset({Source.WEB, Source.OFFLINE})


def is_counted(source: str) -> bool:
    return source in _COUNTED


def add_to_day(count: Mapping[str, Any], size: int, *, now: datetime) -> dict[str, Any] | None:
    """A day's count, `{"day", "events", "bytes"}`, with one event of `size` bytes more; None where
    that is more than a day may hold. Another day begins anew."""
    today = timezone.localdate(now).isoformat()
    events, total = (count["events"], count["bytes"]) if count.get("day") == today else (0, 0)
    if events + 1 > (settings.PIJAR_EVENTS_A_DAY or math.inf):
        return None
    if total + size > (settings.PIJAR_EVENT_BYTES_A_DAY or math.inf):
        return None
    return {"day": today, "events": events + 1, "bytes": total + size}
