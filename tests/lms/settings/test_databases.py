"""Whatever the address says, an acknowledged answer is on the disk."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from lms.settings.databases import database
from lms.settings.environment import Environment
from tests.lms.settings.installation import production

IN_FORCE = """
import sqlite3
from django.db import connection, transaction

def pragma(name):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]

answer = {name: pragma(name) for name in (
    "journal_mode", "synchronous", "foreign_keys", "busy_timeout"
)}
with transaction.atomic():
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        answer["second writer"] = str(error)
    other.close()
"""


def parse(url: str, embedded: Path = Path("unused")) -> dict[str, Any]:
    env = Environment({"DATABASE_URL": url})
    config = database(env, embedded=embedded)
    env.check()
    return config


@pytest.mark.parametrize(
    ("query", "seconds"),
    [
        ("", 5),
        ("?timeout=20&init_command=PRAGMA+synchronous=OFF&transaction_mode=DEFERRED", 20),
    ],
)
def test_sqlite_is_as_safe_as_it_can_be(tmp_path: Path, query: str, seconds: int) -> None:
    url = f"sqlite:///{tmp_path}/answers.sqlite3{query}"
    assert production(tmp_path).evaluate(IN_FORCE, DATABASE_URL=url) == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": seconds * 1000,
        "second writer": "database is locked",
    }


def test_without_an_address_a_file_of_our_own_is_used(tmp_path: Path) -> None:
    embedded = tmp_path / "var" / "pijar.sqlite3"
    config = parse("", embedded)
    assert config["ENGINE"] == "django.db.backends.sqlite3"
    assert config["NAME"] == str(embedded)
    assert embedded.parent.is_dir()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match=r"PIJAR_VAR_DIR must be a folder .*/file/var"):
        parse("", tmp_path / "file" / "var" / "pijar.sqlite3")


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", "-c lock_timeout=5s -c synchronous_commit=on"),
        (
            "?currentSchema=pijar",
            "-c lock_timeout=5s -c search_path=pijar -c synchronous_commit=on",
        ),
        (
            "?options=-c%20synchronous_commit=off",
            "-c lock_timeout=5s -c synchronous_commit=off -c synchronous_commit=on",
        ),
    ],
)
def test_postgresql_waits_for_the_disk(query: str, options: str) -> None:
    config = parse(f"postgres://siti:r%40hasia@db.example.org:5433/pijar{query}")
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["USER"], config["PASSWORD"]) == ("siti", "r@hasia")
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("db.example.org", 5433, "pijar")
    # Where options repeat, the last one counts.
    assert config["OPTIONS"]["options"] == options
    assert config["OPTIONS"]["connect_timeout"] == 5


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_postgresql_waits_even_where_its_database_says_not_to() -> None:
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    another = connection.copy()
    try:
        with another.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
    finally:
        another.close()
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} RESET synchronous_commit")


@pytest.mark.parametrize(
    "url",
    [
        "postgres://siti:rahasia@host:nomor/pijar",
        "postgres://siti:rahasia@host:5432/",
        "postgres://siti:raha[sia@host/pijar",
        "mysql://siti:rahasia@host/pijar",
        "host=db password=rahasia",
        "pijar.sqlite3",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL cannot be read") as caught:
        parse(url)
    assert "rahasia" not in str(caught.value)
