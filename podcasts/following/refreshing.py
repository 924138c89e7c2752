"""Asking followed feeds for what is new: one, or all whose time has come."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from podcasts.following.courtesy import Courtesy, get_host, interleave
from podcasts.following.fetching import Fetched, Policy, fetch
from podcasts.following.problems import FetchProblem, Problem
from podcasts.following.reading import read_feed
from podcasts.following.schedule import next_fetch
from podcasts.following.updating import Changes, Prepared, prepare_feed, update_feed
from podcasts.following.values import MOST_EPISODES
from podcasts.models.feeds import LONGEST_ADDRESS, FollowedFeed

#: So often a new address must have been said in a row, and have answered, before it is believed.
MOVES = 3
#: For so long a feed belongs to the worker that took it; one that died lets it go by this.
CLAIM = timedelta(minutes=5)
#: What asking writes. Not the state: somebody may pause the feed while it is being asked.
_ASKED = (
    "url", "etag", "last_modified", "content_hash", "last_tried_at", "last_success_at",
    "next_fetch_at", "claimed_until", "failures", "problem", "detail", "moved_to", "moved_count",
)  # fmt: skip
#: What says of the host, not of the one feed, that it should be left in peace.
_OF_THE_HOST = {
    Problem.TIMEOUT, Problem.UNREACHABLE, Problem.NAME_NOT_FOUND, Problem.RATE_LIMITED,
    Problem.INSECURE,
}  # fmt: skip


class Outcome(StrEnum):
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    GONE = "gone"
    BUSY = "busy"  # somebody else has it in hand, or it is followed no more
    PUT_OFF = "put off"  # its host had just failed


@dataclass(frozen=True)
class Refreshed:
    """What became of asking one feed."""

    feed: FollowedFeed
    outcome: Outcome
    changes: Changes = field(default_factory=Changes)


def make_policy() -> Policy:
    """The bounds of a fetch, signed so that whoever is asked knows who asks."""
    return Policy(user_agent=f"Pijar (podcast reader; +{settings.WAGTAILADMIN_BASE_URL})")


def refresh(feed_pk: int, *, policy: Policy | None = None) -> Refreshed:
    """Ask a feed now, whenever its time is, and keep what it says. Raises nothing for a bad feed:
    what went wrong stands in its `problem`. Raises FollowedFeed.DoesNotExist."""
    now = timezone.now()
    claimed = (
        _claimable(now).filter(pk=feed_pk).update(claimed_until=now + CLAIM, last_tried_at=now)
    )
    feed = FollowedFeed.objects.get(pk=feed_pk)
    if not claimed:
        return Refreshed(feed, Outcome.BUSY)
    try:
        fetched = fetch(
            feed.url,
            etag=feed.etag,
            last_modified=feed.last_modified,
            policy=policy or make_policy(),
        )
        prepared = _read_if_new(feed, fetched)
    except FetchProblem as problem:
        return Refreshed(feed, _note_failure(feed, problem))
    changes = keep(feed, fetched, prepared)
    outcome = Outcome.UNCHANGED if changes == Changes() else Outcome.UPDATED
    return Refreshed(feed, outcome, changes)


def refresh_due(
    feeds: Iterable[FollowedFeed] | None = None,
    *,
    policy: Policy | None = None,
    courtesy: Courtesy | None = None,
) -> Iterator[Refreshed]:
    """Ask the feeds whose time has come (or these), one after the other, hosts taking turns.

    A host is left a moment between two of its feeds, and its others are put off once it fails.
    """
    courtesy = courtesy or Courtesy()
    failing: set[str] = set()
    for feed in interleave(due_feeds() if feeds is None else feeds):
        host = get_host(feed.url)
        if host in failing:
            yield Refreshed(feed, Outcome.PUT_OFF)
            continue
        courtesy.wait_for(host)
        done = refresh(feed.pk, policy=policy)
        if done.outcome is Outcome.FAILED and done.feed.problem in _OF_THE_HOST:
            failing.add(host)
        yield done


def due_feeds() -> QuerySet[FollowedFeed]:
    """Those to be asked now, the longest overdue first."""
    now = timezone.now()
    return (
        _claimable(now)
        .filter(Q(next_fetch_at=None) | Q(next_fetch_at__lte=now))
        .order_by(F("next_fetch_at").asc(nulls_first=True), "pk")
    )


@transaction.atomic
def keep(feed: FollowedFeed, fetched: Fetched, prepared: Prepared | None) -> Changes:
    """Keep what a feed that answered says, all of it or nothing; `prepared` is None where it is
    what we have already. `feed` was saved before."""
    changes = Changes()
    if prepared is not None:
        changes = update_feed(feed, prepared)
        # Only a part of it could be read: the whole may come next time, so it is asked for anew.
        whole = prepared.warning != Problem.CUT_SHORT
        feed.content_hash = fetched.digest if whole else ""
        feed.etag = fetched.etag if whole else ""
        feed.last_modified = fetched.last_modified if whole else ""
        feed.problem = prepared.warning
        feed.detail = str(MOST_EPISODES) if prepared.warning == Problem.TOO_MANY_EPISODES else ""
    elif feed.failures:
        feed.problem = feed.detail = ""
    _note_move(feed, fetched.permanent_url)
    now = timezone.now()
    feed.failures = 0
    feed.last_tried_at = feed.last_success_at = now
    feed.next_fetch_at = next_fetch(now, failures=0)
    feed.claimed_until = None
    feed.save(update_fields=_ASKED)
    return changes


def _read_if_new(feed: FollowedFeed, fetched: Fetched) -> Prepared | None:
    # Not within a transaction: a worker reads and cleans, for up to a minute.
    if fetched.status == 304 or fetched.digest == feed.content_hash:
        return None
    read = read_feed(fetched.content, content_type=fetched.content_type, url=fetched.url)
    return prepare_feed(read)


def _claimable(now: datetime) -> QuerySet[FollowedFeed]:
    return FollowedFeed.objects.filter(state=FollowedFeed.State.ACTIVE).filter(
        Q(claimed_until=None) | Q(claimed_until__lte=now)
    )


def _note_move(feed: FollowedFeed, new_url: str | None) -> None:
    if new_url is None or new_url == feed.url or len(new_url) > LONGEST_ADDRESS:
        feed.moved_to, feed.moved_count = "", 0
        return
    feed.moved_count = feed.moved_count + 1 if feed.moved_to == new_url else 1
    feed.moved_to = new_url
    # Where the new address is followed already, this one stays as it is: two can't become one.
    if feed.moved_count >= MOVES and not FollowedFeed.objects.filter(url=new_url).exists():
        feed.url, feed.moved_to, feed.moved_count = new_url, "", 0


def _note_failure(feed: FollowedFeed, problem: FetchProblem) -> Outcome:
    now = timezone.now()
    written: Sequence[str] = _ASKED
    feed.problem, feed.detail = problem.code, problem.detail
    feed.failures += 1
    feed.claimed_until = None
    if problem.code is Problem.GONE:
        feed.state, feed.next_fetch_at = FollowedFeed.State.GONE, None
        written = [*_ASKED, "state"]
        outcome = Outcome.GONE
    else:
        feed.next_fetch_at = next_fetch(
            now, failures=feed.failures, retry_after=problem.retry_after
        )
        outcome = Outcome.FAILED
    feed.save(update_fields=written)
    return outcome
