"""What all tests share."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from courses.progress import triggers
from tests.factories.catalog import restore_wagtail_rows


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _let_flush_empty_the_ledger() -> Iterator[None]:
    """Transactional tests end by deleting every row: the ledger's triggers would refuse that, and
    the next test would miss what Wagtail's migrations wrote."""
    tear_down = TransactionTestCase._fixture_teardown

    def without_triggers(self: Any) -> None:
        triggers.remove(connection)
        try:
            tear_down(self)
        finally:
            triggers.install(connection)
        cache.clear()
        restore_wagtail_rows()

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
    yield
    patch.undo()
