"""Looking at a feed before it is followed, following it, and what may be done with it then."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from podcasts.following.discovery import FoundFeed, find_feeds
from podcasts.following.fetching import Fetched, Policy, fetch
from podcasts.following.problems import FetchProblem, Problem
from podcasts.following.reading import read_feed
from podcasts.following.refreshing import keep, make_policy
from podcasts.following.updating import prepare_feed
from podcasts.following.values import ReadFeed
from podcasts.models.feeds import LONGEST_ADDRESS, FollowedFeed


@dataclass(frozen=True)
class Preview:
    """What lies at an address: a feed that was read, or a page and the feeds that it names."""

    url: str
    fetched: Fetched
    feed: ReadFeed | None = None
    choices: Sequence[FoundFeed] = ()


def preview(address: str, *, policy: Policy | None = None) -> Preview:
    """Look at what somebody typed or pasted; a page that names one feed leads to that feed.

    `url` is what would be followed. Raises FetchProblem, also ALREADY_FOLLOWED and NO_FEED_FOUND.
    """
    policy = policy or make_policy()
    address = tidy_address(address)
    found = _look(address, policy)
    if found.feed is None and len(found.choices) == 1:
        found = _look(found.choices[0].url, policy)
    if found.feed is None and not found.choices:
        raise FetchProblem(Problem.NO_FEED_FOUND)
    return found


def follow(address: str, *, by: Any = None, policy: Policy | None = None) -> FollowedFeed:
    """Follow the feed at this address, with its episodes as they are now, or nothing at all.

    Raises FetchProblem; HTML where it is a page with several feeds.
    """
    found = preview(address, policy=policy)
    if found.feed is None:
        raise FetchProblem(Problem.HTML)
    prepared = prepare_feed(found.feed)
    try:
        with transaction.atomic():
            feed = FollowedFeed.objects.create(
                url=found.url, title=found.feed.title or found.url[:300], created_by=by
            )
            keep(feed, found.fetched, prepared)
    except IntegrityError as error:  # somebody else was faster
        raise FetchProblem(Problem.ALREADY_FOLLOWED) from error
    return feed


def pause(feed: FollowedFeed) -> None:
    """Ask it no more until it is resumed; its episodes stay."""
    FollowedFeed.objects.filter(pk=feed.pk).update(state=FollowedFeed.State.PAUSED)


def resume(feed: FollowedFeed) -> None:
    """Ask it again, from now on; also one that had ended."""
    FollowedFeed.objects.filter(pk=feed.pk).update(
        state=FollowedFeed.State.ACTIVE, next_fetch_at=timezone.now(), failures=0
    )


def tidy_address(address: str) -> str:
    """As people paste it: with blanks around, without https, or as podcast apps write it."""
    address = address.strip()
    scheme, separator, rest = address.partition("://")
    if separator and scheme.lower() in ("feed", "itpc", "pcast", "podcast"):
        return f"https://{rest}"
    if address.lower().startswith("feed:"):
        return address[5:]
    return address if separator else f"https://{address}"


def _look(address: str, policy: Policy) -> Preview:
    _refuse_followed(address)
    fetched = fetch(address, policy=policy)
    # Not the end of every redirect: only one that says it is for ever moves the address.
    url = fetched.permanent_url or address
    if len(url) > LONGEST_ADDRESS:
        raise FetchProblem(Problem.BAD_ADDRESS)
    _refuse_followed(url, fetched.url)
    try:
        read = read_feed(fetched.content, content_type=fetched.content_type, url=fetched.url)
    except FetchProblem as problem:
        if problem.code is not Problem.HTML:
            raise
        return Preview(url, fetched, choices=find_feeds(fetched.content, fetched.url))
    return Preview(url, fetched, feed=read)


def _refuse_followed(*urls: str) -> None:
    if FollowedFeed.objects.filter(url__in=urls).exists():
        raise FetchProblem(Problem.ALREADY_FOLLOWED)
