from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from podcasts.following.identity import make_identity, match

DAY = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Episode:
    guid: str = ""
    url: str = ""
    title: str = ""
    published_at: datetime | None = None


EPISODES = st.lists(
    st.builds(
        Episode,
        guid=st.sampled_from(["", "g1", "g2"]),
        url=st.sampled_from(["https://a/1", "https://a/2"]),
        title=st.sampled_from(["x", "y"]),
        published_at=st.sampled_from([None, DAY, DAY + timedelta(days=1)]),
    ),
    max_size=8,
)


@given(EPISODES)
def test_the_same_feed_again_changes_nothing(read: list[Episode]) -> None:
    kept = match(read, []).new
    again = match(read, kept)
    assert (again.new, again.missing) == ([], [])
    assert len({make_identity(one) for one in kept}) == len(kept)


@given(EPISODES, EPISODES)
def test_every_episode_is_in_one_place(read: list[Episode], before: list[Episode]) -> None:
    kept = match(before, []).new
    found = match(read, kept)
    assert {one for one, _ in found.pairs} | set(found.new) == set(read)
    assert len(found.pairs) + len(found.new) == len(set(read))
    assert len(found.pairs) + len(found.missing) == len(kept)


ONE = Episode("g1", "https://a/1", "x", DAY)


def test_each_sign_carries_an_edit() -> None:
    for edited in (
        replace(ONE, title="new", url="https://cdn/1", published_at=None),
        replace(ONE, guid="other"),
        replace(ONE, guid="", url="https://cdn/1"),
    ):
        assert match([edited], [ONE]).pairs == [(edited, ONE)]


def test_doubled_guids_are_told_apart_and_a_reused_address_is_not_an_edit() -> None:
    two = replace(ONE, url="https://a/2", title="y")
    assert match([two, ONE], [ONE]).new == [two]
    later = Episode("g2", ONE.url, "y", DAY + timedelta(days=7))
    assert match([later], [ONE]).new == [later]
