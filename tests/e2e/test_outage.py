"""An answer that the server can't take just now stays on the phone until it is sent again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from playwright.sync_api import Page, expect

from courses.catalog import views
from courses.progress.models import Event
from tests.bench import weight
from tests.e2e.conftest import Site, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def recover(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The database is locked for whoever answers, until this is called."""
    take = views.take_answers

    def refuse(*args: Any, **how: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(views, "take_answers", refuse)
    return lambda: monkeypatch.setattr(views, "take_answers", take)


def open_lesson(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(site.url(site.course.url))
    page.get_by_role("button", name="Ikut kelas ini").click()
    page.goto(site.url(site.lessons[0].url))


def test_the_form_stays_and_says_so(
    site: Site, open_context: Any, recover: Callable[[], None]
) -> None:
    page = open_context().new_page()
    open_lesson(page, site)
    button = page.get_by_role("button", name="Sudah saya baca").first
    form = page.locator("form.tap").first
    event = form.locator("[name=event]").get_attribute("value")
    said = form.get_by_role("alert")
    for _twice in range(2):
        button.click()
        expect(said).to_have_text("Belum terkirim. Coba lagi.")
        expect(said).to_have_count(1)
        expect(button).not_to_have_attribute("aria-busy", "true")
    assert not Event.objects.exists()

    recover()
    button.click()
    expect(page.locator("p.done").first).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert str(Event.objects.get(source="web").pk) == event


def test_without_scripts_a_page_keeps_the_answer(
    site: Site, open_context: Any, recover: Callable[[], None]
) -> None:
    page = open_context(javascript=False).new_page()
    open_lesson(page, site)
    event = page.locator("form.tap [name=event]").first.get_attribute("value")
    for name in ("Sudah saya baca", "Coba lagi"):
        page.get_by_role("button", name=name).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Coba lagi sebentar lagi")
    assert not Event.objects.exists()

    recover()
    page.get_by_role("button", name="Coba lagi").click()
    expect(page.locator("p.done").first).to_be_visible()
    assert str(Event.objects.get(source="web").pk) == event


def test_the_script_stays_light() -> None:
    assert weight.weigh_file(weight.SCRIPT) <= 4_000
