"""When a feed is asked again: at ease while it answers, ever more seldom while it fails."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

EVERY = timedelta(hours=1)
FIRST_RETRY = timedelta(minutes=10)
LONGEST = timedelta(days=1)


def next_fetch(
    now: datetime,
    *,
    failures: int,
    retry_after: int | None = None,
    draw: Callable[[], float] = random.random,
) -> datetime:
    """The time of the next try after `failures` in a row (0: it answered).

    The wait doubles with each failure, is never over a day, and is shortened by up to a quarter at
    random so that feeds that failed together do not come back together. `retry_after` (seconds,
    said by the server) makes it longer, never shorter; it too is kept within a day.
    """
    wait = EVERY if failures == 0 else min(FIRST_RETRY * 2 ** min(failures - 1, 10), LONGEST)
    wait *= 1 - draw() / 4
    if retry_after is not None:
        wait = max(wait, timedelta(seconds=min(retry_after, LONGEST.total_seconds())))
    return now + wait
