"""One prepared database for all chaos tests, and a copy of it with a server for each."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.databases import copy_migrated_database
from tests.chaos.server import Server
from tests.chaos.variants import HONEST
from tests.chaos.world import World, build_world

StartServer = Callable[..., Server]


@pytest.fixture(scope="session")
def prepared(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> tuple[Path, World]:
    """A database file with its world."""
    database = tmp_path_factory.mktemp("chaos") / "pijar.sqlite3"
    with django_db_blocker.unblock():
        copy_migrated_database(database)
    return database, build_world(database)


@pytest.fixture
def world(prepared: tuple[Path, World], db: None) -> World:
    """`db`, because pytest-django makes no database where no test asks for one."""
    return prepared[1]


@pytest.fixture
def start_server(prepared: tuple[Path, World], tmp_path: Path) -> Iterator[StartServer]:
    """`start_server(variant, ...)`: a running server with a database of its own. `query` is what
    follows the database's address; the rest is as `Server` takes it."""
    with ExitStack() as stack:

        def start(variant: str = HONEST, *, query: str = "", **options: Any) -> Server:
            database = tmp_path / "data" / "pijar.sqlite3"
            database.parent.mkdir()
            shutil.copyfile(prepared[0], database)
            url = f"sqlite:///{database}{query}"
            return stack.enter_context(Server(database, variant=variant, url=url, **options))

        yield start


@pytest.fixture
def chance() -> random.Random:
    """Seeded, so that a failure can be looked at again: `CHAOS_SEED=1234 pytest tests/chaos`."""
    seed = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(2**32))
    print(f"CHAOS_SEED={seed}")
    return random.Random(seed)
