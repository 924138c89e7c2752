"""A followed feed of 730 episodes: what it costs to take in, and to take in again."""

import time
from dataclasses import dataclass
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from podcasts.following.reading import read_feed
from podcasts.following.updating import prepare_feed, update_feed
from tests.factories.feeds import make_followed_feed
from tests.podcasts.following.hostile import make_feed, make_item
from tests.statements import count_statements

EPISODES = 730
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class IngestCost:
    """Statements of the first and the second time, milliseconds, bytes at the worker's highest."""

    first: int
    again: int
    read_ms: float
    keep_ms: float
    size: int
    memory: int


def measure_ingest() -> IngestCost:
    notes = f"<description>{'Catatan episode. ' * 100}</description>"
    content = make_feed("".join(make_item(n, inside=notes) for n in range(EPISODES))).encode()
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        read = read_feed(content)
        times.append((time.perf_counter() - began) * 1000)
    feed = make_followed_feed()
    began = time.perf_counter()
    first = count_statements(lambda: update_feed(feed, prepare_feed(read)))
    keep_ms = (time.perf_counter() - began) * 1000
    again = count_statements(lambda: update_feed(feed, prepare_feed(read)))
    assert feed.episodes.count() == EPISODES
    # Of the greatest child so far: an upper bound. Linux says it in kilobytes.
    memory = getrusage(RUSAGE_CHILDREN).ru_maxrss * 1024
    return IngestCost(first, again, median(times), keep_ms, len(content), memory)
