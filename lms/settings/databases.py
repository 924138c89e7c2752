"""The database: embedded SQLite tuned not to lose an answer, or PostgreSQL by address."""

from pathlib import Path
from typing import Any

import dj_database_url

# An acknowledged answer must survive a killed server: the write-ahead log is synced at every
# commit, and writers queue for the lock at BEGIN instead of failing half-way.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"
        "PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-16000;"
    ),
}


def database(url: str, *, embedded: Path) -> dict[str, Any]:
    """The `default` of DATABASES for a `DATABASE_URL`, or for the file `embedded` if empty."""
    if not url:
        embedded.parent.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{embedded}"
    config = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
    else:
        # Acknowledge after the commit has reached the disk, whatever the server's default is.
        config["OPTIONS"] = {"options": "-c synchronous_commit=on", **config.get("OPTIONS", {})}
    return config
