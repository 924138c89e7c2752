"""Broken ledgers, the test of the test: each breaks one promise, and the checker must see it.

`install(HONEST)` leaves the ledger as it is. The others are monkeypatched into a server process
only, by the name in `CHAOS_VARIANT`.
"""

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from courses.activities import contract
from courses.catalog import answers
from courses.progress import ledger
from courses.progress.ledger import Draft, Outcome, Status

HONEST = "honest"
ACKNOWLEDGES_FIRST = "acknowledges-before-commit"
FORGETS_IDS = "no-unique-id"
LAST_WINS = "last-write-wins"
NO_TRANSACTION = "no-transaction"

#: Longer than a test needs to kill the server once it has read the acknowledgement.
_LATE_SECONDS = 30.0
#: Long enough for every thread of a server to have read the states that others are about to write.
_RACE_SECONDS = 0.3


def install(name: str) -> None:
    """Break this process's ledger in the named way."""
    _VARIANTS[name]()


def _acknowledge_before_commit() -> None:
    """Says "accepted" at once and writes later, as a queue in memory would."""
    record = ledger.record_events

    def write_later(drafts: Sequence[Draft]) -> None:
        time.sleep(_LATE_SECONDS)
        record(drafts)

    def acknowledge(drafts: Sequence[Draft]) -> list[Outcome]:
        threading.Thread(target=write_later, args=[drafts], daemon=True).start()
        return [Outcome(draft.id, Status.ACCEPTED) for draft in drafts]

    answers.record_events = acknowledge


def _forget_ids() -> None:
    """Gives each event an id of the server's own, so that one sent twice is another."""
    record = ledger.record_events

    def record_anew(drafts: Sequence[Draft]) -> list[Outcome]:
        outcomes = record([replace(draft, id=uuid.uuid4()) for draft in drafts])
        return [
            replace(outcome, id=draft.id) for draft, outcome in zip(drafts, outcomes, strict=True)
        ]

    answers.record_events = record_anew


def _let_the_last_win() -> None:
    """Writes the state that follows from the last event alone, forgetting those before it."""
    fold = ledger.fold

    def fold_last(kind: str, state: contract.State, event: contract.Event) -> contract.State:
        return fold(kind, contract.FRESH, event)

    ledger.fold = fold_last


def _write_separately() -> None:
    """Commits events and states one after the other, and reads what it decides on before both."""

    @contextmanager
    def atomic(**_options: Any) -> Iterator[None]:
        yield

    read = ledger._Board.__init__

    def read_slowly(self: Any, drafts: Sequence[Draft]) -> None:
        read(self, drafts)
        time.sleep(_RACE_SECONDS)

    ledger.transaction = SimpleNamespace(atomic=atomic)
    ledger._Board.__init__ = read_slowly


def _leave_alone() -> None:
    pass


_VARIANTS: dict[str, Callable[[], None]] = {
    HONEST: _leave_alone,
    ACKNOWLEDGES_FIRST: _acknowledge_before_commit,
    FORGETS_IDS: _forget_ids,
    LAST_WINS: _let_the_last_win,
    NO_TRANSACTION: _write_separately,
}
