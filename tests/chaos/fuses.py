"""Points inside `record_events` where a server is sure to die when the test wants it to.

Killing at random hits the few milliseconds around a commit seldom; a fuse hits them every time.
The test lights one by making a file of its name; the worker that gets there first dies of it.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: In the order in which an answer passes them; the commit lies between the second and the third.
EVENTS_WRITTEN, STATES_WRITTEN, COMMITTED, ANNOUNCED = FUSES = (
    "events-written",
    "states-written",
    "committed",
    "announced",
)


def light(folder: Path, name: str) -> None:
    """The next worker that passes this point dies there."""
    (folder / name).touch()


def install(folder: Path) -> None:
    """Put the points around the two steps of the ledger that write and announce."""
    from courses.progress import ledger

    board = ledger._Board
    board.save = _between(folder, EVENTS_WRITTEN, board.save, STATES_WRITTEN)
    ledger._announce = _between(folder, COMMITTED, ledger._announce, ANNOUNCED)


def _between(folder: Path, before: str, step: Callable[..., Any], after: str) -> Callable[..., Any]:
    def guarded(*args: Any) -> Any:
        _burn(folder / before)
        result = step(*args)
        _burn(folder / after)
        return result

    return guarded


def _burn(fuse: Path) -> None:
    try:
        fuse.unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
