from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from podcasts.following import jobs
from podcasts.following.jobs import EVERY, fetch_feed, keep_fetching
from podcasts.following.refreshing import Outcome, Refreshed
from podcasts.models.feeds import FollowedFeed
from tests.factories.feeds import make_followed_feed
from tests.queues import DATABASE, use_queue


@pytest.fixture
def queue(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    use_queue(DATABASE, settings, monkeypatch, fetch_due_feeds=jobs, fetch_feed=jobs)


@pytest.mark.django_db
def test_one_run_waits_while_a_feed_is_followed(queue: None) -> None:
    keep_fetching()
    assert not DBTaskResult.objects.exists()
    make_followed_feed(state=FollowedFeed.State.PAUSED)
    keep_fetching()
    assert not DBTaskResult.objects.exists()
    make_followed_feed()
    keep_fetching()
    keep_fetching()
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_where_jobs_run_at_once_nothing_is_queued() -> None:
    make_followed_feed()
    keep_fetching()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_run_asks_what_is_due_and_comes_back(
    queue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = make_followed_feed()
    asked = []

    def refresh(feed_pk: int, **_named: Any) -> Refreshed:
        asked.append(feed_pk)
        # The next run waits already: a run that dies here is not the last one.
        assert DBTaskResult.objects.count() == 2
        return Refreshed(feed, Outcome.UNCHANGED)

    monkeypatch.setattr("podcasts.following.refreshing.refresh", refresh)
    keep_fetching()
    call_command("db_worker", "--batch", "--interval", "0", "--worker-id", "t", verbosity=0)
    assert asked == [feed.pk]
    later = DBTaskResult.objects.get(status="READY")
    assert later.task_path == jobs.fetch_due_feeds.module_path
    assert later.run_after > timezone.now() + EVERY - timedelta(minutes=1)


@pytest.mark.django_db
def test_a_feed_that_is_followed_no_more_is_left_alone() -> None:
    assert fetch_feed.call(12345) == "not followed any more"
