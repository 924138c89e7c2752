"""A trainer fills the bank by hand and asks from it; an essay is marked, results are read."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils.translation import override
from playwright.sync_api import Locator, Page, expect

from courses.catalog.models import LessonPage
from courses.kinds.quiz.bank.models import BankQuestion, Category
from courses.kinds.quiz.blocks import QuestionsBlock
from lms.accounts.models import Person
from lms.demo.people import PARTICIPANT
from tests.e2e.conftest import DESK, TRAINER, Site, find_violations, sign_in
from tests.e2e.test_quiz import sort_by
from tests.factories.grading import ESSAY_TEXT, Room, choice, essay

pytestmark = pytest.mark.django_db(transaction=True)

COUNTED, WRITTEN = "Ongkos kirim/Hitungan", "Ongkos kirim/Tulisan"
ESSAY = "Ceritakan caramu menghitung ongkos kirim."
COMMENT = "Bagus, sebutkan juga berat paketnya."

SINGLE = "Siapa sebaiknya membayar ongkos kirim?"
TRUE_FALSE = "Ongkos kirim ikut dihitung dalam harga."
NUMBER = "Rp24.000 untuk 3 paket. Berapa satu paket?"
ORDER = "Urutkan langkah mengirim paket."
STEPS = ["Timbang paket", "Tanya ongkos", "Kirim paket"]

#: How each question is answered right.
ANSWERS: dict[str, Callable[[Locator], Any]] = {
    SINGLE: lambda form: form.get_by_text("Pembeli", exact=True).click(),
    TRUE_FALSE: lambda form: form.locator("label:has([name=choice][value=true])").click(),
    NUMBER: lambda form: form.locator("[name=text]").fill("Rp8.000"),
    ORDER: lambda form: sort_by(form, STEPS, lambda button: button.click()),
    ESSAY: lambda form: form.locator("[name=text]").fill("Saya timbang dulu, lalu tanya kurir."),
}


# --- Driving the editor -------------------------------------------------------------------------


def label_of(block: str) -> str:
    """What the editor calls a type of question, or a way to the bank."""
    with override("id"):
        return str(QuestionsBlock().child_blocks[block].label)


def add_block(page: Page, stream: str, label: str) -> None:
    """At the end of a stream, named by its content path."""
    page.locator(f"{stream} button.c-sf-add-button").last.click()
    page.get_by_role("option", name=label, exact=True).click()


def fill(page: Page, prefix: str, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"[name='{prefix}-{name}']").fill(value)


def choose(page: Page, field: str, name: str) -> None:
    """In the window that a field opens."""
    page.locator(f"#{field}-chooser [data-chooser-action-choose]").first.click()
    window = page.locator(".modal.in, .modal.show")
    window.locator("a[data-chooser-modal-choice]").filter(has_text=name).click()
    expect(page.locator(f"#{field}-chooser")).to_contain_text(name)
    expect(window).to_have_count(0)


def publish(page: Page, arrives: str) -> None:
    page.locator("footer [data-w-dropdown-target='toggle']").first.click()
    page.locator("[name='action-publish']").click()
    page.wait_for_url(arrives)


# --- The bank -----------------------------------------------------------------------------------


def write_category(page: Page, site: Site, path: str) -> None:
    page.goto(site.url("/admin/snippets/kind_quiz/category/add/"))
    page.locator("[name=path]").fill(path)
    page.locator("footer button[type=submit]").first.click()
    page.wait_for_url("**/admin/snippets/kind_quiz/category/")
    expect(page.locator("main table")).to_contain_text(path)


def write_question(page: Page, site: Site, slug: str, category: str, text: str) -> str:
    """Up to the type's own fields; their prefix."""
    page.goto(site.url("/admin/snippets/kind_quiz/bankquestion/add/"))
    choose(page, "id_category", category)
    add_block(page, "[data-contentpath='content']", label_of(slug))
    fill(page, "content-0-value", text=text)
    return "content-0-value"


def publish_question(page: Page, text: str) -> None:
    publish(page, "**/admin/snippets/kind_quiz/bankquestion/")
    expect(page.locator("main table")).to_contain_text(text)
    assert BankQuestion.objects.get(name=text).live


def write_the_bank(page: Page, site: Site) -> None:
    # The demo's own would take up the first page of each list.
    BankQuestion.objects.all().delete()
    Category.objects.all().delete()
    for path in (COUNTED, WRITTEN):
        write_category(page, site, path)

    at = write_question(page, site, "single_choice", COUNTED, SINGLE)
    fill(page, f"{at}-answers-0-value", text="Pembeli", feedback="Benar, sepakati lebih dulu.")
    fill(page, f"{at}-answers-1-value", text="Tidak ada", feedback="Kurir tidak bekerja gratis.")
    page.locator(f"[name='{at}-answers-0-value-right']").check()
    publish_question(page, SINGLE)

    at = write_question(page, site, "true_false", COUNTED, TRUE_FALSE)
    page.locator(f"[name='{at}-right']").check()
    publish_question(page, TRUE_FALSE)

    at = write_question(page, site, "numeric", COUNTED, NUMBER)
    fill(page, f"{at}-answers-0-value", value="8.000")
    publish_question(page, NUMBER)

    at = write_question(page, site, "ordering", COUNTED, ORDER)
    for place, step in enumerate(STEPS):
        fill(page, f"{at}-items-{place}-value", text=step)
    publish_question(page, ORDER)

    write_question(page, site, "essay", WRITTEN, ESSAY)
    publish_question(page, ESSAY)

    types = dict(BankQuestion.objects.values_list("type", "category__path"))
    counted = dict.fromkeys(["single_choice", "true_false", "numeric", "ordering"], COUNTED)
    assert types == {**counted, "essay": WRITTEN}
    # The one that both lie in was made with them.
    assert Category.objects.filter(path="Ongkos kirim").exists()


# --- The quiz -----------------------------------------------------------------------------------


def write_the_quiz(page: Page, site: Site) -> LessonPage:
    """Two of the four that are marked by a key, and the essay: three drawn of five."""
    page.goto(site.url(f"/admin/pages/add/catalog/lessonpage/{site.course.pk}/"))
    page.locator("#id_title").fill("Menghitung ongkos kirim")
    page.locator("#id_minutes").fill("5")
    add_block(page, "[data-contentpath='body']", "Kuis")
    fill(page, "body-0-value", title="Kuis ongkos")
    questions = "[data-contentpath='questions']"
    for place, (count, category) in enumerate([("2", COUNTED), ("1", WRITTEN)]):
        add_block(page, questions, label_of("draw"))
        entry = f"body-0-value-questions-{place}-value"
        fill(page, entry, count=count)
        choose(page, f"{entry}-category", category)

    page.locator("[data-side-panel-toggle='preview']").click()
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.get_by_text(ESSAY)).to_be_visible(timeout=20_000)
    expect(frame.locator(".quiz .ask")).to_have_count(3)

    publish(page, f"**/admin/pages/{site.course.pk}/**")
    lesson = LessonPage.objects.get(title="Menghitung ongkos kirim")
    assert lesson.live
    return lesson


# --- Those who answer, and what becomes of it ---------------------------------------------------


def answer_all(page: Page, site: Site, lesson: LessonPage) -> None:
    sign_in(page, site)
    page.get_by_role("link", name=site.course.title).click()
    page.get_by_role("button", name="Ikut kelas ini").click()
    page.goto(site.url(lesson.url))
    page.get_by_role("button", name="Mulai kuis").click()
    asked = []
    for number in range(1, 4):
        form = page.locator("div.quiz form:visible").filter(has=page.locator("fieldset"))
        expect(form.locator("legend")).to_contain_text(f"Soal {number} dari 3")
        said = form.locator("legend").inner_text()
        [text] = [one for one in ANSWERS if one in said]
        ANSWERS[text](form)
        asked.append(text)
        form.get_by_role("button", name="Periksa").click()
        status = page.locator(".feedback").get_by_role("status")
        expect(status).to_contain_text("Tersimpan" if text == ESSAY else "Benar.")
        page.locator(".feedback").get_by_role("link").last.click()
    assert len(set(asked)) == 3
    assert asked[-1] == ESSAY
    waiting = page.locator(".result .review li").filter(has_text=ESSAY)
    expect(waiting.locator("> span").last).to_have_text("Menunggu pelatihmu.")


def mark_the_essay(page: Page, site: Site) -> None:
    page.goto(site.url("/admin/"))
    menu = page.locator("a[href='/admin/kuis/penilaian/']")
    expect(menu).to_contain_text("(1)")
    menu.click()
    row = page.locator("main tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(PARTICIPANT.code)
    row.get_by_role("link", name=ESSAY).click()
    expect(page.locator("main")).to_contain_text("Saya timbang dulu, lalu tanya kurir.")
    page.locator("[name=percent]").fill("70")
    page.locator("[name=comment]").fill(COMMENT)
    page.locator("button[name=next]").click()
    page.wait_for_url("**/admin/kuis/penilaian/")
    expect(page.locator("main tbody tr")).to_have_count(0)


def read_the_mark(page: Page, site: Site, lesson: LessonPage) -> None:
    page.goto(site.url(lesson.url))
    expect(page.locator(".result")).to_contain_text("90")
    marked = page.locator(".result .review li").filter(has_text=ESSAY)
    expect(marked).to_contain_text("70")
    expect(marked.locator(".comment")).to_contain_text(COMMENT)


def read_the_results(page: Page, site: Site) -> None:
    page.goto(site.url("/admin/kuis/hasil/"))
    row = page.locator("main tbody tr").filter(has_text="Kuis ongkos")
    expect(row.locator("td").nth(4)).to_have_text("1")
    row.get_by_role("link").first.click()
    attempt = page.locator("section:has(#attempts) tbody tr")
    expect(attempt).to_have_count(1)
    expect(attempt).to_contain_text(PARTICIPANT.code)
    expect(attempt).to_contain_text("90")
    items = page.locator("section:has(#questions)")
    expect(items.locator("table").first.locator("tbody tr")).to_have_count(3)
    essay_row = items.locator("tbody tr").filter(has_text=ESSAY)
    expect(essay_row.locator("td").first).to_have_text("1")
    expect(essay_row.locator("meter")).to_have_attribute("value", "70.0")
    expect(page.locator("section:has(#whole) tbody tr").first).to_be_visible()


def test_a_trainer_fills_the_bank_draws_a_quiz_marks_and_reads_the_results(
    site: Site, open_context: Any
) -> None:
    trainer = open_context(DESK).new_page()
    sign_in(trainer, site, TRAINER)
    write_the_bank(trainer, site)
    lesson = write_the_quiz(trainer, site)
    participant = open_context().new_page()
    answer_all(participant, site, lesson)
    mark_the_essay(trainer, site)
    read_the_mark(participant, site, lesson)
    read_the_results(trainer, site)


# --- Accessibility ------------------------------------------------------------------------------

GIFT = b"""$CATEGORY: Ongkos kirim

::Ongkos:: Siapa membayar? {=Pembeli ~Tidak ada}

::Rusak:: Berapa? {#tiga}
"""


def make_results() -> Room:
    """Two people wait for marks, and a corrected key would change their scores."""
    room = Room(choice("q1"), essay(), essay("essay2", by_rubric=True))
    for code in ("LT-0901", "LT-0902"):
        person: Person = room.welcome(code=code)
        room.sit(person, ("q1", "right"), ("essay", ESSAY_TEXT), ("essay2", ESSAY_TEXT))
    room.edit(choice("q1", right="wrong"), essay(), essay("essay2", by_rubric=True))
    return room


def open_waiting(page: Page, site: Site) -> Locator:
    """The links to the answers that wait."""
    page.goto(site.url("/admin/kuis/penilaian/"))
    return page.locator("main tbody td.title a")


def visit_the_pages_of_a_quiz(page: Page, site: Site, room: Room) -> Iterator[str]:
    quiz = f"{room.lesson_key}/{room.activity_id}/"
    for path in ("hasil/", f"hasil/{quiz}", f"hasil/{quiz}?which=all", "impor/", "ekspor/"):
        page.goto(site.url(f"/admin/kuis/{path}"))
        yield path
    open_waiting(page, site)
    yield "queue"
    open_waiting(page, site).first.click()
    page.locator("[name=percent]").fill("80")
    yield "marking"
    page.locator("button[name=stay]").click()
    # The message fades in: until then its colours are too pale.
    expect(page.locator(".messages > ul")).to_have_css("opacity", "1")
    yield "marked"
    open_waiting(page, site).filter(has_text="essay2").first.click()
    expect(page.locator("main fieldset")).to_have_count(2)
    yield "marking by a rubric"
    page.locator("button[name=stay]").click()
    refused = page.locator("main fieldset").first
    expect(refused).to_have_accessible_description(re.compile("."))
    yield "refused"
    page.goto(site.url(f"/admin/kuis/hasil/{quiz}"))
    yield "results with a mark"
    page.goto(site.url(f"/admin/kuis/kelonggaran/{quiz}"))
    yield "find a person"
    page.locator("[name=code]").fill("LT-0901")
    page.locator("main form button[type=submit]").click()
    page.locator("[name=minutes]").wait_for()
    yield "allow a person more"
    page.goto(site.url(f"/admin/kuis/nilai-ulang/{quiz}"))
    yield "regrade"
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()
    expect(page.locator("[name=fingerprint]")).to_have_count(0)
    yield "regraded"
    page.goto(site.url("/admin/kuis/impor/"))
    file = {"name": "soal.gift", "mimeType": "text/plain", "buffer": GIFT}
    page.locator("[name=file]").set_input_files(file)  # type: ignore[arg-type]
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("soal.gift")
    expect(page.locator("[name=keep_good]")).to_be_visible()
    yield "what is in a file"


def test_axe_finds_nothing_on_the_trainers_pages(site: Site, open_context: Any) -> None:
    room = make_results()
    page = open_context(DESK).new_page()
    sign_in(page, site, TRAINER)
    visit = visit_the_pages_of_a_quiz(page, site, room)
    found = {where: find_violations(page) for where in visit}
    assert {where: what for where, what in found.items() if what} == {}
