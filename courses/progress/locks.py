"""One writer for each learner at a time, so that an answer is decided on the state it changes."""

import zlib
from collections.abc import Iterable
from typing import Any

from django.db import connection

#: The first half of the advisory lock's key: "PIJR" as a number.
_NAMESPACE = 0x50494A52


def lock_learners(learner_ids: Iterable[Any]) -> None:
    """Hold the learners until the transaction ends.

    SQLite needs nothing: its transactions begin IMMEDIATE, so there is one writer in all. On
    PostgreSQL an advisory lock also covers states that have no row yet, which a row lock can't.
    """
    if connection.vendor != "postgresql":
        return
    # Sorted, so that two transactions that share learners can't wait for each other.
    keys = sorted({zlib.crc32(str(pk).encode()) - 2**31 for pk in learner_ids})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, key) FROM unnest(%s::int[]) AS key",
            [_NAMESPACE, keys],
        )
