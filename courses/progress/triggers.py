"""Database triggers that keep the events append-only, on SQLite and PostgreSQL."""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "progress_event"
REFUSAL = "progress_event is append-only: events are never changed or deleted"

_SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_refuse_{verb.lower()} BEFORE {verb} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
]
_POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE OR REPLACE TRIGGER {TABLE}_refuse BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()
    """,
]
_INSTALL = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}
_REMOVE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {TABLE}_refuse_{verb}" for verb in ("update", "delete")],
    "postgresql": [f"DROP TRIGGER IF EXISTS {TABLE}_refuse ON {TABLE}"],
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers; again is harmless."""
    _execute(connection, _INSTALL)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, for whoever has to empty a test database."""
    _execute(connection, _REMOVE)


def install_after_migrate(using: str, **kwargs: Any) -> None:
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        install(connection)


def _execute(connection: BaseDatabaseWrapper, statements: dict[str, list[str]]) -> None:
    if connection.vendor not in statements:
        raise NotImplementedError(
            f"The ledger needs SQLite or PostgreSQL; this database is {connection.vendor}."
        )
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
