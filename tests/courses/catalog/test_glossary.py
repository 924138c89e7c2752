"""The terms of a course's glossary, as the editor takes them."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import expand_db_html
from wagtail.test.utils.form_data import nested_form_data, streamfield

from courses.catalog.glossary import GLOSSARY_LINK, MOST_TERMS, GlossaryBlock, term_slug
from courses.catalog.models import CoursePage, LessonPage
from courses.kinds.reading.blocks import TEXT_FEATURES
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import CoursePageFactory, LessonPageFactory, ensure_site, make_course


def clean(*terms: tuple[str, str]) -> list[dict[str, str]]:
    block = GlossaryBlock()
    stream = [
        {"type": "term", "value": {"term": term, "explanation": explanation}}
        for term, explanation in terms
    ]
    return [dict(one.value) for one in block.clean(block.to_python(stream))]


def refuse(*terms: tuple[str, str]) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        clean(*terms)
    return caught.value


@pytest.mark.parametrize(
    ("term", "slug"),
    [("Biaya tetap", "biaya-tetap"), ("BEP (titik impas)", "bep-titik-impas"), ("%", "")],
)
def test_a_term_has_a_slug(term: str, slug: str) -> None:
    assert term_slug(term) == slug


def test_terms_are_kept_on_one_line_each() -> None:
    assert clean((" Biaya  tetap ", "Biaya yang\r\nsama tiap bulan.")) == [
        {"term": "Biaya tetap", "explanation": "Biaya yang sama tiap bulan."}
    ]


def test_a_term_stands_once_whatever_its_letters() -> None:
    error: Any = refuse(("Modal", "Satu."), ("Omzet", "Dua."), ("modal!", "Tiga."))
    assert list(error.block_errors) == [2]
    [sentence] = error.block_errors[2].block_errors["term"].messages
    assert "“modal!”" in sentence


@pytest.mark.parametrize(
    ("term", "explanation", "name"),
    [
        ("", "Ada.", "term"),
        ("Modal", "", "explanation"),
        ("%", "Persen.", "term"),
        ("x" * 81, "Panjang.", "term"),
        ("Modal", "x" * 301, "explanation"),
    ],
)
def test_what_is_no_term_is_said_at_its_field(term: str, explanation: str, name: str) -> None:
    error: Any = refuse((term, explanation))
    assert list(error.block_errors[0].block_errors) == [name]


def test_a_glossary_has_an_end() -> None:
    terms = [(f"Kata {number}", "Arti.") for number in range(MOST_TERMS + 1)]
    assert len(clean(*terms[:-1])) == MOST_TERMS
    refuse(*terms)


@pytest.fixture
def trainer(db: None) -> Client:
    client = Client()
    client.force_login(
        PersonFactory(trainer=True), backend="lms.accounts.backends.StaffPasswordBackend"
    )
    return client


def course_form(*terms: tuple[str, str]) -> dict[str, Any]:
    intro = {"blocks": [], "entityMap": {}}
    blocks = [("term", {"term": term, "explanation": text}) for term, text in terms]
    data: dict[str, Any] = nested_form_data(
        {
            "title": "Kelas baru",
            "slug": "kelas-baru",
            "summary": "Satu hal.",
            "intro": json.dumps(intro),
            "lesson_order": "open",
            "glossary": streamfield(blocks),
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "action-publish": "1",
        }
    )
    return data


def test_a_trainer_writes_a_glossary(trainer: Client) -> None:
    url = f"/admin/pages/add/catalog/coursepage/{ensure_site().pk}/"
    assert '-glossary-section"' in trainer.get(url).content.decode()
    response = trainer.post(url, course_form(("Modal", "Satu."), ("modal", "Dua.")))
    assert response.status_code == 200
    assert not CoursePage.objects.exists()
    response = trainer.post(url, course_form(("Modal", "Uang untuk memulai.")))
    assert response.status_code == 302
    [block] = CoursePage.objects.get().glossary
    assert (block.value["term"], block.value["explanation"]) == ("Modal", "Uang untuk memulai.")


def test_a_course_without_a_glossary_needs_none(trainer: Client) -> None:
    url = f"/admin/pages/add/catalog/coursepage/{ensure_site().pk}/"
    assert trainer.post(url, course_form()).status_code == 302
    assert not CoursePage.objects.get().glossary


def test_no_lesson_takes_the_glossarys_address(trainer: Client) -> None:
    course = make_course(1)
    with pytest.raises(ValidationError) as caught:
        LessonPageFactory(parent=course, slug="kamus")
    assert list(caught.value.message_dict) == ["slug"]
    with pytest.raises(ValidationError):
        LessonPageFactory(parent=course, title="Kamus", slug="")
    assert LessonPage.objects.count() == 1
    # It is the address within a course that is taken.
    CoursePageFactory(slug="kamus")


def test_the_editor_keeps_a_link_to_a_term() -> None:
    converter = ContentstateConverter(features=TEXT_FEATURES)
    html = f'<p data-block-key="a">Ini <a href="{GLOSSARY_LINK}biaya-tetap">biaya tetap</a>.</p>'
    assert converter.to_database_format(converter.from_database_format(html)) == html
    assert expand_db_html(html) == html
