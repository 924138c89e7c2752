"""Manners towards those we ask: hosts take turns, and none is asked twice at once."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from podcasts.models.feeds import FollowedFeed


@dataclass
class Courtesy:
    """At least `gap` seconds between two questions to one host."""

    gap: float = 2
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    _asked: dict[str, float] = field(default_factory=dict)

    def wait_for(self, host: str) -> None:
        """Come back when `host` may be asked; the caller then does."""
        if host in self._asked:
            left = self._asked[host] + self.gap - self.clock()
            if left > 0:
                self.sleep(left)
        self._asked[host] = self.clock()


def get_host(url: str) -> str:
    """Whom an address asks; "" where it is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def interleave(feeds: Iterable[FollowedFeed]) -> Iterator[FollowedFeed]:
    """The feeds in their order, but one of each host, then the second of each, and so on."""
    waiting: dict[str, deque[FollowedFeed]] = defaultdict(deque)
    for feed in feeds:
        waiting[get_host(feed.url)].append(feed)
    while waiting:
        for host in list(waiting):
            yield waiting[host].popleft()
            if not waiting[host]:
                del waiting[host]
