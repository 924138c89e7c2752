"""An audio activity plays what its item offers, from addresses of our own."""

import re
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.activities.contract import Asset
from courses.catalog.enrolment import enrol
from courses.kinds.audio.activity import AudioKind
from media.models import MediaItem
from tests.courses.kinds.test_recordings import LINKED, render
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, make_course
from tests.factories.media import MP3, add_encodings, make_media_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> MediaItem:
    return make_media_item(MP3, "suara.mp3", seconds=300, padding=900_000)


def value_of(item: MediaItem) -> Any:
    return AudioKind.block().to_python({**LINKED, "file": item.pk, "link": ""})


def test_it_offers_the_lighter_copies_the_lightest_first(item: MediaItem) -> None:
    add_encodings(item)
    html = render(AudioKind, value_of(item))
    sources = re.findall(r'<source src="(/berkas/media/[^"]+)" type="([^"]+)">', html)
    assert [one[0] for one in sources] == [one.url for one in item.sources]
    assert [one[1] for one in sources] == ["audio/webm; codecs=&quot;opus&quot;", "audio/mpeg"]
    assert Client().get(sources[0][0]).status_code == 200


def test_the_size_that_is_said_is_that_of_what_plays(item: MediaItem) -> None:
    value = value_of(item)
    assert "0,9 MB" in render(AudioKind, value)
    add_encodings(item, saver=210_000)
    value = value_of(item)
    html = render(AudioKind, value)
    assert "0,2 MB" in html
    assert "0,9 MB" not in html
    lightest = item.sources[0]
    expected = Asset(lightest.url, size=210_000, seconds=300, on_demand=True)
    assert AudioKind().assets(value) == [expected]


def test_no_link_of_the_storage_itself_gets_out(
    item: MediaItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bucket's would be signed, and work for whoever it is passed on to."""
    monkeypatch.setattr(default_storage, "url", lambda name: f"https://bucket.test/{name}?sig")
    value = value_of(item)
    assert "bucket.test" not in render(AudioKind, value)
    assert AudioKind().assets(value)[0].url.startswith("/berkas/media/")


def test_a_length_that_nobody_knows_yet_is_not_said() -> None:
    value = value_of(make_media_item(MP3, "suara.mp3", seconds=0))
    assert "0 detik" not in render(AudioKind, value)
    assert AudioKind().assets(value)[0].seconds is None


def test_a_recording_that_was_deleted_says_so(item: MediaItem) -> None:
    value = value_of(item)
    gone = AudioKind.block().to_python({**LINKED, "file": item.pk + 1, "link": ""})
    assert AudioKind().assets(value)
    assert AudioKind().assets(gone) == []
    html = render(AudioKind, gone)
    assert 'class="note"' in html
    assert 'href=""' not in html
    assert "<audio" not in html


def count_statements(activities: int) -> int:
    blocks = []
    for number in range(activities):
        item = make_media_item(MP3, "suara.mp3")
        add_encodings(item, main=10, saver=5)
        value = {**LINKED, "title": f"Bagian {number}", "file": item.pk, "link": ""}
        blocks.append({"type": "audio", "value": value})
    course = make_course(0)
    lesson = LessonPageFactory(parent=course, body=blocks)
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=course.translation_key)
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.PinBackend")
    with CaptureQueriesContext(connection) as queries:
        html = client.get(lesson.url).content.decode()
    assert html.count("<source") == 2 * activities
    return len(queries)


def test_one_recording_costs_as_many_statements_as_five() -> None:
    count_statements(1)
    assert count_statements(1) == count_statements(5)
