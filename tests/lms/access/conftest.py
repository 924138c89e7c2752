"""One world for all tests of the map: it is made once, and each request in it is undone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tests.lms.access.people import Visitor, undone
from tests.lms.access.world import World


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=folder), django_db_blocker.unblock(), undone():
        world = World()
        # Wagtail hands over documents from a folder alone.
        for document in world.documents.values():
            path = Path(document.file.path)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"%PDF-1.4 isi")
        yield world


@pytest.fixture(autouse=True)
def _say_nothing_of_refusals(caplog: Any) -> None:
    """Each of thousands of refusals is logged: what a failing walk says should be seen."""
    for name in ("django.request", "lms.editor_gate"):
        caplog.set_level("CRITICAL", logger=name)


@pytest.fixture
def visit(world: World, db: None) -> Any:
    """`visit("trainer")` is that person's browser."""
    return lambda role: Visitor(world.people[role])
