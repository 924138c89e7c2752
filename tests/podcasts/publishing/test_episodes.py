"""Which episodes a feed lists, in which order, and when that changes by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from podcasts.models import ShowPage
from podcasts.publishing.episodes import listed_episodes, next_change_at
from tests.factories.podcasts import EpisodePageFactory, ShowPageFactory

pytestmark = pytest.mark.django_db


def titles(show: ShowPage) -> list[str]:
    return [episode.title for episode in listed_episodes(show)]


def test_the_newest_is_first_and_what_is_to_come_is_not_there() -> None:
    now = timezone.now()
    show = ShowPageFactory()
    for title, hours in (("lama", 3), ("baru", 1), ("nanti", -1)):
        EpisodePageFactory(parent=show, title=title, publication_date=now - timedelta(hours=hours))
    assert titles(show) == ["baru", "lama"]
    assert [one.title for one in listed_episodes(show, now=now + timedelta(hours=2))] == [
        "nanti",
        "baru",
        "lama",
    ]


def test_a_serial_show_is_in_order_and_what_has_no_number_comes_last() -> None:
    show = ShowPageFactory(serial=True)
    for title, season, number in (
        ("2.1", 2, 1), ("1.2", 1, 2), ("tanpa", None, None), ("1.1", 1, 1)
    ):  # fmt: skip
        EpisodePageFactory(parent=show, title=title, season=season, number=number)
    assert titles(show) == ["1.1", "1.2", "2.1", "tanpa"]


def test_what_was_taken_back_or_is_kept_from_the_public_is_not_listed() -> None:
    show = ShowPageFactory()
    EpisodePageFactory(parent=show).unpublish()
    hidden = EpisodePageFactory(parent=show)
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    EpisodePageFactory(parent=show, title="terbuka")
    assert titles(show) == ["terbuka"]


def test_the_next_change_is_the_next_date_of_what_is_live() -> None:
    show = ShowPageFactory()
    now = timezone.now()
    assert next_change_at(show) is None
    later, soon = now + timedelta(days=2), now + timedelta(minutes=2)
    EpisodePageFactory(parent=show, publication_date=later)
    assert next_change_at(show) == later
    EpisodePageFactory(parent=show, publication_date=soon)
    assert next_change_at(show) == soon
    EpisodePageFactory(parent=show, publication_date=soon - timedelta(minutes=1)).unpublish()
    assert next_change_at(show) == soon
