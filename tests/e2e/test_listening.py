"""Listening in a real browser: what was heard is kept, wherever and in whatever parts."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from courses.catalog.enrolment import enrol
from courses.catalog.models import LessonPage
from courses.progress.models import Event, State
from lms.accounts.models import Person
from lms.demo.people import PARTICIPANT
from media.models import MediaItem
from media.templatetags.media_tags import clock
from podcasts.models import EpisodeChapter, EpisodePage
from tests.e2e.conftest import SECONDS, Site, find_violations, sign_in
from tests.factories.catalog import LessonPageFactory
from tests.factories.media import make_media_item
from tests.factories.podcasts import EpisodePageFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lesson(site: Site, sound: bytes, settings: Any, tmp_path: Path) -> LessonPage:
    """A lesson with one podcast, half of which must be heard; the participant has joined."""
    item = make_media_item(sound, "nada.ogg", seconds=SECONDS, state=MediaItem.State.READY)
    episode = EpisodePageFactory(recording=item)
    value = {"title": "Dengarkan", "episode": episode.pk, "followed": None, "share": 50}
    block = {"type": "podcast", "value": value, "id": str(uuid.uuid4())}
    person = Person.objects.get(code=PARTICIPANT.code)
    enrol(person.pk, course_key=site.course.translation_key)
    return LessonPageFactory(parent=site.course, body=[block])


def play(page: Page, *, until: float, start: float | None = None) -> None:
    """Plays to the second `until` as if somebody had tapped, and stops there. `start` leaps."""
    page.evaluate(
        """async ([start, until]) => {
          const audio = document.querySelector("audio[data-recording]");
          audio.muted = true;
          if (start !== null) audio.currentTime = start;
          await audio.play();
          await new Promise((done) => audio.addEventListener("timeupdate", () => {
            if (audio.currentTime >= until || audio.ended) done();
          }));
          audio.pause();
        }""",
        [start, until],
    )


def wait_for_events(page: Page, count: int, lesson: LessonPage) -> list[Event]:
    """The events of the lesson's podcast, once the browser has sent so many."""
    for _try in range(50):
        events = list(Event.objects.filter(activity_id=lesson.body[0].id).order_by("occurred_at"))
        if len(events) >= count:
            return events
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(events)} events came instead of {count}.")


def state_of(lesson: LessonPage) -> State:
    found: State = State.objects.get(activity_id=lesson.body[0].id)
    return found


def heard_seconds(state: State) -> float:
    return sum(end - start for start, end in state.detail["heard"])


def test_listens_leaps_leaves_comes_back_and_completes(
    site: Site, lesson: LessonPage, open_context: Callable[..., Any]
) -> None:
    page = open_context().new_page()
    sign_in(page, site)
    page.goto(site.url(lesson.url))
    expect(page.locator(".podcast form.tap button")).to_have_count(1)
    expect(page.locator(".podcast form.tap button")).to_be_hidden()
    assert find_violations(page) == []
    play(page, until=2)
    wait_for_events(page, 1, lesson)
    play(page, start=9, until=10)
    wait_for_events(page, 2, lesson)
    left_at = page.evaluate("document.querySelector('audio').currentTime")

    state = state_of(lesson)
    assert not state.completed, "Leaping to the end is not listening."
    assert len(state.detail["heard"]) == 2
    assert 2.5 < heard_seconds(state) < 5

    page.goto(site.url("/"))
    page.goto(site.url(lesson.url))
    play(page, until=0)
    back_at = page.evaluate("document.querySelector('audio').currentTime")
    assert abs(back_at - left_at) < 1

    play(page, start=2, until=6.5)
    expect(page.locator(".podcast .done")).to_be_visible()
    expect(page.locator(".lesson > .chips .ok")).to_be_visible()
    state = state_of(lesson)
    assert state.completed
    assert heard_seconds(state) >= SECONDS / 2
    verbs = {event.verb for event in wait_for_events(page, 3, lesson)}
    assert verbs == {"listened"}
    assert "said" not in state.detail


def test_what_could_not_be_sent_waits_and_is_sent_once_there_is_signal(
    site: Site, lesson: LessonPage, open_context: Callable[..., Any]
) -> None:
    context = open_context()
    page = context.new_page()
    sign_in(page, site)
    page.goto(site.url(lesson.url))
    page.route("**/api/progress/events", lambda route: route.abort())
    play(page, until=2)
    page.wait_for_timeout(300)
    assert not Event.objects.filter(activity_id=lesson.body[0].id).exists()
    page.unroute("**/api/progress/events")
    page.reload()
    [event] = wait_for_events(page, 1, lesson)
    assert event.detail["heard"][0][0] < 0.5
    page.reload()
    page.wait_for_timeout(300)
    assert Event.objects.filter(activity_id=lesson.body[0].id).count() == 1


def test_what_is_too_much_for_one_day_waits_for_the_next(
    site: Site, lesson: LessonPage, open_context: Callable[..., Any], settings: Any
) -> None:
    settings.PIJAR_EVENT_BYTES_A_DAY = 1
    page = open_context().new_page()
    sign_in(page, site)
    page.goto(site.url(lesson.url))
    with page.expect_response("**/api/progress/events") as answered:
        play(page, until=2)
    [result] = answered.value.json()["results"]
    assert result["later"]
    assert not Event.objects.filter(activity_id=lesson.body[0].id).exists()
    settings.PIJAR_EVENT_BYTES_A_DAY = 2_000_000
    page.reload()
    [event] = wait_for_events(page, 1, lesson)
    assert str(event.pk) == result["id"]


def test_two_devices_are_added_up(
    site: Site, lesson: LessonPage, open_context: Callable[..., Any]
) -> None:
    pages = [open_context().new_page() for _device in range(2)]
    for page in pages:
        sign_in(page, site)
        page.goto(site.url(lesson.url))
    play(pages[0], until=3.5)
    wait_for_events(pages[0], 1, lesson)
    play(pages[1], start=3.2, until=7)
    wait_for_events(pages[1], 2, lesson)
    # The second device only knew its own part.
    pages[1].wait_for_timeout(300)
    state = state_of(lesson)
    assert state.completed
    assert len(state.detail["heard"]) == 1
    pages[1].reload()
    expect(pages[1].locator(".podcast .done")).to_be_visible()


def test_the_scripts_clock_is_that_of_the_page(
    site: Site, lesson: LessonPage, open_context: Callable[..., Any]
) -> None:
    page = open_context().new_page()
    sign_in(page, site)
    for seconds in (59, 605, 3599, 3600, 3729):
        MediaItem.objects.update(seconds=seconds)
        cache.clear()
        page.goto(site.url(lesson.url))
        expect(page.locator(".podcast .heard")).to_contain_text(f" {clock(seconds)}")


def test_a_chapter_that_is_tapped_goes_before_where_somebody_stopped(
    site: Site, lesson: LessonPage, open_context: Callable[..., Any]
) -> None:
    EpisodeChapter.objects.create(episode=EpisodePage.objects.latest("pk"), start=0, title="Salam")
    cache.clear()
    page = open_context().new_page()
    sign_in(page, site)
    page.goto(site.url(lesson.url))
    play(page, start=6, until=8)
    wait_for_events(page, 1, lesson)
    page.goto(site.url(lesson.url))
    page.evaluate("document.querySelector('audio').muted = true")
    page.locator(".podcast summary").first.click()
    page.locator(".moments a", has_text="Salam").click()
    page.wait_for_function("!document.querySelector('audio').paused")
    page.wait_for_timeout(500)
    assert page.evaluate("document.querySelector('audio').currentTime") < 4


def test_without_scripts_a_tap_completes_and_says_whose_word_it_is(
    site: Site, lesson: LessonPage, open_context: Callable[..., Any]
) -> None:
    page = open_context(javascript=False).new_page()
    sign_in(page, site)
    page.goto(site.url(lesson.url))
    page.locator(".podcast form.tap button").click()
    expect(page.locator(".podcast .done")).to_be_visible()
    state = state_of(lesson)
    assert state.completed
    assert state.detail == {"said": True}
