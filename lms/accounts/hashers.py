"""What a hash may cost: time, memory, and how many are made at once."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher

# In each process. While one core hashes, the others answer pages; those who wait keep a thread
# each, and most threads must stay free for pages.
AT_ONCE = 1
WAITING = 2
SECONDS_TO_WAIT = 2.0
# No hash takes so long; one that does fails rather than hold the turn for ever.
LONGEST_SECONDS = 30.0


# Always the same threads: the allocator keeps what a thread has used for that thread, and 8 threads
# that have hashed once hold 150 MB for ever.
def _start_hashing() -> None:
    global _hashing
    _hashing = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hashing")


_hashing: ThreadPoolExecutor
_start_hashing()
os.register_at_fork(after_in_child=_start_hashing)


class LightArgon2Hasher(Argon2PasswordHasher):
    """About 40 ms of one core and 19 MB, so that a sign-in costs 50 ms in all.

    Django's own takes 190 ms and 100 MB. The time is OWASP's least twice over.
    """

    time_cost = 4
    memory_cost = 19 * 1024  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        return _hashing.submit(super().encode, password, salt).result(LONGEST_SECONDS)

    def verify(self, password: str, encoded: str) -> bool:
        return _hashing.submit(super().verify, password, encoded).result(LONGEST_SECONDS)


class Busy(Exception):
    """More people sign in at this moment than this process can look at."""


_room = threading.BoundedSemaphore(AT_ONCE + WAITING)
_turn = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def wait_for_turn() -> Iterator[None]:
    """Hash within it. Raises `Busy` where too many wait, or where the turn does not come."""
    if not _room.acquire(blocking=False):
        raise Busy
    try:
        if not _turn.acquire(timeout=SECONDS_TO_WAIT):
            raise Busy
        try:
            yield
        finally:
            _turn.release()
    finally:
        _room.release()
