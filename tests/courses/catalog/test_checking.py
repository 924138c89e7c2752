"""What the content check says of a lesson."""

import json
import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from courses.catalog.checking import check_lesson
from courses.catalog.models import CoursePage, LessonPage
from tests.factories.catalog import (
    CoursePageFactory,
    LessonPageFactory,
    pledge_block,
    quiz_block,
    reading_block,
)

pytestmark = pytest.mark.django_db

LONG = "Kata " + " ".join(["kata"] * 25) + "."


def reading(*html: str, title: str = "Baca") -> dict[str, Any]:
    block = reading_block(title)
    block["value"]["body"] = [
        {"type": "text", "value": one, "id": str(uuid.uuid4())} for one in html
    ]
    return block


def make_lesson(*body: dict[str, Any], **fields: Any) -> LessonPage:
    lesson: LessonPage = LessonPageFactory(body=list(body), **fields)
    return LessonPage.objects.get(pk=lesson.pk)


def codes(lesson: LessonPage) -> dict[str, list[str]]:
    return {one.heading: [remark.code for remark in one.remarks] for one in check_lesson(lesson)}


def with_glossary(*terms: str) -> CoursePage:
    glossary = [
        {
            "type": "term",
            "value": {"term": term, "explanation": "Artinya."},
            "id": str(uuid.uuid4()),
        }
        for term in terms
    ]
    course: CoursePage = CoursePageFactory(glossary=glossary)
    return course


def test_a_lesson_that_is_as_it_should_be_has_no_remarks() -> None:
    lesson = make_lesson(reading("<p>Catat uang masuk. Catat juga uang keluar.</p>"), quiz_block(2))
    assert check_lesson(lesson) == []


def test_a_long_sentence_is_shown_in_its_activity() -> None:
    lesson = make_lesson(reading_block(), reading(f"<p>Pendek. {LONG}</p>", title="Uang"))
    with override("id"):
        [checked] = check_lesson(lesson)
    assert checked.activity_id == lesson.body[1].id
    assert checked.heading == "Bacaan: Uang"
    [remark] = checked.remarks
    assert remark.code == "long-sentence"
    assert "26" in str(remark.sentence)
    assert remark.excerpt == LONG


def test_a_long_sentence_of_a_question_is_said_but_not_counted_as_the_lessons_own() -> None:
    quiz = quiz_block(1)
    quiz["value"]["questions"][0]["value"]["text"] = LONG + " Kata." * 400
    lesson = make_lesson(quiz)
    with override("id"):
        assert codes(lesson) == {"Kuis: Kuis": ["long-sentence"]}


def test_a_lesson_of_more_than_400_words_is_too_long() -> None:
    half = "<p>" + "Satu kata. " * 100 + "</p>"
    # Headings count as well.
    fits = make_lesson(reading(half, title="Satu"), reading(half[: -len("Satu kata. </p>")]))
    assert codes(fits) == {}
    over = make_lesson(reading(half, title="Satu"), reading(half))
    [checked] = check_lesson(over)
    assert checked.activity_id == ""
    assert [remark.code for remark in checked.remarks] == ["many-words"]
    assert "402" in str(checked.remarks[0].sentence)


def test_half_of_the_sentences_are_to_be_short() -> None:
    twelve, thirteen = ("Kata " + " ".join(["kata"] * count) + "." for count in (11, 12))
    assert codes(make_lesson(reading(f"<p>{twelve} {twelve} {twelve}</p>"))) == {}
    lesson = make_lesson(reading(f"<p>{thirteen} {thirteen}</p>"))
    [checked] = check_lesson(lesson)
    assert [remark.code for remark in checked.remarks] == ["long-median"]


def test_a_picture_that_says_nothing_and_one_that_is_heavy(settings: Any) -> None:
    settings.PIJAR_LESSON_BUDGET_BYTES = 100
    image = get_image_model().objects.create(title="Pasar", file=get_test_image_file())

    def picture(alt: str, *, decorative: bool = False) -> dict[str, Any]:
        value = {"image": image.pk, "alt_text": alt, "decorative": decorative}
        return {
            "type": "picture",
            "value": {"image": value, "caption": ""},
            "id": str(uuid.uuid4()),
        }

    block = reading_block()
    block["value"]["body"] += [picture("Orang tawar-menawar"), picture("", decorative=True)]
    assert list(codes(make_lesson(block)).values()) == [["heavy"]]
    block["value"]["body"].append(picture(" "))
    whole, checked = check_lesson(make_lesson(block))
    assert [remark.code for remark in whole.remarks] == ["heavy"]
    assert [(remark.code, remark.excerpt) for remark in checked.remarks] == [("no-alt", "Pasar")]


def test_a_hard_word_is_to_be_explained_where_it_first_stands() -> None:
    first = reading("<p>Bank minta agunan. Agunan itu jaminan.</p>", title="Satu")
    later = reading("<p><b>Agunan</b> itu jaminan.</p>", title="Dua")
    with override("id"):
        [checked] = check_lesson(make_lesson(first, later))
        assert checked.heading == "Bacaan: Satu"
        [remark] = checked.remarks
        assert (remark.code, remark.excerpt) == ("hard-word", "Bank minta agunan.")
        assert "agunan" in str(remark.sentence)
        assert codes(make_lesson(later, first)) == {}


def test_the_terms_of_the_courses_own_glossary_are_hard_words() -> None:
    course = with_glossary("Tali asih", "Arisan")
    html = '<p>Dapat tali asih. Ikut <a href="../kamus/#arisan">arisan</a>.</p>'
    lesson = make_lesson(reading(html), parent=course)
    [checked] = check_lesson(lesson)
    assert [remark.code for remark in checked.remarks] == ["hard-word"]
    assert "tali asih" in str(checked.remarks[0].sentence)
    assert check_lesson(make_lesson(reading(html))) == []


def test_a_link_made_in_the_editor_explains_too() -> None:
    html = '<p>Ikut <a href="/kelas/usaha/kamus/#arisan">arisan</a>. Arisan itu seru.</p>'
    assert check_lesson(make_lesson(reading(html), parent=with_glossary("Arisan"))) == []
    other = html.replace("/kamus/#arisan", "/arisan/")
    assert check_lesson(make_lesson(reading(other), parent=with_glossary("Arisan"))) != []


def test_the_indonesian_list_is_for_indonesian_lessons() -> None:
    course: CoursePage = CoursePageFactory()
    english, _created = Locale.objects.get_or_create(language_code="en")
    translated = course.copy_for_translation(english, copy_parents=True)
    text = reading("<p>The tenor is long.</p>")
    assert check_lesson(make_lesson(text, parent=translated, locale=english)) == []
    assert check_lesson(make_lesson(text, parent=course)) != []


def test_what_is_not_installed_is_said_and_a_foreign_kind_is_taken_as_it_is() -> None:
    gone = {"type": "hologram", "value": {"title": "Dulu"}, "id": str(uuid.uuid4())}
    [checked] = check_lesson(make_lesson(pledge_block(), gone))
    assert [remark.code for remark in checked.remarks] == ["missing-kind"]
    assert "hologram" in str(checked.remarks[0].sentence)


def run(*args: str) -> tuple[list[str], str]:
    out, failure = StringIO(), ""
    try:
        call_command("check_content", *args, stdout=out)
    except CommandError as error:
        failure = str(error)
    return out.getvalue().splitlines(), failure


def test_the_command_says_each_remark_on_a_line_and_fails() -> None:
    good, bad = CoursePageFactory(slug="baik"), CoursePageFactory(slug="buruk")
    make_lesson(reading_block(), parent=good)
    make_lesson(reading(f"<p>{LONG}</p><p>Ya.</p>"), parent=bad, slug="panjang")
    assert run("--course", "baik") == ([], "")
    [line], failure = run()
    assert line.startswith("buruk / panjang: ")
    assert line.endswith(f": {LONG}")
    assert failure.startswith("1 ")
    [line], _failure = run("--course", "buruk", "--json")
    found = json.loads(line)
    assert (found["course"], found["lesson"], found["code"]) == (
        "buruk",
        "panjang",
        "long-sentence",
    )
    assert run("--course", "tidak-ada")[1].startswith("There is no published course")


def test_the_command_leaves_drafts_alone() -> None:
    lesson = make_lesson(reading(f"<p>{LONG}</p><p>Ya.</p>"))
    lesson.unpublish()
    assert run() == ([], "")
