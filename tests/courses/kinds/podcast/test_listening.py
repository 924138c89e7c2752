"""The union of what was heard, and how events fold into it."""

import uuid
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import pairwise
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from courses.activities.contract import FRESH, BadPayload, Event, State
from courses.kinds.podcast.listening import (
    count_tenths,
    fold_listening,
    join_intervals,
    read_intervals,
    read_time,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
intervals = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 90)).map(lambda one: (one[0], sum(one))),
    max_size=12,
)


def event(number: int, *, after: timedelta = timedelta(), **detail: Any) -> Event:
    return Event(uuid.UUID(int=number), "listened", {}, None, detail, START + after)


def fold(*events: Event) -> State:
    return reduce(fold_listening, events, FRESH)


@given(intervals, intervals, intervals)
def test_joining_is_associative_commutative_and_idempotent(one: Any, two: Any, three: Any) -> None:
    whole = join_intervals([*one, *two, *three])
    assert join_intervals([*join_intervals([*one, *two]), *three]) == whole
    assert join_intervals([*one, *join_intervals([*two, *three])]) == whole
    assert join_intervals([*three, *two, *one]) == whole
    assert join_intervals([*whole, *whole, *two]) == whole


@given(intervals)
def test_what_is_joined_is_all_that_was_heard_and_only_small_gaps_more(one: Any) -> None:
    heard = {tenth for start, end in one for tenth in range(start, end)}
    joined = join_intervals(one)
    covered = {tenth for start, end in joined for tenth in range(start, end)}
    assert heard <= covered
    assert len(covered) == count_tenths(joined)
    assert all(after[0] - before[1] > 10 for before, after in pairwise(joined))
    # What was added lies within a second of what was heard, on both sides.
    for tenth in covered - heard:
        assert heard & set(range(tenth - 10, tenth))
        assert heard & set(range(tenth + 1, tenth + 11))


def test_hearing_the_same_part_again_adds_nothing_and_another_part_does() -> None:
    first = event(1, heard=[[0, 40]], needed=80)
    again = event(2, heard=[[0, 40]], needed=80)
    rest = event(3, heard=[[39.5, 81]], needed=80)
    assert fold(first, again).fraction == 0.5
    assert not fold(first, again).completed
    assert fold(rest, again, first).completed
    assert fold(first, rest).detail["heard"] == [[0, 81]]


def test_skipping_to_the_end_does_not_count() -> None:
    state = fold(event(1, heard=[[0, 2], [98, 100]], needed=80, position=100))
    assert state.fraction == 0.05
    assert not state.completed


def test_the_position_is_that_of_the_latest_whatever_the_order() -> None:
    early = event(9, heard=[[0, 50]], needed=80, position=50)
    late = event(1, after=timedelta(microseconds=1), heard=[], needed=80, position=10)
    for order in ((early, late), (late, early), (late, early, late)):
        assert fold(*order).detail["position"] == 10
        assert fold(*order).detail["heard"] == [[0, 50]]


def test_at_the_same_moment_the_id_decides() -> None:
    one, other = event(1, heard=[], position=1.0), event(2, heard=[], position=2.0)
    assert fold(one, other).detail["position"] == fold(other, one).detail["position"] == 2.0


def test_a_share_that_was_raised_later_takes_nothing_back() -> None:
    before, after = event(1, heard=[[0, 50]], needed=50), event(2, heard=[], needed=100)
    assert fold(before, after).completed
    assert fold(after, before).completed


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {},
        "0-5",
        [[0, 5, 6]],
        [[0]],
        [["0", "5"]],
        [[True, 5]],
        [[5, 0]],
        [[-1, 5]],
        [[0, 106]],
        [[0, float("nan")]],
        [[0, float("inf")]],
        [[0, 1]] * 201,
    ],
)
def test_intervals_that_cannot_be_are_refused_with_a_sentence(sent: Any) -> None:
    with translation.override("en"), pytest.raises(BadPayload) as caught:
        read_intervals(sent, seconds=100)
    assert str(caught.value.sentence).endswith(".")


def test_what_runs_over_the_end_is_cut_there() -> None:
    assert read_intervals([[95, 103.2], [101, 104]], seconds=100) == ((950, 1000),)
    assert read_intervals([[0.04, 5.06], [7, 7]], seconds=100) == ((0, 51),)


def test_without_a_known_length_a_day_is_the_limit() -> None:
    assert read_time(3600.04, seconds=0) == 36_000
    with pytest.raises(BadPayload):
        read_time(90_000, seconds=0)
