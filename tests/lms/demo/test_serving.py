"""`make run` is a server with a worker for its jobs, and nothing of it stays behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lms.demo import serving
from lms.demo.management.commands import run_demo
from lms.demo.serving import serve

ROOT = Path(__file__).resolve().parents[3]

#: Writes its process id and its setting down, and then lives; `stubborn` says what ends it.
CHILD = """
import os, pathlib, signal, sys, time
name, folder, stubborn = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
asked = 0
def ask(number, frame):
    global asked
    asked += 1
    if asked > stubborn:
        sys.exit(0)
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, ask)
made = folder / (name + ".new")
made.write_text(f"{os.getpid()} {os.environ.get('PIJAR_JOB_WORKER')}")
made.rename(folder / name)
while True:
    time.sleep(0.05)
"""
# What runs in the background, as a build may, was started with Ctrl-C ignored.
PARENT = """
import signal, sys
from pathlib import Path
from lms.demo import serving
for number in (signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
serving.PATIENCE_SECONDS = 0.5
child, folder, stubborn = sys.argv[1:]
def command(name):
    return [sys.executable, "-c", child, name, folder, stubborn]
sys.exit(serving.serve(command("server"), command("worker"), tell=print))
"""


def wait_for(found: Callable[[], Any], *, seconds: float = 30) -> Any:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if value := found():
            return value
        time.sleep(0.02)
    raise AssertionError("It never came.")


def is_alive(pid: int) -> bool:
    """A process that ended but that nobody has waited for yet is not alive."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


def read_note(folder: Path, name: str) -> tuple[int, str]:
    wait_for((folder / name).exists)
    pid, setting = (folder / name).read_text().split()
    return int(pid), setting


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[[int], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start(stubborn: int) -> subprocess.Popen[bytes]:
        arguments = (textwrap.dedent(CHILD), str(tmp_path), str(stubborn))
        parent = subprocess.Popen([sys.executable, "-c", PARENT, *arguments], cwd=ROOT)  # noqa: S603
        started.append(parent)
        return parent

    yield start
    for parent in started:
        parent.kill()
        parent.wait()
    for name in ("server", "worker"):
        if (tmp_path / name).exists() and is_alive(pid := read_note(tmp_path, name)[0]):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("stubborn", [0, 1, 99], ids=["at-once", "asked-twice", "killed"])
def test_whoever_ends_it_ends_both(
    begin: Callable[[int], subprocess.Popen[bytes]],
    tmp_path: Path,
    ending: signal.Signals,
    stubborn: int,
) -> None:
    parent = begin(stubborn)
    children = [read_note(tmp_path, name)[0] for name in ("server", "worker")]
    assert all(map(is_alive, children))
    parent.send_signal(ending)
    assert parent.wait(timeout=20) == 0
    assert not any(map(is_alive, children))


def test_jobs_are_left_to_the_worker(
    begin: Callable[[int], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    begin(0)
    assert {read_note(tmp_path, name)[1] for name in ("server", "worker")} == {"yes"}


def test_a_server_that_fails_takes_the_worker_along(
    begin: Callable[[int], subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    parent = begin(0)
    server, worker = (read_note(tmp_path, name)[0] for name in ("server", "worker"))
    os.kill(server, signal.SIGKILL)
    assert parent.wait(timeout=20) != 0
    assert not is_alive(worker)


def test_a_worker_that_fails_is_started_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(serving, "RESTART_SECONDS", 0.01)
    count = tmp_path / "count"
    worker = [sys.executable, "-c", f"open({str(count)!r}, 'a').write('x')"]
    server = f"import os, time\nwhile not os.path.exists({str(count)!r}) or "
    server += f"os.path.getsize({str(count)!r}) < 2: time.sleep(0.05)"
    told: list[str] = []
    assert serve([sys.executable, "-c", server], worker, tell=told.append) == 0
    assert len(count.read_text()) >= 2
    assert told


@pytest.mark.django_db
def test_the_demo_serves_with_a_worker(
    settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PIJAR_DEMO = True
    commands: list[list[str]] = []

    def note(server: list[str], worker: list[str], **how: Any) -> int:
        commands.extend([server, worker])
        return 0

    monkeypatch.setattr(run_demo, "serve", note)
    monkeypatch.setattr(run_demo, "call_command", lambda *args, **how: None)
    monkeypatch.setattr(run_demo.connections, "close_all", lambda: None)
    monkeypatch.setattr(run_demo, "refuse_taken_port", lambda port: None)
    run_demo.Command().handle(port=8123)
    server, worker = commands
    assert server[1:4] == ["-m", "gunicorn", "lms.wsgi:application"]
    assert "127.0.0.1:8123" in server
    assert worker[1:4] == ["-m", "django", "db_worker"]


@pytest.mark.parametrize(
    ("switch", "backend"),
    [("yes", "django_tasks_db.DatabaseBackend"), ("no", "ImmediateBackend")],
)
def test_only_with_a_worker_does_anything_wait_for_one(
    switch: str, backend: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from lms.settings import dev; print(dev.TASKS['default']['BACKEND'])",
        ],
        cwd=ROOT,
        env={**os.environ, "PIJAR_JOB_WORKER": switch, "PIJAR_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip().endswith(backend)
