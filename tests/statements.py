"""Counts SQL statements as the database gets them."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

#: They frame a transaction and read or write nothing; peers' counts leave them out as well.
_FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


def count_statements(action: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        action()
    return sum(not query["sql"].startswith(_FRAME) for query in queries)
