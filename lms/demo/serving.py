"""The demo's two processes, a server and a worker for its jobs, ended together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

#: How ever this process is asked to end: by Ctrl-C, by `kill`, or by closing the terminal.
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_LOOK_SECONDS = 0.2
#: A worker that ends by itself is started again, but not as fast as it can fail.
RESTART_SECONDS = 5.0
#: How long a process may take to end when asked; then asked again, then killed.
PATIENCE_SECONDS = 3.0


def serve(server: Sequence[str], worker: Sequence[str], *, tell: Callable[[str], object]) -> int:
    """Run both commands until the server ends or this process is asked to; returns the server's
    exit status, 0 where it was asked to end. Neither outlives this call; `tell` gets a line where
    the worker has to be started again."""
    asked = threading.Event()
    # Under `nohup` a closed terminal is none of our business.
    endings = [one for one in _ENDINGS if signal.getsignal(one) != signal.SIG_IGN]
    before = [(one, signal.signal(one, lambda *_signal: asked.set())) for one in endings]
    running: list[subprocess.Popen[Any]] = []
    try:
        running.append(_start(server))
        running.append(_start(worker))
        return _watch(running, worker, asked=asked, tell=tell)
    finally:
        # From here on a second Ctrl-C changes nothing: it must not leave anything behind.
        _stop(running)
        for one, handler in before:
            signal.signal(one, handler)


def manage(*arguments: str) -> list[str]:
    """`manage.py` with our own interpreter."""
    return [sys.executable, "-m", "django", *arguments]


def _start(command: Sequence[str]) -> subprocess.Popen[Any]:
    # Jobs are left to the worker.
    environment = {**os.environ, "PIJAR_JOB_WORKER": "yes"}
    return subprocess.Popen(command, env=environment)  # noqa: S603 - commands of our own, no shell


def _watch(
    running: list[subprocess.Popen[Any]],
    worker: Sequence[str],
    *,
    asked: threading.Event,
    tell: Callable[[str], object],
) -> int:
    server = running[0]
    while not asked.wait(_LOOK_SECONDS):
        if (status := server.poll()) is not None:
            return status
        if running[1].poll() is not None:
            tell("The worker for jobs has ended; it is started again ...")
            if asked.wait(RESTART_SECONDS):
                break
            running[1] = _start(worker)
    return 0


def _stop(running: Sequence[subprocess.Popen[Any]]) -> None:
    # Asked once, a worker ends after the job at hand, which may take an hour; asked twice, now.
    for stop in (subprocess.Popen.terminate, subprocess.Popen.terminate, subprocess.Popen.kill):
        left = [process for process in running if process.poll() is None]
        for process in left:
            stop(process)
        until = time.monotonic() + PATIENCE_SECONDS
        for process in left:
            _wait(process, until=until)


def _wait(process: subprocess.Popen[Any], *, until: float) -> None:
    try:
        process.wait(timeout=max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        return
