"""What all tests share."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from courses.progress import triggers
from tests.browsers import find_browser, open_browser
from tests.factories.catalog import ensure_site
from tests.rows import Rows

#: On the build server a test that can't run is a failure: nothing is skipped unseen.
REQUIRE_ALL = os.environ.get("PIJAR_REQUIRE_ALL") == "1"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and find_browser() is None:
        pytest.skip("It needs a browser: install Chromium (apt-get install chromium).")
    if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
        pytest.skip("It needs PostgreSQL: set DATABASE_URL=postgres://user:password@host/name.")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[Any]:
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[Any]:
    return _refuse_skip((yield))


def _refuse_skip(report: Any) -> Any:
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        _path, _line, reason = report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason} (PIJAR_REQUIRE_ALL=1 lets no test be skipped.)"
    return report


@pytest.fixture(autouse=True)
def _begin_afresh() -> Iterator[None]:
    """Nothing cached, and the site's own language: a request below /en/ leaves English behind."""
    cache.clear()
    with translation.override(settings.LANGUAGE_CODE):
        yield
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The site's tree and roles, once for all tests that roll back.

    Transactional tests end by deleting every row instead. The ledger's triggers would refuse that,
    and the next test would miss the site and what migrations wrote: so the triggers step aside,
    and every row comes back as it was.
    """
    with django_db_blocker.unblock():
        ensure_site()
        rows = Rows.of_the_database()

    def put_everything_back(self: TransactionTestCase) -> None:
        triggers.remove(connection)
        call_command(
            "flush",
            verbosity=0,
            interactive=False,
            reset_sequences=False,
            inhibit_post_migrate=True,
        )
        rows.put_back()
        triggers.install(connection)
        cache.clear()

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", put_everything_back)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all browser tests of this process."""
    patch = pytest.MonkeyPatch()
    # Playwright runs a loop in this thread; Django's guard takes it for asynchronous code.
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with open_browser() as browser:
        yield browser
    patch.undo()
