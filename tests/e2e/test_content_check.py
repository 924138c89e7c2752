"""The content check renews itself beside a lesson while its trainer writes."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, TRAINER, Site, sign_in
from tests.factories.catalog import LessonPageFactory

pytestmark = pytest.mark.django_db(transaction=True)

LONG = (
    "Pembeli di pasar selalu bertanya harga lebih dulu, lalu ia melihat barangnya sebentar, lalu "
    "ia pergi ke kios lain, dan di sana ia bertanya hal yang sama lagi."
)


@pytest.fixture
def editor(site: Site, open_context: Any) -> Page:
    """A trainer's page, signed in."""
    page: Page = open_context(DESK).new_page()
    sign_in(page, site, TRAINER)
    return page


def open_check(page: Page) -> Any:
    page.locator("[data-side-panel-toggle='content-check']").click()
    panel = page.locator("[data-content-check]")
    expect(panel).to_be_visible()
    return panel


def test_a_long_sentence_is_said_while_it_is_written_and_no_more_when_it_is_mended(
    site: Site, editor: Page
) -> None:
    lesson = LessonPageFactory(parent=site.course)
    editor.goto(site.url(f"/admin/pages/{lesson.pk}/edit/"))
    panel = open_check(editor)
    remarks, summary = panel.locator("li"), panel.get_by_role("status")
    expect(panel).to_have_class(re.compile("content-check-clean"), timeout=20_000)
    expect(remarks).to_have_count(0)
    well = summary.text_content() or ""
    assert well

    text = editor.locator(".public-DraftEditor-content").first
    text.click()
    editor.keyboard.press("Control+Home")
    editor.keyboard.type(f"{LONG} ")
    expect(remarks).to_have_count(1, timeout=20_000)
    expect(remarks.locator("q")).to_have_text(LONG)
    expect(summary).not_to_have_text(well)
    counter = editor.locator(
        "[data-side-panel-toggle='content-check'] [data-side-panel-toggle-counter]"
    )
    expect(counter).to_have_text("1")
    activity = panel.locator("h3 a").get_attribute("href") or ""
    expect(editor.locator(activity)).to_have_count(1)

    text.click()
    editor.keyboard.press("Control+Home")
    for _letter in f"{LONG} ":
        editor.keyboard.press("Delete")
    expect(remarks).to_have_count(0, timeout=20_000)
    expect(summary).to_have_text(well)
    expect(counter).to_be_hidden()


def test_a_lesson_that_is_being_added_is_checked_as_well(site: Site, editor: Page) -> None:
    editor.goto(site.url(f"/admin/pages/add/catalog/lessonpage/{site.course.pk}/"))
    panel = open_check(editor)
    stream = "[data-contentpath='body']"
    editor.locator(f"{stream} button.c-sf-add-button").last.click()
    editor.get_by_role("option", name="Bacaan", exact=True).click()
    editor.locator(f"{stream} [data-contentpath='body'] button.c-sf-add-button").last.click()
    editor.get_by_role("option", name="Teks", exact=True).click()
    editor.locator(".public-DraftEditor-content").first.click()
    editor.keyboard.type("Bank minta agunan.")
    expect(panel.locator("li")).to_have_count(1, timeout=20_000)
    expect(panel.locator("q")).to_have_text("Bank minta agunan.")


def test_an_editor_without_an_answer_is_told_so(site: Site, editor: Page) -> None:
    editor.route("**/admin/periksa-isi/**", lambda route: route.abort())
    editor.goto(site.url(f"/admin/pages/{site.lessons[1].pk}/edit/"))
    expect(open_check(editor).locator("[data-content-check-failed]")).to_be_visible()
