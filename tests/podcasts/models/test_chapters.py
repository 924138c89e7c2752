"""Chapters as a trainer types them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from django.urls import reverse

from podcasts.models import EpisodePage
from podcasts.models.chapters import MomentField, read_moment
from tests.podcasts.models.editing import read_draft, send


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("0", 0),
        ("1:30", 90),
        ("01:30", 90),
        ("75:00", 4500),
        ("1:02:09", 3729),
        (" 10:05 ", 605),
        ("24:00:00", 86400),
    ],
)
def test_times_are_read_as_people_write_them(text: str, seconds: int) -> None:
    assert read_moment(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "1:5", "1:", ":30", "1:2:03", "-1", "1.5", "1:30:", "1:60", "1:60:00"),
        *("25:00:00", "86401", "99999", "١:٣٠", "1:030", "9" * 5000),
    ],
)
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read_moment(text)


def test_migrations_see_a_number() -> None:
    _name, path, _args, _kwargs = MomentField().deconstruct()
    assert path == f"django.db.models.{models.PositiveIntegerField.__name__}"


def test_the_editor_shows_a_time_as_the_player_does(desk: Client, episode: EpisodePage) -> None:
    html = desk.get(reverse("wagtailadmin_pages:edit", args=[episode.pk])).content.decode()
    field = html.split('name="chapters-0-start"')[1].split(">")[0]
    assert 'value="1:02:09"' in field


@pytest.mark.parametrize(("typed", "seconds"), [("2:05", 125), ("1:02:10", 3730), ("7", 7)])
def test_the_editor_takes_a_time(
    desk: Client, episode: EpisodePage, typed: str, seconds: int
) -> None:
    assert send(desk, episode, start=typed).status_code == 302
    assert [one.start for one in read_draft(episode).chapters.all()] == [seconds]


def test_the_editor_says_how_to_write_a_time(desk: Client, episode: EpisodePage) -> None:
    response = send(desk, episode, start="dua menit")
    assert response.status_code == 200
    html = response.content.decode()
    assert "1:02:09 (" in html
    assert 'value="dua menit"' in html
    assert [one.start for one in read_draft(episode).chapters.all()] == [3729]
