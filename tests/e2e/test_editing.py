"""A trainer writes, previews and publishes a lesson; a coordinator sees what becomes of it."""

import uuid
from typing import Any

import pytest
from playwright.sync_api import expect

from courses.catalog.answers import Answer, take_answers
from courses.catalog.enrolment import enrol
from courses.catalog.models import LessonPage
from courses.progress.sources import Source
from lms.accounts.models import Person
from lms.demo.people import PARTICIPANT
from tests.e2e.conftest import COORDINATOR, DESK, PHONE, TRAINER, Site, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_trainer_writes_previews_and_publishes_a_lesson_with_a_quiz(
    site: Site, open_context: Any
) -> None:
    page = open_context(DESK).new_page()
    sign_in(page, site, TRAINER)
    page.goto(site.url(f"/admin/pages/add/catalog/lessonpage/{site.course.pk}/"))
    page.locator("#id_title").fill("Menghitung ongkos kirim")
    page.locator("#id_minutes").fill("5")

    stream = "[data-contentpath='body']"
    page.locator(f"{stream} button.c-sf-add-button").last.click()
    expect(page.get_by_role("option")).to_have_text(
        ["Bacaan", "Video", "Audio", "Kuis", "Podcast", "Janji"]
    )
    page.get_by_role("option", name="Bacaan", exact=True).click()
    page.locator("[name='body-0-value-title']").fill("Ongkos kirim")
    page.locator(f"{stream} [data-contentpath='body'] button.c-sf-add-button").last.click()
    page.get_by_role("option", name="Teks", exact=True).click()
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("Ongkos kirim ditanggung siapa?")

    page.locator(f"{stream} button.c-sf-add-button").last.click()
    page.get_by_role("option", name="Kuis", exact=True).click()
    page.locator("[name='body-1-value-title']").fill("Kuis")
    page.locator("[data-contentpath='questions'] button.c-sf-add-button").last.click()
    page.get_by_role("option", name="Pilihan tunggal", exact=True).click()
    question = "body-1-value-questions-0-value"
    page.locator(f"[name='{question}-text']").fill("Siapa membayar ongkos kirim?")
    for number, (text, feedback) in enumerate(
        [("Pembeli", "Benar, sepakati lebih dulu."), ("Tidak ada", "Kurir tidak bekerja gratis.")]
    ):
        answer = f"{question}-answers-{number}-value"
        page.locator(f"[name='{answer}-text']").fill(text)
        page.locator(f"[name='{answer}-feedback']").fill(feedback)
    page.locator(f"[name='{question}-answers-0-value-right']").check()

    page.locator("[data-side-panel-toggle='preview']").click()
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.get_by_text("Ongkos kirim ditanggung siapa?")).to_be_visible(timeout=20_000)
    expect(frame.get_by_text("Siapa membayar ongkos kirim?")).to_be_visible(timeout=20_000)

    page.locator("footer [data-w-dropdown-target='toggle']").first.click()
    page.locator("[name='action-publish']").click()
    page.wait_for_url(f"**/admin/pages/{site.course.pk}/**")

    lesson = LessonPage.objects.get(title="Menghitung ongkos kirim")
    assert lesson.live
    assert [entry["kind"] for entry in lesson.outline] == ["reading", "quiz"]
    reader = open_context(PHONE, javascript=False).new_page()
    reader.goto(site.url(lesson.url))
    expect(reader.get_by_text("Siapa membayar ongkos kirim?")).to_be_visible()

    check_that_the_coordinator_sees(site, open_context, lesson)


def check_that_the_coordinator_sees(site: Site, open_context: Any, lesson: LessonPage) -> None:
    person = Person.objects.get(code=PARTICIPANT.code)
    enrol(person.pk, course_key=site.course.translation_key)
    reading = lesson.body[0].id
    answer = Answer(uuid.uuid4(), lesson.translation_key, reading, {})
    take_answers(person, [answer], source=Source.WEB)
    first = site.lessons[0]
    page = open_context(DESK).new_page()
    sign_in(page, site, COORDINATOR)
    page.goto(site.url("/koordinator/"))
    row = page.get_by_role("row").filter(has_text=PARTICIPANT.code)
    expect(row.get_by_title("mulai").or_(row.locator(".mark-begun"))).to_have_count(1)
    expect(page.locator(".columns")).to_contain_text(lesson.title)
    expect(page.locator(".columns")).to_contain_text(first.title)
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh CSV").click()
    assert download.value.suggested_filename.startswith("kemajuan-menemukan-ide-usaha")


def test_a_coordinator_unlocks_somebody_with_a_new_pin(site: Site, open_context: Any) -> None:
    phone = open_context(javascript=False).new_page()
    sign_in(phone, site)
    expect(phone.locator(".who .name")).to_be_visible()
    page = open_context(DESK).new_page()
    sign_in(page, site, COORDINATOR)
    page.goto(site.url(f"/koordinator/pin/{PARTICIPANT.code}/"))
    page.get_by_role("button", name="PIN baru").click()
    expect(page.get_by_role("main")).to_contain_text(PARTICIPANT.code)
    phone.goto(site.url("/"))
    expect(phone.locator(".who .name")).to_have_count(0)
