"""A real server on 127.0.0.1 that can be killed: Gunicorn with two workers of four threads."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.chaos import fuses
from tests.chaos.variants import HONEST
from tests.chaos.world import ROOT, environment

_START_SECONDS = 30.0


class Server:
    """Starts, dies and starts again on the same database and port. A context manager."""

    def __init__(
        self, database: Path, *, variant: str = HONEST, url: str = "", command: Sequence[str] = ()
    ) -> None:
        """`url`: an address in place of the file's; `command`: what starts the server's own."""
        self.database = database
        self._url = url or f"sqlite:///{database}"
        self._command = command
        self.port = _find_free_port()
        self._variant = variant
        # Beside the folder of the database, which a test may take away.
        self._folder = database.parent.parent
        self._fuses = self._folder / "fuses"
        self._workers = self._folder / "workers"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        self._fuses.mkdir()
        self._workers.mkdir()
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    @property
    def log(self) -> Path:
        return self._folder / "server.log"

    def start(self) -> None:
        """Returns once it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own server
                [
                    *self._command,
                    *(sys.executable, "-m", "gunicorn", "--config", "python:tests.chaos.serving"),
                    *("--bind", f"127.0.0.1:{self.port}", "tests.chaos.serving:application"),
                ],
                cwd=ROOT,
                env=environment(
                    self.database,
                    DATABASE_URL=self._url,
                    CHAOS_VARIANT=self._variant,
                    CHAOS_FUSES=str(self._fuses),
                    CHAOS_WORKERS=str(self._workers),
                ),
                stdout=log,
                stderr=log,
                # A group of its own, so that all of it can be killed at one blow.
                start_new_session=True,
            )
        self._wait_until_it_answers()

    def light_fuse(self, name: str) -> None:
        """The worker that next comes to this point of `record_events` dies there."""
        fuses.light(self._fuses, name)

    def kill_worker(self, chosen: float) -> None:
        """SIGKILL one worker, `chosen` from 0 to 1; the master forks another."""
        workers = self.pids
        if workers:
            os.kill(workers[int(chosen * len(workers))], signal.SIGKILL)

    def kill(self) -> None:
        """SIGKILL everything at once; the port refuses until `start`.

        What the system had taken to write survives that. A power cut would try more: it is why
        the database is opened with `synchronous=FULL`.
        """
        assert self._process
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            # A worker that is still dying would take the next connection with it.
            end = time.monotonic() + _START_SECONDS
            while self._accepts() and time.monotonic() < end:
                time.sleep(0.01)
        for pid in self._told_workers():
            (self._workers / str(pid)).unlink()

    @property
    def pids(self) -> list[int]:
        """The processes that answer."""
        return [pid for pid in self._told_workers() if self._is_ours(pid)]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A management command on the server's database."""
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment(self.database, DATABASE_URL=self._url),
            capture_output=True,
            text=True,
            timeout=60,
        )

    def _told_workers(self) -> list[int]:
        return sorted(int(file.name) for file in self._workers.iterdir())

    def _is_ours(self, pid: int) -> bool:
        """A worker that has died may have left its number to a process of somebody else."""
        assert self._process
        try:
            return os.getpgid(pid) == self._process.pid
        except ProcessLookupError:
            return False

    def _accepts(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False

    def _wait_until_it_answers(self) -> None:
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            assert self._process
            if self._process.poll() is not None:
                break
            if self._accepts():
                return
            time.sleep(0.02)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")


def _find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
