"""Which episode of a feed is which of those we keep, though ids miss, double or change."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Generic, Protocol, TypeVar


class Known(Protocol):
    """What an episode can be recognised by, whether it was just read or is kept."""

    @property
    def guid(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...


R = TypeVar("R", bound=Known)
K = TypeVar("K", bound=Known)
E = TypeVar("E", bound=Known)


@dataclass(frozen=True)
class Matches(Generic[R, K]):
    """`pairs`: read and kept; `new`: read only; `missing`: kept only. Each once."""

    pairs: list[tuple[R, K]]
    new: list[R]
    missing: list[K]


def make_identity(episode: Known) -> str:
    """A name of 64 hex digits for an episode that is new; the caller keeps it from then on."""
    return sha256(repr(_everything(episode)).encode()).hexdigest()


def match(read: Sequence[R], kept: Sequence[K]) -> Matches[R, K]:
    """Pair what was read with what is kept, the surest signs first.

    A sign counts only where one episode on each side bears it, so a doubled guid joins nothing.
    Episodes read twice with all signs alike are taken once.
    """
    new = list({_everything(episode): episode for episode in read}.values())
    missing = list(kept)
    pairs: list[tuple[R, K]] = []
    signs: tuple[Callable[[Known], Hashable | None], ...] = (
        _everything, _guid_and_url, _guid, _url, _title_and_date,
    )  # fmt: skip
    for sign in signs:
        ours = _bearers(missing, sign, among=kept)
        theirs = _bearers(new, sign, among=new + [one for one, _ in pairs])
        found = [
            (theirs[key], ours[key])
            for key in theirs.keys() & ours.keys()
            if sign is not _url or _may_share_url(theirs[key], ours[key])
        ]
        pairs += found
        taken = {id(one) for pair in found for one in pair}
        new = [one for one in new if id(one) not in taken]
        missing = [one for one in missing if id(one) not in taken]
    return Matches(pairs, new, missing)


def _bearers(
    episodes: Sequence[E], sign: Callable[[Known], Hashable | None], *, among: Sequence[E]
) -> dict[Hashable, E]:
    count = Counter(sign(episode) for episode in among)
    keyed = ((sign(episode), episode) for episode in episodes)
    return {key: episode for key, episode in keyed if key is not None and count[key] == 1}


def _may_share_url(read: Known, kept: Known) -> bool:
    # A show that always publishes as latest.mp3 must not overwrite its last episode.
    if not (read.guid and kept.guid) or read.guid == kept.guid:
        return True
    return read.title == kept.title or read.published_at == kept.published_at


def _everything(episode: Known) -> Hashable:
    return (episode.guid, episode.url, episode.title, episode.published_at)


def _guid_and_url(episode: Known) -> Hashable | None:
    return (episode.guid, episode.url) if episode.guid and episode.url else None


def _guid(episode: Known) -> Hashable | None:
    return episode.guid or None


def _url(episode: Known) -> Hashable | None:
    return episode.url or None


def _title_and_date(episode: Known) -> Hashable | None:
    return (episode.title, episode.published_at) if episode.title and episode.published_at else None
