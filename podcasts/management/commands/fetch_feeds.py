"""`manage.py fetch_feeds`: asks followed feeds here and now."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from podcasts.following.problems import sentence
from podcasts.following.refreshing import Outcome, Refreshed, refresh_due
from podcasts.models.feeds import FollowedFeed


class Command(BaseCommand):
    help = (
        "Asks the followed feeds whose time has come. Ends with status 1 if one of them could not "
        "be had; what went wrong is kept with the feed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also those whose time has not come")
        parser.add_argument("--feed", metavar="URL", help="only the feed with this address")
        parser.add_argument("--json", action="store_true", help="a line of JSON for each feed")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = dict.fromkeys(Outcome, 0)
        for done in refresh_due(_choose(options)):
            counts[done.outcome] += 1
            if options["json"]:
                self.stdout.write(json.dumps(_describe(done), ensure_ascii=False))
            else:
                self.stderr.write(f"{done.feed.title}: {_say(done)}")
        if not options["json"]:
            told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
            self.stdout.write(told or "No feed is due.")
        if counts[Outcome.FAILED]:
            raise CommandError(f"{counts[Outcome.FAILED]} could not be had.")


def _choose(options: dict[str, Any]) -> list[FollowedFeed] | None:
    """None: those that are due."""
    active = FollowedFeed.objects.filter(state=FollowedFeed.State.ACTIVE)
    if options["feed"]:
        feed = FollowedFeed.objects.filter(url=options["feed"]).first()
        if feed is None:
            raise CommandError(f"No feed is followed at {options['feed']}.")
        if feed.state != FollowedFeed.State.ACTIVE:
            raise CommandError(f"{feed.title} is not asked: it is {feed.state}.")
        return [feed]
    return list(active.order_by("pk")) if options["all"] else None


def _say(done: Refreshed) -> str:
    if done.outcome is Outcome.UPDATED:
        changes = done.changes
        return f"{changes.added} new, {changes.changed} edited, {changes.dropped} gone"
    if done.outcome in (Outcome.FAILED, Outcome.GONE):
        return sentence(done.feed.problem, done.feed.detail)
    return done.outcome


def _describe(done: Refreshed) -> dict[str, Any]:
    next_at = done.feed.next_fetch_at
    return {
        "url": done.feed.url,
        "outcome": done.outcome.value,
        "added": done.changes.added,
        "changed": done.changes.changed,
        "dropped": done.changes.dropped,
        "problem": done.feed.problem,
        "detail": done.feed.detail,
        "next_fetch_at": next_at.isoformat() if next_at else None,
    }
