"""Every question of every course: the right answer is accepted, each wrong one teaches."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, ClassVar

from django.test import TestCase
from wagtail.models import Page

from courses.catalog.models import LessonPage
from courses.kinds.quiz.bank.models import BankQuestion
from courses.kinds.quiz.layouts import Quiz
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.rules import Role
from courses.kinds.quiz.types.contract import Mark
from courses.kinds.quiz.types.numbers import read_canonical, write_number
from courses.kinds.quiz.types.registry import types
from courses.transfer.importing import import_course
from lms.demo.management.commands.load_demo import ORDER
from lms.demo.podcast_script import read_scripts, read_show
from lms.demo.solving import solve
from tests.factories.catalog import ensure_site
from tests.factories.podcasts import EpisodePageFactory, ShowPageFactory

DEMO = Path(__file__).resolve().parents[3] / "lms" / "demo"
CHOICES = ("single_choice", "picture_choice", "multiple_choice")
NUMBERS = ("numeric", "calculated")


def quiz_of(lesson: LessonPage) -> Quiz:
    [quiz] = [block for block in lesson.body if block.block_type == "quiz"]
    return Quiz(quiz.value)


def all_questions(lessons: list[LessonPage]) -> Iterator[Question]:
    for lesson in lessons:
        yield from quiz_of(lesson).own_questions
    for kept in BankQuestion.objects.all():
        yield kept.question()


def mark(question: Question, payload: dict[str, Any], draw: Any) -> Mark:
    kind = types[question.type]
    return kind.mark(question, draw, kind.read(question, draw, payload, "id"))


def draw_of(question: Question) -> Any:
    return types[question.type].prepare(question, Random(1), shuffle=True)


class _Course(TestCase):
    """The rules for one course, which is imported once."""

    folder = ""
    lessons: ClassVar[list[LessonPage]]

    @classmethod
    def setUpTestData(cls) -> None:
        index = ensure_site()
        show = ShowPageFactory(slug=read_show()["slug"])
        for script in read_scripts():
            EpisodePageFactory(parent=show, slug=script.settings["slug"])
        import_course(DEMO / cls.folder, index=index)
        course = Page.objects.get(slug=cls.folder)
        cls.lessons = list(LessonPage.objects.child_of(course).order_by("path"))

    def test_the_right_answer_is_accepted_and_a_wrong_one_is_not(self) -> None:
        for question in all_questions(self.lessons):
            draw = draw_of(question)
            for right in (True, False):
                found = mark(question, solve(question, draw, right=right), draw)
                assert found.right is right, question.text
                assert any(found.feedback) or question.feedback, question.text

    def test_each_choice_has_feedback_of_its_own(self) -> None:
        for question in all_questions(self.lessons):
            if question.type in CHOICES:
                told = [one["feedback"].strip() for one in question.data["answers"]]
                assert all(told), question.text
                assert len(set(told)) == len(told), question.text
                # The page says whether it was right.
                assert not [one for one in told if one.startswith(("Benar", "Salah"))], (
                    question.text
                )

    def test_each_wrong_number_that_is_expected_is_told_what_it_was(self) -> None:
        for question in all_questions(self.lessons):
            if question.type not in NUMBERS:
                continue
            wrong = [one for one in question.data["answers"] if not one["credit"]]
            told = [one["feedback"].strip() for one in question.data["answers"]]
            assert all(told), question.text
            assert len(set(told)) == len(told), question.text
            assert wrong, question.text
            if question.type == "numeric":
                for one in wrong:
                    if one["value"] not in ("", "*"):
                        payload = {"text": write_number(read_canonical(one["value"]), "id")}
                        assert mark(question, payload, draw_of(question)).feedback == (
                            one["feedback"],
                        ), question.text
                odd = mark(question, {"text": "987.654.321"}, draw_of(question))
                assert any(odd.feedback), question.text

    def test_lessons_have_three_to_six_questions_of_several_types(self) -> None:
        kinds: Counter[str] = Counter()
        for lesson in self.lessons:
            quiz = quiz_of(lesson)
            assert 3 <= quiz.total <= 6, lesson.title
            kinds.update(question.type for question in quiz.own_questions)
        assert len(kinds) >= 5
        assert kinds["single_choice"] < kinds.total() * 0.75

    def test_pre_and_post_test_are_a_pair_alike_and_share_no_question(self) -> None:
        pre, post = quiz_of(self.lessons[0]), quiz_of(self.lessons[-1])
        assert (pre.rules.role, post.rules.role) == (Role.BEFORE, Role.AFTER)
        assert pre.rules.pair
        assert pre.rules.pair == post.rules.pair
        types_of = [[one.type for one in quiz.own_questions] for quiz in (pre, post)]
        assert types_of[0] == types_of[1]
        assert not {one.text for one in pre.own_questions} & {
            one.text for one in post.own_questions
        }

    def test_the_bank_has_spares_for_every_lesson(self) -> None:
        spares = Counter(
            one.category.path for one in BankQuestion.objects.select_related("category")
        )
        assert len(spares) == len(self.lessons) - 2
        assert min(spares.values()) >= 2
        asked = {
            question.text for lesson in self.lessons for question in quiz_of(lesson).own_questions
        }
        assert not asked & {one.question().text for one in BankQuestion.objects.all()}


class TestBusinessIdea(_Course):
    folder = "menemukan-ide-usaha"


class TestFamilyFinance(_Course):
    folder = "literasi-keuangan-keluarga"


class TestApplications(_Course):
    folder = "membuat-cv-dan-melamar-kerja"


class TestDigitalMarketing(_Course):
    folder = "pemasaran-digital-usaha-kecil"


del _Course


def test_no_course_is_left_out() -> None:
    tested = {
        one.folder
        for one in (TestBusinessIdea, TestFamilyFinance, TestApplications, TestDigitalMarketing)
    }
    assert tested == set(ORDER) == {path.parent.name for path in DEMO.glob("*/course.md")}
