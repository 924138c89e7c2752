"""What all tests share."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from courses.progress import triggers
from tests.factories.catalog import ensure_site, restore_wagtail_rows


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The site's tree and roles, once for all tests that roll back."""
    with django_db_blocker.unblock():
        ensure_site()


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
        ensure_site()

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
    yield
    patch.undo()
