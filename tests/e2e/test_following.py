"""A trainer follows a podcast of others, in a real browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from podcasts.following.problems import Problem
from podcasts.models import FollowedFeed
from tests.e2e.conftest import DESK, PHONE, TRAINER, Site, find_violations, sign_in
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import CoursePageFactory
from tests.factories.feeds import make_followed_feed
from tests.podcasts.following.hostile import (
    Server,
    answer,
    make_feed,
    make_item,
    serving,
    use_loopback,
)

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., BrowserContext]
LIST = "/admin/podcast-diikuti/"


@pytest.fixture
def site(live_server: Any, transactional_db: None) -> Site:
    PersonFactory(trainer=True, code=TRAINER.code, password=TRAINER.secret)
    return Site(live_server.url, CoursePageFactory(), [])


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    use_loopback(monkeypatch)
    feed = make_feed("".join(map(make_item, range(1, 4)))).encode()
    with serving({"/feed": answer(feed)}) as running:
        yield running


def test_a_podcast_is_looked_at_followed_paused_and_left(
    site: Site, server: Server, open_context: Open
) -> None:
    page = open_context(DESK).new_page()
    sign_in(page, site, TRAINER)
    page.goto(site.url(LIST))
    page.get_by_role("link", name="Ikuti podcast").click()
    page.get_by_label("Alamat").fill(server.url("/nothing"))
    page.get_by_role("button", name="Lihat dulu").click()
    expect(page.locator("main")).to_contain_text("Tidak ada feed di alamat ini.")
    page.get_by_label("Alamat").fill(server.url("/feed"))
    page.get_by_role("button", name="Lihat dulu").click()
    expect(page.locator("main")).to_contain_text("3 episode")
    page.get_by_role("button", name="Ikuti podcast ini").click()
    expect(page.get_by_role("table").last).to_contain_text("Episode 3")
    page.get_by_role("button", name="Jeda").click()
    expect(page.locator("main")).to_contain_text("dijeda")
    page.get_by_role("link", name="Berhenti mengikuti").click()
    page.get_by_role("button", name="Berhenti mengikuti").click()
    expect(page.locator("main")).to_contain_text("Belum ada podcast yang diikuti.")
    assert not FollowedFeed.objects.exists()


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_on_the_pages_about_feeds(
    site: Site, server: Server, open_context: Open, window: dict[str, int]
) -> None:
    feed = make_followed_feed(failures=2, problem=Problem.SERVER_ERROR, detail="503")
    page = open_context(window).new_page()
    sign_in(page, site, TRAINER)
    found = {}
    for path in ("", "ikuti/", "impor/", f"{feed.pk}/", f"{feed.pk}/berhenti/"):
        page.goto(site.url(LIST + path), wait_until="networkidle")
        found[path] = find_violations(page)
    page.goto(site.url(f"{LIST}ikuti/"))
    page.get_by_label("Alamat").fill(server.url("/feed"))
    page.get_by_role("button", name="Lihat dulu").click()
    page.get_by_role("button", name="Ikuti podcast ini").wait_for()
    found["preview"] = find_violations(page)
    assert {path: violations for path, violations in found.items() if violations} == {}
