"""A feed of a thousand episodes: what it costs when nothing is kept, and when it is."""

import gzip
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.test import Client

from podcasts.publishing.addresses import feed_path
from tests.bench.lesson_page import HOST
from tests.factories.podcasts import ShowPageFactory, make_episodes
from tests.statements import count_statements

EPISODES = 1000


@dataclass(frozen=True, slots=True)
class FeedCost:
    """SQL counts, bytes of the first page compressed, and milliseconds."""

    cold: int
    kept: int
    known: int
    size: int
    cold_ms: float
    kept_ms: float


def measure_feed() -> FeedCost:
    show = ShowPageFactory()
    make_episodes(show, EPISODES, notes="<p>Catatan episode ini.</p>")
    url, client = feed_path(show), Client(headers={"host": HOST})
    cache.clear()
    began = time.perf_counter()
    cold = count_statements(lambda: client.get(url))
    between = time.perf_counter()
    kept = count_statements(lambda: client.get(url))
    ended = time.perf_counter()
    response = client.get(url)
    headers = {"If-None-Match": response.headers["ETag"]}
    known = count_statements(lambda: client.get(url, headers=headers))
    assert client.get(url, headers=headers).status_code == 304
    size = len(gzip.compress(response.content, 6))
    return FeedCost(cold, kept, known, size, (between - began) * 1000, (ended - between) * 1000)
