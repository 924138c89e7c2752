"""The database: embedded SQLite tuned not to lose an answer, or PostgreSQL by address."""

from pathlib import Path
from typing import Any

import dj_database_url

from lms.settings.environment import Environment

# An acknowledged answer must survive a killed server: the write-ahead log is synced at every
# commit, and writers queue for the lock at BEGIN instead of failing half-way. No address can
# change these.
SQLITE_SAFETY = {
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"
        "PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-16000;"
    ),
}
# A participant's phone waits, and a thread with it: then 503 asks to try again.
SECONDS_TO_WAIT_FOR_A_LOCK = 5
# Acknowledge after the commit has reached the disk, whatever the server's default is.
POSTGRESQL_SAFETY = "-c synchronous_commit=on"
SECONDS_TO_CONNECT = 5


def database(env: Environment, *, embedded: Path) -> dict[str, Any]:
    """The `default` of DATABASES by `DATABASE_URL`; the SQLite file `embedded` if it is not set."""
    url = env.text("DATABASE_URL")
    if not url:
        try:
            embedded.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            env.refuse(
                f"PIJAR_VAR_DIR must be a folder that can be written to, but {embedded.parent} "
                f"is not ({error.strerror})"
            )
        url = f"sqlite:///{embedded}"
    try:
        config: dict[str, Any] = {
            **dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
        }
    except ValueError:
        config = {"ENGINE": "", "NAME": ""}
    # An address holds a password: it is described, never shown.
    match config["ENGINE"], config["NAME"]:
        case "django.db.backends.sqlite3", name if name:
            config["OPTIONS"] = {
                "timeout": SECONDS_TO_WAIT_FOR_A_LOCK,
                **config.get("OPTIONS", {}),
                **SQLITE_SAFETY,
            }
        case "django.db.backends.postgresql", name if name:
            options = config.get("OPTIONS", {})
            config["OPTIONS"] = {
                "connect_timeout": SECONDS_TO_CONNECT,
                **options,
                "options": " ".join(
                    [
                        f"-c lock_timeout={SECONDS_TO_WAIT_FOR_A_LOCK}s",
                        *filter(None, [options.get("options")]),
                        POSTGRESQL_SAFETY,
                    ]
                ),
            }
        case _:
            env.refuse(
                "DATABASE_URL cannot be read: it must look like "
                "postgres://user:password@host:5432/pijar or sqlite:////srv/pijar/pijar.sqlite3, "
                "with special characters in the password written as %40 and so on"
            )
            return {}
    return config
