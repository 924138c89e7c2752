"""A PostgreSQL of our own, to be stopped and started: the tests' own server is not ours to stop."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda at: int(at.parent.name))


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server with one database, which holds what the tests' own does."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._control("start", "-w", "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        """Whoever is connected is sent away."""
        self._control("stop", "-m", "fast")

    def execute(self, statement: str) -> Any:
        """The first value of the first row, if there is one."""
        with psycopg.connect(self.url, autocommit=True) as one:
            cursor = one.execute(statement.encode())
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None

    def _control(self, *arguments: str) -> None:
        _run("pg_ctl", "-D", str(self.folder / "data"), "-s", *arguments)


@contextmanager
def run_cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="pijar-postgresql-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        _run(
            "initdb",
            "-D",
            str(folder / "data"),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-N",
            "-E",
            "UTF8",
        )
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        cluster = Cluster(folder, port)
        cluster.start()
        try:
            _copy_test_database(cluster)
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder)


def _copy_test_database(cluster: Cluster) -> None:
    """It is migrated already, which takes half a minute."""
    ours = connection.settings_dict
    environment = {
        "PATH": os.environ["PATH"],
        "PGHOST": str(ours["HOST"]),
        "PGPORT": str(ours["PORT"]),
        "PGUSER": str(ours["USER"]),
        "PGPASSWORD": str(ours["PASSWORD"]),
    }
    dump = subprocess.run(  # noqa: S603 - PostgreSQL's own
        [_BINARIES[-1] / "pg_dump", "--no-owner", "--no-privileges", str(ours["NAME"])],
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        check=True,
    )
    subprocess.run(  # noqa: S603 - PostgreSQL's own
        [_BINARIES[-1] / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", cluster.url],
        input=dump.stdout,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _run(name: str, *arguments: str) -> None:
    """PostgreSQL refuses to run as root."""
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(  # noqa: S603 - PostgreSQL's own
        [*as_postgres, str(_BINARIES[-1] / name), *arguments],
        cwd="/",
        check=True,
        stdout=subprocess.DEVNULL,
    )
