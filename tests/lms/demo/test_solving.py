"""Demo people answer every question of the demo rightly, or wrongly where they are to."""

from random import Random

from django.test import TestCase

from courses.catalog.models import LessonPage
from courses.kinds.quiz.bank.models import BankQuestion
from courses.kinds.quiz.layouts import Quiz
from courses.kinds.quiz.types.registry import types
from courses.transfer.importing import import_course
from lms.demo.management.commands.load_demo import COURSES, STUDIED
from lms.demo.solving import solve
from tests.factories.catalog import ensure_site
from tests.factories.podcasts import EpisodePageFactory, ShowPageFactory


class TestSolving(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        index = ensure_site()
        show = ShowPageFactory(slug="suara-usaha-pijar")
        EpisodePageFactory(parent=show, slug="ide-dari-sekitar-rumah")
        import_course(COURSES / STUDIED, index=index)

    def test_every_question_is_answered_rightly_or_wrongly(self) -> None:
        quizzes = [
            Quiz(block.value)
            for lesson in LessonPage.objects.all()
            for block in lesson.body
            if block.block_type == "quiz"
        ]
        questions = [one for quiz in quizzes for one in quiz.own_questions]
        questions += [one.question() for one in BankQuestion.objects.all()]
        assert len({question.type for question in questions}) == 6
        for question in questions:
            kind = types[question.type]
            draw = kind.prepare(question, Random(1), shuffle=True)
            for right in (True, False):
                response = kind.read(question, draw, solve(question, draw, right=right), "id")
                score = kind.mark(question, draw, response).score
                assert (score > 1 - 1e-9) is right, question.text
