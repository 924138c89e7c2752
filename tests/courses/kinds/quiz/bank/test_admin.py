"""The question bank in the editor."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.kinds.quiz.bank.models import BankQuestion, Category, Level
from courses.kinds.quiz.bank.usages import find_places
from courses.kinds.quiz.types.registry import types
from tests.factories.accounts import PersonFactory, client_of
from tests.factories.catalog import LessonPageFactory, quiz_block, reading_block
from tests.factories.quiz import (
    BankQuestionFactory,
    CategoryFactory,
    draw,
    from_bank,
    single_choice,
    stored_question,
)
from tests.statements import count_statements

pytestmark = pytest.mark.django_db

LIST = "/admin/snippets/kind_quiz/bankquestion/"
CATEGORIES = "/admin/snippets/kind_quiz/category/"


def page(client: Client, url: str, **query: Any) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def listed(client: Client, **query: Any) -> list[str]:
    response = client.get(LIST, query)
    assert response.status_code == 200
    return sorted(one.name for one in response.context["object_list"])


# --- The list ---------------------------------------------------------------------------------


def test_the_list_tells_type_place_level_and_state(trainer: Client) -> None:
    BankQuestionFactory(name="HPP", category__path="Keuangan/HPP", level=3)
    html = page(trainer, LIST)
    question_type = str(types["single_choice"].label)
    for word in (">HPP", ">Keuangan/HPP<", question_type, str(Level.HARD.label)):
        assert word in " ".join(html.split()).replace("> ", ">").replace(" <", "<")
    assert f'href="{reverse("quiz_bank:import")}"' in html
    assert f'href="{reverse("quiz_bank:export")}"' in html


def test_the_list_is_narrowed_down(trainer: Client) -> None:
    BankQuestionFactory(name="a", category__path="Keuangan", level=3, tags=["hpp"])
    BankQuestionFactory(name="b", category__path="Keuangan/Utang", level=1)
    BankQuestionFactory(name="c", category__path="Keuangan2", draft=True)
    BankQuestionFactory(
        name="d", category__path="Usaha", content=[stored_question("description", text="Baca.")]
    )
    category = Category.objects.get(path="Keuangan")
    tag = BankQuestion.objects.get(name="a").tags.get()
    assert listed(trainer) == ["a", "b", "c", "d"]
    assert listed(trainer, category=category.pk) == ["a", "b"]
    assert listed(trainer, type="description") == ["d"]
    assert listed(trainer, level="3") == ["a"]
    assert listed(trainer, tag=tag.pk) == ["a"]
    assert listed(trainer, live="false") == ["c"]
    assert listed(trainer, category=category.pk, level="1", live="true") == ["b"]
    filters = page(trainer, LIST)
    assert "\N{NO-BREAK SPACE}Utang</option>" in filters


def test_the_list_is_searched_by_name_and_words(trainer: Client) -> None:
    BankQuestionFactory(name="Satu", text="Apa itu pendampingan?", number="K-17")
    BankQuestionFactory(name="Dua", category__path="Keuangan")
    category = Category.objects.get(path="Keuangan")
    assert listed(trainer, q="sat") == ["Satu"]
    assert listed(trainer, q="pendamping") == ["Satu"]
    assert listed(trainer, q="8.500") == ["Dua", "Satu"]
    assert listed(trainer, q="8.500", category=category.pk, ordering="name") == ["Dua"]
    tagged = BankQuestionFactory(name="Tiga", tags=["hpp"])
    assert listed(trainer, q="8.500", tag=tagged.tags.get().pk) == ["Tiga"]


def test_statements_of_the_list_do_not_grow(trainer: Client) -> None:
    BankQuestionFactory(tags=["a"])
    page(trainer, LIST)
    few = count_statements(lambda: page(trainer, LIST))
    for number in range(9):
        BankQuestionFactory(tags=["a", f"t{number}"], draft=number % 2 == 0)
    BankQuestion.objects.first().save_revision()
    assert count_statements(lambda: page(trainer, LIST)) == few


def test_a_type_that_is_gone_is_listed_by_its_slug(trainer: Client) -> None:
    BankQuestionFactory()
    BankQuestion.objects.update(type="hotspot")
    assert "hotspot" in page(trainer, LIST)


# --- Who may ----------------------------------------------------------------------------------

ADDRESSES = [LIST, f"{LIST}add/", CATEGORIES, "/admin/kuis/impor/", "/admin/kuis/ekspor/"]


@pytest.mark.parametrize("url", ADDRESSES)
def test_trainers_and_administrators_alone(url: str) -> None:
    for role in ("trainer", "administrator"):
        assert client_of(**{role: True}).get(url).status_code == 200
    for role in ("participant", "coordinator"):
        client = client_of(**{role: True})
        assert client.get(url).status_code == 302
        assert client.post(url).status_code == 302
    assert Client().get(url).headers["Location"].startswith("/admin/login/")


def menu(client: Client) -> str:
    html = client.get("/admin/").content.decode()
    start = html.index("wagtail-sidebar-props")
    return html[html.index(">", start) : html.index("</script>", start)]


def test_the_bank_is_in_the_menu_of_trainers() -> None:
    assert '"question-bank"' in menu(client_of(trainer=True))
    assert '"question-bank"' not in menu(client_of(coordinator=True))


# --- Writing ----------------------------------------------------------------------------------


def form(**fields: Any) -> dict[str, Any]:
    answers = streamfield(
        [
            ("item", {"text": "8.500", "right": "on", "credit": "", "feedback": ""}),
            ("item", {"text": "9.500", "credit": "", "feedback": ""}),
        ]
    )
    question = {
        "text": "Berapa HPP-nya?",
        "picture": "",
        "picture_alt": "",
        "sound": "",
        "feedback": "",
        "hints": streamfield([]),
        "read_again": "",
        "weight": "1",
        "penalty": "0.3",
        "format": "plain",
        "answers": answers,
    }
    defaults = {
        "name": "",
        "level": "2",
        "tags": "hpp",
        "number": "",
        "content": streamfield([("single_choice", question)]),
    }
    data: dict[str, Any] = nested_form_data({**defaults, **fields})
    return data


def test_a_trainer_writes_a_question_and_publishes_it(trainer: Client) -> None:
    category = CategoryFactory()
    assert trainer.get(f"{LIST}add/").status_code == 200
    data = form(category=category.pk)
    response = trainer.post(f"{LIST}add/", {**data, "action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    stored = BankQuestion.objects.get()
    assert (stored.live, stored.name, stored.type) == (True, "Berapa HPP-nya?", "single_choice")
    assert list(stored.tags.names()) == ["hpp"]
    edit = f"{LIST}edit/{stored.pk}/"
    assert trainer.get(edit).status_code == 200
    data = form(category=category.pk, name="Konsep")
    assert trainer.post(edit, data).status_code == 302
    stored.refresh_from_db()
    assert (stored.name, stored.has_unpublished_changes) == ("Berapa HPP-nya?", True)
    assert trainer.get(f"{LIST}history/{stored.pk}/").status_code == 200


def test_a_question_without_category_or_content_is_refused(trainer: Client) -> None:
    for data in (
        form(category=""),
        form(category=CategoryFactory().pk, content=streamfield([])),
    ):
        response = trainer.post(f"{LIST}add/", {**data, "action-publish": "1"})
        assert response.status_code == 200
    assert not BankQuestion.objects.exists()


def test_an_empty_draft_is_kept_and_opened_again(trainer: Client) -> None:
    data = form(category=CategoryFactory().pk, content=streamfield([]))
    assert trainer.post(f"{LIST}add/", data).status_code == 302
    stored = BankQuestion.objects.get()
    assert (stored.live, str(stored)) == (False, str(BankQuestion()))
    assert trainer.get(f"{LIST}edit/{stored.pk}/").status_code == 200
    assert trainer.get(LIST).status_code == 200


def test_a_copy_is_another_question(trainer: Client) -> None:
    stored = BankQuestionFactory(number="N-7", name="Asli")
    html = page(trainer, f"{LIST}copy/{stored.pk}/")
    assert "Asli" in html
    assert "N-7" not in html


def test_categories_are_written_and_kept(trainer: Client) -> None:
    assert trainer.post(f"{CATEGORIES}add/", {"path": " A / B "}).status_code == 302
    BankQuestionFactory(category__path="A/B")
    top = Category.objects.get(path="A")
    assert trainer.post(f"{CATEGORIES}add/", {"path": "A//B"}).status_code == 200
    html = page(trainer, CATEGORIES)
    assert "A/B" in html
    delete = f"{CATEGORIES}delete/{top.pk}/"
    for response in (trainer.get(delete, follow=True), trainer.post(delete, follow=True)):
        assert "1 " in str(next(iter(response.context["messages"])))
    bulk = f"/admin/bulk/kind_quiz/category/delete/?id={top.pk}"
    assert trainer.post(bulk).status_code == 302
    assert Category.objects.filter(path="A").exists()
    BankQuestion.objects.all().delete()
    assert trainer.post(delete).status_code == 302
    assert not Category.objects.exists()


# --- Preview ----------------------------------------------------------------------------------


def preview(client: Client, stored: BankQuestion, mode: str = "") -> Any:
    revision = f"history/{stored.pk}/revisions/{stored.latest_revision_id}/view/"
    response = client.get(LIST + revision, {"mode": mode})
    assert response.status_code == 200
    return response


def test_a_preview_is_what_a_participant_sees_and_sends_nothing(trainer: Client) -> None:
    content = [single_choice("Berapa HPP-nya?", feedback="Bagi modal.", hints=[])]
    stored = BankQuestionFactory(content=content)
    response = preview(trainer, stored)
    html = response.content.decode()
    assert "Berapa HPP-nya?" in html
    assert html.count('type="radio"') == 2
    assert "Tepat." not in html
    assert "Bagi modal." not in html
    assert "form-action 'none'" in response.headers["Content-Security-Policy"]


def test_a_preview_with_the_answer_shows_what_is_said_to_whom(trainer: Client) -> None:
    content = [single_choice("Berapa?", feedback="Bagi modal.")]
    html = preview(trainer, BankQuestionFactory(content=content), "solved").content.decode()
    for text in ("8.500", "Tepat.", "Hitung lagi.", "Bagi modal."):
        assert text in html


def test_a_preview_shows_what_is_not_saved_yet(trainer: Client) -> None:
    url = f"{LIST}preview/"
    assert trainer.post(url, form(category=CategoryFactory().pk)).json()["is_valid"]
    assert "Berapa HPP-nya?" in trainer.get(url).content.decode()
    assert not BankQuestion.objects.exists()


def test_what_is_not_complete_is_said_in_the_preview(trainer: Client) -> None:
    content = [stored_question("single_choice", text="Berapa?", answers=[])]
    for stored in (
        BankQuestionFactory(content=[], draft=True),
        BankQuestionFactory(content=content, draft=True),
    ):
        for mode in ("", "solved"):
            assert "<form" not in preview(trainer, stored, mode).content.decode()


def test_what_is_only_read_is_previewed_without_a_form(trainer: Client) -> None:
    stored = BankQuestionFactory(content=[stored_question("description", text="Baca dulu.")])
    html = preview(trainer, stored).content.decode()
    assert "Baca dulu." in html
    assert "<form" not in html


# --- Choosing one for a quiz ------------------------------------------------------------------


def test_published_questions_are_offered_with_their_place(trainer: Client) -> None:
    BankQuestionFactory(name="Utang sehat", category__path="Keuangan/Utang")
    BankQuestionFactory(name="Konsep", draft=True)
    url = "/admin/snippets/choose/kind_quiz/bankquestion/"
    html = trainer.get(url).json()["html"]
    assert "Utang sehat" in html
    assert "Keuangan/Utang" in html
    assert "Konsep" not in html
    few = count_statements(lambda: trainer.get(url))
    BankQuestionFactory.create_batch(5)
    assert count_statements(lambda: trainer.get(url)) == few
    assert "Utang sehat" in page(trainer, f"{url}results/", q="utang")
    assert "Konsep" not in page(trainer, f"{url}results/", q="kons")


# --- Where it is used -------------------------------------------------------------------------


def quiz_with(*entries: dict[str, Any], title: str = "Kuis") -> Any:
    block = quiz_block(1)
    block["value"]["questions"] = [*block["value"]["questions"], *entries]
    return LessonPageFactory(title=title, body=[reading_block(), block])


def places(stored: BankQuestion) -> list[tuple[str, bool]]:
    found = find_places(stored, PersonFactory(is_superuser=True))
    return [(place.title, place.drawn) for place in found]


def test_the_quizzes_that_list_or_may_draw_it_are_found() -> None:
    stored = BankQuestionFactory(category__path="Keuangan/Utang", level=3, tags=["Bunga"])
    top, other = CategoryFactory(path="Keuangan"), CategoryFactory(path="Usaha")
    BankQuestionFactory.create_batch(2, category=top)
    BankQuestionFactory(category=other)
    quiz_with(from_bank(stored), title="A daftar")
    quiz_with(draw(1, top), title="B bawah")
    quiz_with(draw(1, top, with_below=False), title="C tidak")
    quiz_with(draw(1, stored.category, tags="bunga", level="3"), title="D cocok")
    quiz_with(draw(1, stored.category, level="1"), title="E tidak")
    quiz_with(draw(1, stored.category, tags="lain"), title="F tidak")
    quiz_with(draw(1, other), title="G tidak")
    quiz_with(draw(1, top), from_bank(stored), title="H dua kali")
    assert places(stored) == [
        ("A daftar", False),
        ("B bawah", True),
        ("D cocok", True),
        ("H dua kali", False),
    ]


def test_two_quizzes_of_one_lesson_are_two() -> None:
    stored = BankQuestionFactory()
    blocks = []
    for _number in range(2):
        block = quiz_block(1)
        block["value"]["questions"] = [from_bank(stored)]
        blocks.append(block)
    LessonPageFactory(title="Dua kuis", body=blocks)
    assert len(places(stored)) == 2


def test_statements_do_not_grow_with_the_quizzes() -> None:
    stored = BankQuestionFactory()
    person = PersonFactory(is_superuser=True)
    quiz_with(from_bank(stored), draw(1, stored.category))
    find_places(stored, person)
    few = count_statements(lambda: find_places(stored, person))
    for _number in range(5):
        quiz_with(from_bank(stored), draw(1, stored.category))
    assert count_statements(lambda: find_places(stored, person)) <= few


def test_a_change_is_made_knowing_where_it_shows(trainer: Client) -> None:
    stored = BankQuestionFactory()
    edit = f"{LIST}edit/{stored.pk}/"
    lesson = quiz_with(from_bank(stored), title="Utang sehat")
    html = page(trainer, edit)
    assert f'<a href="/admin/pages/{lesson.pk}/edit/">Utang sehat</a>' in html
    assert ReferenceIndex.get_references_to(stored).count() == 1
    before_form = html[: html.index('id="w-editor-form"')]
    assert "Utang sehat" in before_form


def test_saving_in_the_background_answers_in_json(trainer: Client) -> None:
    stored = BankQuestionFactory()
    data = form(category=stored.category.pk, name="Sendiri")
    response = trainer.post(
        f"{LIST}edit/{stored.pk}/", data, headers={"accept": "application/json"}
    )
    assert json.loads(response.content)["success"]
