"""Categories and questions as tables."""

import json
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.db.models import ProtectedError

from courses.kinds.quiz.bank.models import BankQuestion, Category
from courses.kinds.quiz.bank.queries import questions_by_key
from courses.kinds.quiz.types.registry import UnknownType
from tests.factories.quiz import (
    BankQuestionFactory,
    CategoryFactory,
    single_choice,
    stored_question,
)

pytestmark = pytest.mark.django_db


def paths() -> list[str]:
    return list(Category.objects.values_list("path", flat=True))


def below(path: str) -> list[str]:
    return list(Category.objects.below(path).values_list("path", flat=True))


# --- Categories -------------------------------------------------------------------------------


def test_a_path_is_tidied_and_what_it_passes_through_exists() -> None:
    category = Category.objects.get_or_create_path(" Keuangan /  Utang   piutang/Bunga ")
    assert (category.path, category.name, category.depth) == (
        "Keuangan/Utang piutang/Bunga",
        "Bunga",
        3,
    )
    assert paths() == ["Keuangan", "Keuangan/Utang piutang", "Keuangan/Utang piutang/Bunga"]
    assert Category.objects.get_or_create_path("Keuangan/Utang piutang/Bunga") == category
    assert category.indented_name == "\N{NO-BREAK SPACE}" * 6 + "Bunga"


@pytest.mark.parametrize(
    "path", ["", " ", "/", "Keuangan/", "/Utang", "Keuangan//Utang", "x" * 251]
)
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ValidationError):
        Category.objects.get_or_create_path(path)
    with pytest.raises(ValidationError):
        Category(path=path).full_clean()
    assert paths() == []


def test_a_long_path_has_room() -> None:
    assert Category.objects.get_or_create_path("x" * 250).path == "x" * 250


def test_below_a_category_are_its_own_alone() -> None:
    for path in ("Keuangan", "Keuangan/Utang", "Keuangan2/Utang", "keuangan/Utang", "Uang"):
        Category.objects.get_or_create_path(path)
    assert below("Keuangan") == ["Keuangan", "Keuangan/Utang"]
    assert below("Entah") == []


def test_signs_with_a_meaning_in_sql_have_none_in_a_path() -> None:
    for path in ("100%/Satu", "100x/Satu", "a_b/Satu", "axb/Satu", "a\\b/Satu"):
        Category.objects.get_or_create_path(path)
    assert below("100%") == ["100%", "100%/Satu"]
    assert below("a_b") == ["a_b", "a_b/Satu"]
    assert below("a\\b") == ["a\\b", "a\\b/Satu"]


def test_renaming_takes_along_what_lies_below() -> None:
    for path in ("Keuangan/Utang/Bunga", "Keuangan2/Utang"):
        Category.objects.get_or_create_path(path)
    question = BankQuestionFactory(category__path="Keuangan/Utang/Bunga")
    category = Category.objects.get(path="Keuangan")
    category.path = "Ekonomi/Rumah"
    category.save()
    assert paths() == [
        "Ekonomi",
        "Ekonomi/Rumah",
        "Ekonomi/Rumah/Utang",
        "Ekonomi/Rumah/Utang/Bunga",
        "Keuangan2",
        "Keuangan2/Utang",
    ]
    question.refresh_from_db()
    assert question.category.path == "Ekonomi/Rumah/Utang/Bunga"


def test_a_category_that_moves_along_is_found_by_its_new_name() -> None:
    Category.objects.get_or_create_path("Keuangan/Utang")
    category = Category.objects.get(path="Keuangan")
    category.path = "Ekonomi"
    category.save()
    from wagtail.search.backends import get_search_backend

    found = get_search_backend().autocomplete("Ekonomi", Category.objects.all())
    assert {one.path for one in found} == {"Ekonomi", "Ekonomi/Utang"}


def test_moving_into_itself_onto_another_or_too_deep_is_refused() -> None:
    Category.objects.get_or_create_path("A/" + "b" * 200)
    Category.objects.get_or_create_path("C")
    category = Category.objects.get(path="A")
    for path in ("A/D", "C", "x" * 60):
        category.path = path
        with pytest.raises(ValidationError):
            category.full_clean()
    for path in ("A/D", "x" * 60):
        category.path = path
        with pytest.raises(ValidationError):
            category.save()
    assert paths() == ["A", "A/" + "b" * 200, "C"]


def test_a_category_with_questions_in_it_or_below_stays() -> None:
    BankQuestionFactory(category__path="Keuangan/Utang")
    BankQuestionFactory(category__path="Keuangan/Utang", draft=True)
    for path in ("Keuangan", "Keuangan/Utang"):
        with pytest.raises(ProtectedError, match="2"):
            Category.objects.get(path=path).delete()
        with pytest.raises(ProtectedError):
            Category.objects.filter(path=path).delete()
    assert paths() == ["Keuangan", "Keuangan/Utang"]


def test_an_empty_category_goes_with_those_below() -> None:
    for path in ("Keuangan/Utang", "Keuangan2"):
        Category.objects.get_or_create_path(path)
    Category.objects.get(path="Keuangan").delete()
    assert paths() == ["Keuangan2"]
    Category.objects.none().delete()
    assert paths() == ["Keuangan2"]


# --- Questions --------------------------------------------------------------------------------


def test_a_question_reads_as_plain_values() -> None:
    stored = BankQuestionFactory(name="HPP", content=[single_choice("Berapa?", weight=2.0)])
    question = BankQuestion.objects.get().question()
    assert (question.id, question.name, question.type) == (str(stored.key), "HPP", "single_choice")
    assert (question.text, question.weight) == ("Berapa?", 2.0)
    assert [one["text"] for one in question.data["answers"]] == ["8.500", "9.500"]
    assert stored.type == "single_choice"


def test_a_change_before_it_is_saved_is_read_as_well() -> None:
    stored = BankQuestionFactory()
    stored.content[0].value["text"] = "Baru?"
    assert stored.question().text == "Baru?"


def test_without_a_name_it_is_called_by_its_first_words() -> None:
    content = [single_choice("<p>Berapa <b>HPP</b>?</p>" + "x" * 200, format="html")]
    question = BankQuestionFactory(name=" ", content=content)
    assert question.name.startswith("Berapa HPP? xxx")
    assert len(question.name) == 80
    assert str(BankQuestion())


def test_one_number_in_a_category() -> None:
    question = BankQuestionFactory(number="7")
    other = BankQuestionFactory(number="7")
    assert other.category != question.category
    other.category = question.category
    with pytest.raises(ValidationError, match=r"number|nomor"):
        other.full_clean()
    other.number = ""
    other.full_clean()
    BankQuestionFactory.create_batch(2, category=question.category)


def test_a_revision_shows_what_was_and_survives_its_category() -> None:
    question = BankQuestionFactory(category__path="Lama", tags=["hpp"])
    revision = question.latest_revision
    question.category = CategoryFactory(path="Baru")
    question.content = [single_choice("Baru?")]
    question.save_revision().publish()
    old = revision.as_object()
    assert old.category.path == "Lama"
    assert old.question().text != "Baru?"
    assert list(old.tags.names()) == ["hpp"]
    Category.objects.get(path="Lama").delete()
    old = revision.as_object()
    assert old.category.path == "Baru"
    assert old.key == question.key


def test_a_draft_changes_nothing_that_is_published() -> None:
    question = BankQuestionFactory(text="Lama?")
    question.content = [single_choice("Baru?")]
    question.save_revision()
    assert BankQuestion.objects.get().question().text == "Lama?"


def test_a_draft_without_a_question_is_none() -> None:
    empty = BankQuestionFactory(content=[], draft=True)
    assert (empty.type, empty.live) == ("", False)
    with pytest.raises(UnknownType):
        empty.question()


def store_directly(question: BankQuestion, content: Any) -> None:
    """As an installation with another type would have left it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kind_quiz_bankquestion SET content = %s WHERE id = %s",
            [json.dumps(content), question.pk],
        )


def test_a_question_of_a_type_that_is_gone_survives_everything() -> None:
    foreign = stored_question("hotspot", block_id=str(uuid.uuid4()), spots=[1, 2])
    store_directly(BankQuestionFactory(), [foreign])
    question = BankQuestion.objects.get()
    with pytest.raises(UnknownType):
        question.question()
    question.save()
    question.save_revision().publish()
    question = BankQuestion.objects.get()
    assert question.type == "hotspot"
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM kind_quiz_bankquestion")
        [(content,)] = cursor.fetchall()
    assert json.loads(content) == [foreign]
    assert question.latest_revision.as_object().stored_type == "hotspot"


def test_questions_are_found_by_key_in_one_query(django_assert_num_queries: Any) -> None:
    one, other = BankQuestionFactory(), BankQuestionFactory(draft=True)
    BankQuestionFactory()
    with django_assert_num_queries(1):
        found = questions_by_key([one.key, other.key, uuid.uuid4()])
        places = {key: question.category.path for key, question in found.items()}
    assert places == {one.key: one.category.path, other.key: other.category.path}


def test_the_tables_are_as_the_migrations_say() -> None:
    call_command("makemigrations", "kind_quiz", check=True, dry_run=True, verbosity=0)
    field = BankQuestion._meta.get_field("content")
    assert field.deconstruct()[2:] == ([], {"verbose_name": field.verbose_name})
