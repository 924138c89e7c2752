"""A podcast in a lesson: the page, the door for answers, the ledger, the statements it takes."""

import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.catalog.enrolment import enrol
from courses.catalog.models import LessonPage
from courses.progress.models import Event, State
from media.encoding.problems import Problem
from media.models import MediaItem
from podcasts.models import EpisodePage
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import LessonPageFactory, make_course
from tests.factories.podcasts import EpisodePageFactory, make_recording


def podcast_block(episode: EpisodePage, **value: Any) -> dict[str, Any]:
    chosen = {"title": "Dengarkan", "episode": episode.pk, "followed": None, "share": 50, **value}
    return {"type": "podcast", "value": chosen, "id": str(uuid.uuid4())}


def make_lesson(episode: EpisodePage, count: int = 1) -> tuple[LessonPage, Client]:
    course = make_course(0)
    lesson = LessonPageFactory(
        parent=course, body=[podcast_block(episode) for _number in range(count)]
    )
    person = PersonFactory(participant=True)
    enrol(person.pk, course_key=course.translation_key)
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.PinBackend")
    return lesson, client


def send(client: Client, lesson: LessonPage, *payloads: dict[str, Any]) -> list[dict[str, Any]]:
    events = [
        {
            "id": str(uuid.uuid4()),
            "lesson": str(lesson.translation_key),
            "activity": block.id,
            "payload": payload,
        }
        for block in lesson.body
        for payload in payloads
    ]
    response = client.post(
        "/api/progress/events", json.dumps({"events": events}), content_type="application/json"
    )
    found: list[dict[str, Any]] = response.json()["results"]
    return found


@pytest.mark.parametrize("activities", [1, 30])
@pytest.mark.parametrize("listened", [False, True])
def test_a_lesson_of_podcasts_costs_the_same_few_statements(
    db: None, activities: int, listened: bool
) -> None:
    lesson, client = make_lesson(EpisodePageFactory(), activities)
    if listened:
        results = send(client, lesson, {"heard": [[0, 10]], "position": 10})
        assert {one["status"] for one in results} == {"accepted"}
    client.get(lesson.url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(lesson.url).status_code == 200
    assert len(queries) <= 8, "\n".join(q["sql"][:200] for q in queries)


def test_what_two_phones_heard_together_completes_it(db: None) -> None:
    lesson, client = make_lesson(EpisodePageFactory())
    send(client, lesson, {"heard": [[0, 20]], "position": 20})
    assert not State.objects.filter(activity_id=lesson.body[0].id, completed=True).exists()
    send(client, lesson, {"heard": [[15, 31]], "position": 31})
    state = State.objects.get(activity_id=lesson.body[0].id)
    assert state.completed
    assert state.detail["heard"] == [[0, 31]]


def test_a_bad_event_is_refused_beside_good_ones(db: None) -> None:
    lesson, client = make_lesson(EpisodePageFactory())
    bad, good = send(client, lesson, {"heard": [[0, 900]]}, {"heard": [[0, 5]], "position": 5})
    assert (bad["status"], good["status"]) == ("rejected", "accepted")
    assert bad["reason"]


def test_the_tap_of_a_page_without_scripts_is_the_persons_word(db: None) -> None:
    lesson, client = make_lesson(EpisodePageFactory())
    url = f"/belajar/{lesson.translation_key}/{lesson.body[0].id}/"
    event = str(uuid.uuid4())
    response = client.post(url, {"event": event, "next": lesson.url, "said": "true"}, follow=True)
    assert "data-listening" in response.content.decode()
    assert State.objects.get(activity_id=lesson.body[0].id).completed
    assert Event.objects.get(pk=event).detail == {"said": True}


def test_what_was_heard_of_a_long_episode_is_told_as_the_player_tells_it(db: None) -> None:
    lesson, client = make_lesson(EpisodePageFactory(recording=make_recording(seconds=3729)))
    [taken] = send(client, lesson, {"heard": [[0, 3605]], "position": 3605})
    assert taken["status"] == "accepted"
    line = client.get(lesson.url).content.decode().split("data-progress>")[1].split("<")[0]
    assert "1:00:05" in line
    assert "1:02:09" in line


@pytest.mark.parametrize("what", ["unpublished", "deleted", "not yet out", "broken"])
def test_an_episode_that_went_away_leaves_a_sentence(db: None, what: str) -> None:
    episode = EpisodePageFactory()
    lesson, client = make_lesson(episode)
    if what == "unpublished":
        episode.unpublish()
    elif what == "deleted":
        episode.delete()
    elif what == "broken":
        MediaItem.objects.update(state=MediaItem.State.FAILED, problem=Problem.BROKEN)
    else:
        episode.publication_date = timezone.now() + timedelta(days=1)
        episode.save()
    cache.clear()
    html = client.get(lesson.url).content.decode()
    assert "<audio" not in html
    assert '<p class="note">' in html
    assert "data-listening" not in html
    [refused] = send(client, lesson, {"heard": [[0, 5]]})
    assert refused["status"] == "rejected"


def test_scripts_come_only_where_the_kind_stands(db: None) -> None:
    lesson, client = make_lesson(EpisodePageFactory())
    assert "kind_podcast/listening" in client.get(lesson.url).content.decode()
    [other] = LessonPage.objects.filter(pk=LessonPageFactory(parent=lesson.get_parent()).pk)
    assert "kind_podcast/listening" not in client.get(other.url).content.decode()


def test_the_script_is_light() -> None:
    path = finders.find("kind_podcast/listening.js")
    assert isinstance(path, str)
    assert len(brotli.compress(Path(path).read_bytes())) <= 2048
