from datetime import UTC, datetime, timedelta

from podcasts.following.schedule import EVERY, LONGEST, next_fetch

NOW = datetime(2026, 1, 5, tzinfo=UTC)


def wait(failures: int, *, drawn: float = 0.0, retry_after: int | None = None) -> timedelta:
    at = next_fetch(NOW, failures=failures, retry_after=retry_after, draw=lambda: drawn)
    return at - NOW


def test_waits_double_up_to_a_day() -> None:
    waits = [wait(failures) for failures in (1, 2, 3)]
    assert waits == [timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=40)]
    assert wait(50) == wait(10**6) == LONGEST


def test_chance_shortens_by_a_quarter_at_most() -> None:
    assert wait(0) == EVERY
    assert wait(0, drawn=1.0) == EVERY * 0.75


def test_a_server_may_ask_for_longer_but_not_shorter_and_not_for_ever() -> None:
    assert wait(1, retry_after=7200) == timedelta(hours=2)
    assert wait(1, retry_after=1) == timedelta(minutes=10)
    assert wait(1, retry_after=10**12) == LONGEST
