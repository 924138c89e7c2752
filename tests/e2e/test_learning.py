"""A participant on a phone: signs in, joins, reads, fails and passes, goes on."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from courses.kinds.quiz.layouts import Quiz
from courses.kinds.quiz.questions import Question
from courses.progress.models import Event, State
from lms.accounts.models import Person
from lms.demo.people import PARTICIPANT
from tests.e2e.conftest import DESK, Site, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def questions(site: Site) -> list[Question]:
    [quiz] = [block for block in site.lessons[0].body if block.block_type == "quiz"]
    return Quiz(quiz.value).own_questions


def answer_all(page: Page, asked: list[Question], *, right: bool) -> None:
    for number, question in enumerate(asked, start=1):
        form = page.locator(".quiz form:visible")
        expect(form).to_have_count(1)
        expect(form.locator("legend")).to_contain_text(f"Soal {number} dari {len(asked)}")
        answer = match_pairs if question.type == "matching" else choose
        said = answer(form, question, right)
        form.get_by_role("button", name="Periksa").click()
        feedback = page.locator(".feedback")
        expect(feedback).to_be_visible()
        expect(feedback).to_contain_text(said)
        expect(feedback).to_contain_text("Benar." if right else "Belum tepat.")
        last = number == len(asked)
        feedback.get_by_role("link", name="Lihat hasil" if last else "Soal berikutnya").click()


def choose(form: Locator, question: Question, right: bool) -> str:
    choice = next(one for one in question.data["answers"] if one["right"] is right)
    form.get_by_text(choice["text"], exact=True).click()
    return str(choice["feedback"])


def match_pairs(form: Locator, question: Question, right: bool) -> str:
    pairs = question.data["pairs"]
    answers = [pair["answer"] for pair in pairs]
    if not right:
        answers = [*answers[1:], answers[0]]
    for pair, answer in zip(pairs, answers, strict=True):
        form.get_by_label(pair["prompt"]).select_option(label=answer)
    return question.feedback


@pytest.mark.parametrize("javascript", [False, True], ids=["without-javascript", "with-javascript"])
def test_the_whole_way_from_sign_in_to_the_second_lesson(
    site: Site, open_context: Any, javascript: bool
) -> None:
    page = open_context(javascript=javascript).new_page()
    first, second = site.lessons[:2]
    asked = questions(site)

    sign_in(page, site)
    page.get_by_role("link", name=site.course.title).click()
    page.get_by_role("button", name="Ikut kelas ini").click()
    page.get_by_role("link", name="Lanjut", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sebelum mulai")
    # What comes first is open; whoever likes goes straight to the lessons.
    page.goto(site.url(first.url))
    expect(page.get_by_role("heading", level=1)).to_have_text(first.title)
    page.get_by_role("button", name="Sudah saya baca").first.click()
    expect(page.locator("p.done").first).to_be_visible()

    answer_all(page, asked, right=False)
    expect(page.locator(".result")).to_contain_text(f"0 dari {len(asked)} benar")
    page.get_by_role("link", name="Coba lagi").click()
    answer_all(page, asked, right=True)
    expect(page.locator(".result")).to_contain_text(f"{len(asked)} dari {len(asked)} benar")
    expect(page.get_by_text("Pelajaran selesai")).to_be_visible()

    onward = page.locator(".foot a")
    expect(onward).to_contain_text(second.title)
    onward.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(second.title)
    page.locator("header a.brand").click()
    expect(page.locator(".path li.done")).to_have_count(1)
    expect(page.locator(".path li.now")).to_contain_text("Sebelum mulai")

    learner = Person.objects.get(code=PARTICIPANT.code)
    verbs = Event.objects.filter(learner=learner, kind="quiz").values_list("verb", flat=True)
    assert sorted(set(verbs)) == ["answered", "failed", "passed"]
    assert len(verbs) == 2 * len(asked)


def test_a_double_tap_is_one_answer(site: Site, open_context: Any) -> None:
    page = open_context().new_page()
    sign_in(page, site)
    page.goto(site.url(site.course.url))
    page.get_by_role("button", name="Ikut kelas ini").click()
    page.goto(site.url(site.lessons[0].url))
    page.get_by_role("button", name="Sudah saya baca").first.dblclick()
    expect(page.locator("p.done").first).to_be_visible()
    assert Event.objects.filter(kind="reading").count() == 1


def test_without_signal_the_answer_waits_on_the_page(site: Site, open_context: Any) -> None:
    context = open_context()
    page = context.new_page()
    sign_in(page, site)
    page.goto(site.url(site.course.url))
    page.get_by_role("button", name="Ikut kelas ini").click()
    page.goto(site.url(site.lessons[0].url))
    context.set_offline(True)
    page.get_by_role("button", name="Sudah saya baca").first.click()
    expect(page.get_by_role("status").filter(has_text="sinyal")).to_be_visible()
    assert not State.objects.exists()
    context.set_offline(False)
    page.get_by_role("button", name="Sudah saya baca").first.click()
    expect(page.locator("p.done").first).to_be_visible()
    assert Event.objects.filter(kind="reading").count() == 1


def test_by_keyboard_alone(site: Site, open_context: Any) -> None:
    page = open_context(DESK).new_page()
    page.goto(site.url("/masuk/"))
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("[name=identifier]").focus()
    page.keyboard.type(PARTICIPANT.code)
    page.keyboard.press("Tab")
    page.keyboard.type(PARTICIPANT.secret)
    page.keyboard.press("Enter")
    expect(page.locator(".who .name")).to_be_visible()


def test_a_visitor_is_brought_back_to_the_lesson_after_signing_in(
    site: Site, open_context: Any
) -> None:
    page = open_context(javascript=False).new_page()
    lesson = site.lessons[0]
    page.goto(site.url(lesson.url))
    page.locator(".gate").first.get_by_role("link", name="Masuk").click()
    page.fill("[name=identifier]", PARTICIPANT.code)
    page.fill("[name=pin]", PARTICIPANT.secret)
    page.click("main button")
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
    page.get_by_role("button", name="Ikut kelas ini").first.click()
    expect(page.get_by_role("button", name="Sudah saya baca").first).to_be_visible()
