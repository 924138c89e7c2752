"""The demo keeps to what its own content check says, and to what a lesson of Pijar is made of."""

from pathlib import Path

import pytest

from courses.catalog.checking import check_lesson
from courses.catalog.models import CoursePage, LessonPage
from courses.kinds.quiz.bank.models import BankQuestion
from courses.kinds.quiz.checking import question_remarks
from courses.kinds.quiz.layouts import Quiz
from courses.transfer.exporting import export_course
from courses.transfer.importing import import_course
from lms.demo.management.commands.load_demo import COURSES
from lms.demo.podcast_show import make_show
from lms.site_setup import setup_site
from podcasts.models import PodcastIndexPage

FOLDERS = sorted(path.parent for path in COURSES.glob("*/course.md"))
#: Before and after the lessons proper.
FRAME = {"sebelum-mulai", "sesudah-belajar"}
MOST_BYTES_OF_A_DRAWING = 6 * 1024
MOST_BYTES_OF_A_COURSE = 10_000_000


def import_folder(folder: Path) -> list[LessonPage]:
    index = setup_site()
    podcasts = PodcastIndexPage.objects.filter(locale=index.locale).earliest("path")
    make_show(podcasts, tell=lambda line: None)
    import_course(folder, index=index)
    course = CoursePage.objects.child_of(index).get(slug=folder.name)
    return list(LessonPage.objects.child_of(course).order_by("path"))


@pytest.mark.django_db
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_nothing_is_to_be_mended_in_a_demo_course(folder: Path) -> None:
    lessons = import_folder(folder)
    assert lessons
    said = [
        f"{lesson.slug}: {remark.sentence} {remark.excerpt}"
        for lesson in lessons
        for checked in check_lesson(lesson)
        for remark in checked.remarks
    ]
    said += [
        f"bank: {remark.sentence} {remark.excerpt}"
        for stored in BankQuestion.objects.all()
        for remark in question_remarks(stored.question())
    ]
    assert said == []
    wrong = [f"{lesson.slug}: {what}" for lesson in lessons for what in find_gaps(lesson)]
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_demo_course_goes_out_and_comes_back_and_is_light(folder: Path, tmp_path: Path) -> None:
    lessons = import_folder(folder)
    course = CoursePage.objects.get(slug=folder.name)
    export_course(course, tmp_path / "out")
    back = import_course(tmp_path / "out", index=course.get_parent().specific)
    assert back.is_empty
    assert len(back.unchanged) == len(lessons) + 1
    entries = [entry for lesson in lessons for entry in lesson.outline]
    assert 0 < sum(entry["bytes"] for entry in entries) < 300_000
    whole = sum(entry["bytes"] + entry["on_demand_bytes"] for entry in entries)
    assert whole <= MOST_BYTES_OF_A_COURSE


def find_gaps(lesson: LessonPage) -> list[str]:
    """What every lesson of the programme has, and this one has not."""
    gaps = []
    questions = sum(Quiz(block.value).total for block in lesson.body if block.block_type == "quiz")
    if not 3 <= questions <= 6:
        gaps.append(f"{questions} questions")
    if lesson.slug in FRAME:
        return gaps
    parts = [
        part
        for block in lesson.body
        if block.block_type == "reading"
        for part in block.value["body"]
    ]
    if not any(part.block_type == "picture" for part in parts):
        gaps.append("no picture")
    if not any(
        part.block_type == "callout" and part.value["title"] == "Coba sekarang" for part in parts
    ):
        gaps.append("nothing to try")
    if not any(
        part.block_type == "text" and "Baca lebih lanjut" in part.value.source for part in parts
    ):
        gaps.append("nothing to read on")
    return gaps


@pytest.mark.parametrize("drawing", sorted(COURSES.glob("*/*.svg")), ids=lambda path: path.name)
def test_a_drawing_is_light(drawing: Path) -> None:
    assert drawing.stat().st_size <= MOST_BYTES_OF_A_DRAWING
