"""Every question type in a browser, with and without JavaScript, by hand and by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from courses.catalog.enrolment import enrol
from courses.catalog.models import LessonPage
from courses.kinds.quiz.attempts import read_attempts
from courses.kinds.quiz.types.registry import types
from courses.progress.queries import activity_state
from lms.accounts.models import Person
from lms.demo.people import PARTICIPANT
from tests.e2e.conftest import Site, find_violations, overflow, sign_in
from tests.factories.catalog import LessonPageFactory
from tests.factories.media import png_bytes
from tests.factories.quizzes import quiz_of_all_types

pytestmark = pytest.mark.django_db(transaction=True)

#: The types that are answered, in the order of the quiz.
SLUGS = [one.slug for one in types if one.asked]
Answer = Callable[[Page, Locator], None]


def choose(text: str) -> Answer:
    return lambda page, form: form.get_by_text(text, exact=True).click()


def write(text: str) -> Answer:
    return lambda page, form: form.locator("[name=text]").fill(text)


def choose_several(page: Page, form: Locator) -> None:
    for text in ("Singkong", "Minyak goreng"):
        form.get_by_text(text, exact=True).click()


def choose_picture(page: Page, form: Locator) -> None:
    form.get_by_role("radio", name="Keripik di dekat jendela").check()


def match(page: Page, form: Locator) -> None:
    form.get_by_label("Singkong").select_option("Bahan")
    form.get_by_label("Sewa kios").select_option("Biaya tetap")


def put_in_order(page: Page, form: Locator) -> None:
    wanted = ["Pilih ide", "Hitung biaya", "Jual contoh"]
    if form.locator("[data-ready]").count():
        sort_by(form, wanted, lambda button: button.click())
        return
    for place, text in enumerate(wanted, start=1):
        form.get_by_label(text, exact=True).select_option(str(place))


def sort_by(form: Locator, wanted: list[str], press: Callable[[Locator], None]) -> None:
    """Move each item up to its place by the button beside it."""
    for place, text in enumerate(wanted):
        item = form.locator(f"[data-sort-item='{text}']")
        at = item.evaluate("one => [...one.parentNode.children].indexOf(one)")
        for _step in range(at - place):
            press(item.locator("[data-move=up]"))
    names = form.locator("[data-sort-item]").evaluate_all(
        "all => all.map((one) => one.dataset.sortItem)"
    )
    assert names == wanted


def fill_gaps(page: Page, form: Locator) -> None:
    form.get_by_label("Bagian 1 dari 3").fill("250.000")
    form.get_by_label("Bagian 2 dari 3").select_option("bahan")
    form.get_by_label("Bagian 3 dari 3").fill("sewa kios")


def send_photo(page: Page, form: Locator) -> None:
    photo = {"name": "produk.png", "mimeType": "image/png", "buffer": png_bytes()}
    form.locator("[type=file]").set_input_files(photo)  # type: ignore[arg-type]


RIGHT: dict[str, Answer] = {
    "single_choice": choose("Menghitung biaya"),
    "multiple_choice": choose_several,
    "true_false": choose("Benar"),
    "picture_choice": choose_picture,
    "short_answer": write("hpp"),
    "numeric": write("Rp8.500"),
    "calculated": write("10.000"),
    "matching": match,
    "ordering": put_in_order,
    "gaps": fill_gaps,
    "essay": write("Saya mau menjual keripik."),
    "file": send_photo,
}
WRONG: dict[str, Answer] = {
    **RIGHT,
    "single_choice": choose("Menyewa kios"),
    "true_false": choose("Salah"),
    "short_answer": write("harga jual"),
    "numeric": write("8.501"),
    "calculated": write("9"),
}


def open_quiz(site: Site, page: Page, **rules: Any) -> LessonPage:
    lesson: LessonPage = LessonPageFactory(parent=site.course, body=[quiz_of_all_types(**rules)])
    learner = Person.objects.get(code=PARTICIPANT.code)
    enrol(learner.pk, course_key=site.course.translation_key)
    sign_in(page, site)
    page.goto(site.url(lesson.url))
    return lesson


def visible_form(page: Page) -> Locator:
    form = page.locator("div.quiz form:visible").filter(has=page.locator("fieldset"))
    expect(form).to_have_count(1)
    return form


def attempt_of(lesson: LessonPage) -> Any:
    learner = Person.objects.get(code=PARTICIPANT.code)
    state = activity_state(learner.pk, lesson.translation_key, lesson.body[0].id)
    return read_attempts(state)[-1]


def check_with_axe(page: Page, *, javascript: bool) -> None:
    """axe needs the page's own timers, which stand still without JavaScript."""
    if javascript:
        assert find_violations(page) == []


def answer_next(page: Page, answers: dict[str, Answer], *, button: str = "Periksa") -> str:
    form = visible_form(page)
    slug = form.locator("[name=question]").get_attribute("value") or ""
    answers[slug](page, form)
    form.get_by_role("button", name=button).click()
    return slug


def test_every_type_has_a_right_answer_here() -> None:
    assert set(SLUGS) == set(RIGHT)


@pytest.mark.parametrize("javascript", [False, True], ids=["without-javascript", "with-javascript"])
def test_every_type_is_answered_right(site: Site, open_context: Any, javascript: bool) -> None:
    page = open_context(javascript=javascript).new_page()
    lesson = open_quiz(site, page)
    expect(page.get_by_text("Siti menjual keripik singkong.")).to_be_visible()
    seen = []
    for number in range(1, len(SLUGS) + 1):
        seen.append(answer_next(page, RIGHT))
        feedback = page.locator(".feedback")
        expect(feedback).to_contain_text(f"Soal {number} dari {len(SLUGS)}")
        waits = types[seen[-1]].graded_by_person
        expect(feedback.get_by_role("status")).to_contain_text("Tersimpan" if waits else "Benar.")
        assert overflow(page) <= 0
        check_with_axe(page, javascript=javascript)
        feedback.get_by_role("link").last.click()
    assert seen == SLUGS
    expect(page.locator(".result")).to_contain_text(f"10 dari {len(SLUGS)} benar")
    scores = {one.id: one.score for one in attempt_of(lesson).questions}
    expected = {slug: None if types[slug].graded_by_person else 1.0 for slug in SLUGS}
    assert scores == expected


@pytest.mark.parametrize("javascript", [False, True], ids=["without-javascript", "with-javascript"])
def test_at_the_end_all_is_handed_in_and_one_answer_changed(
    site: Site, open_context: Any, javascript: bool
) -> None:
    page = open_context(javascript=javascript).new_page()
    lesson = open_quiz(site, page, behaviour="deferred", shuffle_answers=True, minutes=30)
    page.get_by_role("button", name="Mulai kuis").click()
    for number in range(1, len(SLUGS) + 1):
        expect(page.locator(".quiz .eyebrow:visible")).to_contain_text(f"Soal {number} dari")
        answer_next(page, WRONG, button="Simpan")
        expect(page.locator(".quiz .said.right, .quiz .said.wrong")).to_have_count(0)
    expect(page.get_by_text("Semua soal sudah dijawab")).to_be_visible()
    check_with_axe(page, javascript=javascript)
    page.get_by_role("link", name="Ubah jawaban 1", exact=True).click()
    form = visible_form(page)
    expect(form.get_by_role("radio", name="Menyewa kios")).to_be_checked()
    form.get_by_text("Menghitung biaya", exact=True).click()
    form.get_by_role("button", name="Simpan").click()
    page.get_by_role("button", name="Kumpulkan jawaban").click()
    result = page.locator(".result")
    expect(result).to_contain_text(f"6 dari {len(SLUGS)} benar")
    check_with_axe(page, javascript=javascript)
    assert attempt_of(lesson).find("single_choice").score == 1


def test_ordering_and_matching_by_keyboard_alone(site: Site, open_context: Any) -> None:
    page = open_context().new_page()
    lesson = open_quiz(site, page)
    for _before in range(SLUGS.index("matching")):
        answer_next(page, RIGHT)
        page.locator(".feedback").get_by_role("link").last.click()
    for slug in ("matching", "ordering"):
        form = visible_form(page)
        if slug == "matching":
            form.get_by_label("Singkong").focus()
            page.keyboard.type("Bahan")
            page.keyboard.press("Tab")
            page.keyboard.type("Biaya")
        else:
            form.locator("[data-move]").first.focus()
            sort_by(
                form,
                ["Pilih ide", "Hitung biaya", "Jual contoh"],
                lambda button: (button.focus(), page.keyboard.press("Enter")),  # type: ignore[arg-type,func-returns-value]
            )
            expect(form.locator("[data-sort-status]")).to_contain_text("dari 3")
        form.get_by_role("button", name="Periksa").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".feedback").get_by_role("status")).to_contain_text("Benar.")
        page.locator(".feedback").get_by_role("link").last.focus()
        page.keyboard.press("Enter")
    assert attempt_of(lesson).find("ordering").score == 1


@pytest.mark.parametrize("javascript", [False, True], ids=["without-javascript", "with-javascript"])
def test_an_ambiguous_number_is_asked_back_beside_the_question(
    site: Site, open_context: Any, javascript: bool
) -> None:
    page = open_context(javascript=javascript).new_page()
    open_quiz(site, page)
    for _before in range(SLUGS.index("numeric")):
        answer_next(page, RIGHT)
        page.locator(".feedback").get_by_role("link").last.click()
    answer_next(page, {"numeric": write("8,500")})
    refusal = page.locator("section.quiz > .refusal")
    expect(refusal).to_contain_text("8500")
    expect(refusal).to_be_in_viewport()
    if javascript:
        expect(visible_form(page).locator("[name=text]")).to_have_value("8,500")
    answer_next(page, {"numeric": write("8500")})
    expect(page.locator(".feedback").get_by_role("status")).to_contain_text("Benar.")
    expect(refusal).to_have_count(0)
