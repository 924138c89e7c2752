"""Sounds and pictures of questions come from addresses of our own, sounds as light as they get."""

import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.kinds.quiz.activity import QuizKind
from media.models import MediaItem
from tests.courses.kinds.quiz.sitters import Sitter
from tests.factories.catalog import quiz_block
from tests.factories.media import MP3, add_encodings, make_media_item
from tests.factories.quizzes import make_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> MediaItem:
    return make_media_item(MP3, "suara.mp3", seconds=12, padding=900_000)


def heard(item: MediaItem, **question: Any) -> Sitter:
    """Somebody who has begun a quiz whose question is read aloud."""
    value = quiz_block(1)["value"]
    value["questions"][0]["value"] |= {"sound": item.pk, **question}
    sitter = Sitter(value)
    sitter.start()
    return sitter


def sources_in(html: str) -> list[str]:
    return re.findall(r'<source src="([^"]+)"', html)


def test_a_sound_that_became_lighter_or_moved_since_is_played_as_it_is_now(
    item: MediaItem, django_capture_on_commit_callbacks: Any
) -> None:
    sitter = heard(item)
    assert sources_in(sitter.html()) == [item.sources[0].url]
    with django_capture_on_commit_callbacks(execute=True):
        add_encodings(item)
        fresh = MediaItem.objects.get(pk=item.pk)
        fresh.private = True
        fresh.save()
    fresh = MediaItem.objects.get(pk=item.pk)
    assert [one.url for one in fresh.sources] == sources_in(sitter.html())
    assert "/berkas/private/" in sitter.html()
    assert "195,3" in sitter.html()


def test_a_sound_that_was_deleted_is_left_out(
    item: MediaItem, django_capture_on_commit_callbacks: Any
) -> None:
    sitter = heard(item)
    with django_capture_on_commit_callbacks(execute=True):
        item.delete()
    assert "<audio" not in sitter.html()


def test_no_link_of_the_storage_itself_gets_out(
    item: MediaItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitter = heard(item, picture=make_image("warung").pk, picture_alt="Warung")
    monkeypatch.setattr(default_storage, "url", lambda name: f"https://bucket.test/{name}?sig")
    html = sitter.html()
    assert '<img src="/berkas/images/' in html
    assert "bucket.test" not in html
    assert all(one.url.startswith("/berkas/") for one in QuizKind().assets(sitter.value))


def test_the_lightest_copy_is_what_counts(item: MediaItem) -> None:
    add_encodings(item, saver=1000)
    sound = next(one for one in QuizKind().assets(heard(item).value) if one.on_demand)
    assert (sound.url, sound.size, sound.seconds) == (item.sources[0].url, 1000, 12)


def test_a_question_that_is_read_aloud_costs_no_statement_again(item: MediaItem) -> None:
    sitter = heard(item)
    sitter.html()
    with CaptureQueriesContext(connection) as queries:
        sitter.html()
    assert not queries
