"""Every row of the test database, kept and put back."""

from dataclasses import dataclass
from typing import Any, Self

from django.db import connection, transaction


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of all tables that models have; a table fed by database triggers is left out."""

    tables: dict[str, tuple[list[str], list[tuple[Any, ...]]]]

    @classmethod
    def of_the_database(cls) -> Self:
        tables = {}
        with connection.cursor() as cursor:
            for table in connection.introspection.django_table_names(only_existing=True):
                # SQLite's full-text tables follow the table that they index.
                if table.endswith("_fts"):
                    continue
                cursor.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608 - our own tables
                if rows := cursor.fetchall():
                    tables[table] = ([column[0] for column in cursor.description], rows)
        return cls(tables)

    def put_back(self) -> None:
        """Into an empty database. Keys stay what they were, so caches of them stay right."""
        with (
            connection.constraint_checks_disabled(),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            for table, (columns, rows) in self.tables.items():
                names = ", ".join(map(_quoted, columns))
                places = ", ".join(["%s"] * len(columns))
                cursor.executemany(
                    f"INSERT INTO {_quoted(table)} ({names}) VALUES ({places})",  # noqa: S608
                    rows,
                )


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
