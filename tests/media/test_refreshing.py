"""The panel on an item's form in a browser: it follows a job, ends with it, and tries again."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from media.models import MediaItem
from tests.e2e.conftest import DESK
from tests.factories.media import MP3, add_encodings, make_media_item
from tests.media.test_editing import LIST, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def item(transactional_db: None) -> MediaItem:
    return make_media_item(MP3, "suara.mp3", seconds=62)


@pytest.fixture
def page(live_server: Any, browser: Any, item: MediaItem) -> Iterator[Page]:
    session = sign_in(trainer=True).cookies["sessionid"].value
    context = browser.new_context(viewport=DESK)
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}{LIST}edit/{item.pk}/")
    yield page
    context.close()


def set_state(item: MediaItem, state: str, **fields: Any) -> None:
    MediaItem.objects.filter(pk=item.pk).update(state=state, worked_at=timezone.now(), **fields)


def test_it_follows_the_job_and_then_asks_no_more(item: MediaItem, page: Page) -> None:
    panel = page.locator("[data-media-status]")
    expect(panel.locator(".media-state")).to_be_visible()
    set_state(item, "working", progress=35)
    expect(panel.locator("progress")).to_have_attribute("value", "35", timeout=15_000)
    page.locator("[name=title]").fill("Yang sedang saya tulis")
    add_encodings(item, main=400_000, saver=200_000)
    expect(panel.locator(".media-state.ready")).to_be_visible(timeout=15_000)
    expect(panel).to_contain_text("0,2 MB")
    expect(page.locator("[name=title]")).to_have_value("Yang sedang saya tulis")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(5_000)
    assert asked == []


def test_what_fails_is_tried_again_by_its_button(
    item: MediaItem, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_up: list[int] = []
    monkeypatch.setattr("media.encoding.jobs.prepare", lambda one: taken_up.append(one.pk))
    set_state(item, "failed", problem="broken")
    panel = page.locator("[data-media-status]")
    expect(panel.locator(".media-state.failed")).to_be_visible(timeout=15_000)
    panel.get_by_role("button", name="Coba lagi").click()
    expect(page.locator(".messages")).to_contain_text("suara.mp3")
    assert taken_up == [item.pk]
    expect(panel.locator(".media-state.failed")).to_have_count(0)
