"""Asking feeds in the background, by themselves every few minutes."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from podcasts.following.refreshing import refresh, refresh_due
from podcasts.models.feeds import FollowedFeed

EVERY = timedelta(minutes=10)


@task()
def fetch_feed(feed_pk: int) -> str:
    """Ask one feed now; says what became of it."""
    if not FollowedFeed.objects.filter(pk=feed_pk).exists():
        return "not followed any more"
    return refresh(feed_pk).outcome.value


@task()
def fetch_due_feeds() -> int:
    """Ask all whose time has come, and come back; says how many were asked."""
    # First of all, so that a run that dies is not the last one.
    keep_fetching(after=EVERY)
    return sum(1 for _done in refresh_due())


def keep_fetching(*, after: timedelta = timedelta(0)) -> None:
    """See to it that a run waits in the queue while any feed is followed. Where jobs run at once,
    or the queue is not the database's, `manage.py fetch_feeds` by the system's clock does it."""
    if not isinstance(fetch_due_feeds.get_backend(), DatabaseBackend):
        return
    if not FollowedFeed.objects.filter(state=FollowedFeed.State.ACTIVE).exists():
        return
    waiting = DBTaskResult.objects.filter(
        task_path=fetch_due_feeds.module_path, status=TaskResultStatus.READY
    )
    if not waiting.exists():
        fetch_due_feeds.using(run_after=timezone.now() + after).enqueue()
