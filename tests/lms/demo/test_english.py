"""The first course in English: whole, of the same figures, and one course with the Indonesian."""

import re
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.management import CommandError
from django.db.models import F
from django.test import Client, TestCase
from wagtail.models import Locale, Revision
from wagtail_localize.models import StringTranslation, Translation

from courses.catalog.answers import Answer, take_answers
from courses.catalog.checking import check_lesson
from courses.catalog.enrolment import enrol
from courses.catalog.models import CoursePage, LessonPage
from courses.kinds.quiz.layouts import Quiz
from courses.progress.queries import lesson_states
from courses.progress.sources import Source
from courses.transfer.importing import import_course
from lms.demo.english import ENGLISH, cut_page, make_english, read_texts
from lms.demo.management.commands.load_demo import COURSES, STUDIED
from tests.factories.accounts import PersonFactory
from tests.factories.catalog import ensure_site
from tests.factories.podcasts import EpisodePageFactory, ShowPageFactory

FOLDER = ENGLISH / STUDIED
#: The same in both languages.
SHARED = {"BUMDes", "Margin", "Markup", STUDIED}
#: Everyday words that no English text has.
INDONESIAN = {"yang", "dan", "untuk", "dengan", "tidak", "dari", "itu", "kamu", "adalah", "benar"}
FILES = sorted(FOLDER.glob("*.po"))


class TestEnglish(TestCase):
    course: CoursePage
    lessons: list[LessonPage]

    @classmethod
    def setUpTestData(cls) -> None:
        index = ensure_site()
        show = ShowPageFactory(slug="suara-usaha-pijar")
        EpisodePageFactory(parent=show, slug="ide-dari-sekitar-rumah")
        import_course(COURSES / STUDIED, index=index)
        cls.course = CoursePage.objects.get(slug=STUDIED)
        cls.lessons = list(LessonPage.objects.child_of(cls.course).order_by("path"))
        make_english(cls.course, FOLDER, tell=lambda line: None)

    def english(self) -> tuple[CoursePage, list[LessonPage]]:
        course = CoursePage.objects.get(locale__language_code="en")
        return course, list(LessonPage.objects.child_of(course).live().order_by("path"))

    def test_every_lesson_is_there_as_a_translation(self) -> None:
        course, lessons = self.english()
        assert course.live
        assert course.translation_key == self.course.translation_key
        assert course.url == "/en/courses/finding-a-business-idea/"
        keys = [lesson.translation_key for lesson in lessons]
        assert keys == [lesson.translation_key for lesson in self.lessons]
        assert len(keys) == 10
        for translation in Translation.objects.all():
            total, done = translation.get_progress()
            assert total == done
        for here, there in zip(self.lessons, lessons, strict=True):
            assert [block.id for block in here.body] == [block.id for block in there.body]
            assert here.minutes == there.minutes
            assert here.slug != there.slug

    def test_no_text_is_left_in_indonesian(self) -> None:
        same = StringTranslation.objects.filter(data=F("translation_of__data"))
        assert {one.data for one in same} == SHARED
        course, lessons = self.english()
        for page in (course, *lessons):
            words = set(re.findall(r"[a-z]+", page.to_json().lower()))
            assert words & INDONESIAN == set(), page.slug

    def test_the_questions_that_are_drawn_are_english(self) -> None:
        _course, lessons = self.english()
        [block] = [one for one in lessons[-2].body if one.block_type == "quiz"]
        [draw] = [one for one in Quiz(block.value).entries if one["type"] == "draw"]
        [value] = [one.value for one in block.value["questions"] if one.block_type == "draw"]
        assert draw["value"]["count"] == 1
        assert value["category"].path == "Finding a Business Idea/Capital, risk, 30 days"

    def test_links_to_the_glossary_lead_to_english_terms(self) -> None:
        course, lessons = self.english()
        html = Client().get(f"{course.url}kamus/").content.decode()
        for lesson in lessons:
            for slug in re.findall(r"\.\./kamus/#([\w-]+)", lesson.to_json()):
                assert f'id="{slug}"' in html

    def test_every_answer_teaches_something_of_its_own(self) -> None:
        _course, lessons = self.english()
        for lesson in lessons:
            [block] = [one for one in lesson.body if one.block_type == "quiz"]
            for question in Quiz(block.value).own_questions:
                told = [one["feedback"] for one in question.data.get("answers", ())]
                assert len(set(told)) == len(told)

    def test_the_content_check_has_nothing_to_say(self) -> None:
        _course, lessons = self.english()
        for lesson in lessons:
            assert [one.remarks for one in check_lesson(lesson)] == [], lesson.slug

    def test_progress_is_shared(self) -> None:
        _course, lessons = self.english()
        here, there = self.lessons[1], lessons[1]
        person = PersonFactory(participant=True)
        enrol(person.pk, course_key=self.course.translation_key)
        reading = str(here.body[0].id)
        answer = Answer(uuid.uuid4(), here.translation_key, reading, {}, language="id")
        take_answers(person, [answer], source=Source.WEB)
        assert lesson_states(person.pk, there.translation_key)[reading].completed
        client = Client()
        client.force_login(person, backend="lms.accounts.backends.PinBackend")
        html = client.get(there.url).content.decode()
        assert "You have read this." in html
        assert f'href="{here.url}" lang="id"' in html

    def test_loading_twice_changes_nothing(self) -> None:
        def look() -> tuple[Any, ...]:
            pages = LessonPage.objects.order_by("pk").values_list("pk", "latest_revision")
            translations = StringTranslation.objects.order_by("pk").values_list("pk", "updated_at")
            return list(pages), list(translations), Revision.objects.count()

        before = look()
        told: list[str] = []
        make_english(self.course, FOLDER, tell=told.append)
        assert told == []
        assert look() == before

    def test_a_changed_text_is_written_and_a_missing_one_is_told(self) -> None:
        lesson = self.lessons[1]
        lesson.title = "Kenali dirimu"
        lesson.save_revision().publish()
        with pytest.raises(CommandError, match="mengenal-diri has no English for: Kenali dirimu"):
            make_english(self.course, FOLDER, tell=lambda line: None)
        english = lesson.get_translation(Locale.objects.get(language_code="en"))
        assert english.title == "Knowing yourself"

    def test_files_hold_no_texts_that_no_page_has(self) -> None:
        for page in (self.course, *self.lessons):
            name = "course" if page is self.course else page.slug
            texts = {segment.string.data for segment in cut_page(page)[1]}
            assert read_texts(FOLDER / f"{name}.po").keys() == texts


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_figures_and_marks_are_the_same(file: Path) -> None:
    entries = polib.pofile(str(file))
    assert entries.percent_translated() == 100
    for entry in entries:
        assert figures(entry.msgid, "id") == figures(entry.msgstr, "en"), entry.msgstr
        marks = [sorted(re.findall(r"</?\w+", text)) for text in (entry.msgid, entry.msgstr)]
        assert marks[0] == marks[1], entry.msgstr


def test_the_spare_questions_have_the_same_keys() -> None:
    [here] = (COURSES / STUDIED / "bank").glob("*.gift")
    [there] = (FOLDER / "bank").glob("*.gift")
    frames = [
        re.findall(r"\[id:[\w-]+\]|\[level:\w+\]|^=(?:%0%)?\d+#", path.read_text(), re.MULTILINE)
        for path in (here, there)
    ]
    assert frames[0] == frames[1]
    texts = [path.read_text() for path in (here, there)]
    amounts = [
        [_read(one, language) for one in re.findall(r"Rp([\d.,]*\d)", text)]
        for text, language in zip(texts, ("id", "en"), strict=True)
    ]
    assert sorted(amounts[0]) == sorted(amounts[1])


def figures(text: str, language: str) -> list[Decimal]:
    """The amounts, percentages and decimals of a text: what is written in digits alike."""
    found = re.findall(r"Rp(\d[\d.,]*\d|\d)|(\d+)%|(\d[.,]\d+)", re.sub(r"</?\w+[^>]*>", " ", text))
    return sorted(_read(next(filter(None, one)), language) for one in found)


def _read(number: str, language: str) -> Decimal:
    if language == "id":
        number = number.replace(".", "").replace(",", ".")
    return Decimal(number.replace(",", ""))
