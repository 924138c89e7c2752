"""A database file that needs no migrating."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection


def copy_migrated_database(file: Path) -> None:
    """Where the tests run on SQLite, their own database is migrated already: a copy of it saves
    doing so again. Elsewhere there is nothing to copy, and whoever fills the file migrates it."""
    if connection.vendor != "sqlite":
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
