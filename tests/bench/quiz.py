"""A quiz that is drawn from the bank: its statements and its weight."""

import random
import uuid
from dataclasses import dataclass
from typing import Any

from django.test import Client

from courses.catalog.models import LessonPage
from courses.kinds.quiz.attempts import Asked, read_attempts
from courses.progress.queries import activity_state
from tests.bench.lesson_page import join
from tests.bench.site import QUESTIONS, Writer
from tests.factories.catalog import LessonPageFactory
from tests.statements import count_statements


@dataclass
class Sitting:
    """One person in a quiz of ten drawn questions."""

    lesson: LessonPage
    person: Any
    client: Client

    def post(self, payload: dict[str, Any]) -> None:
        url = f"/belajar/{self.lesson.translation_key}/{self.lesson.body[-1].id}/"
        data = {"event": str(uuid.uuid4()), "next": self.lesson.url, "attempt": 1, **payload}
        assert self.client.post(url, data).status_code == 302

    def questions(self) -> list[Asked]:
        state = activity_state(self.person.pk, self.lesson.translation_key, self.lesson.body[-1].id)
        return read_attempts(state)[0].questions

    def answer(self, asked: Asked) -> None:
        data = asked.question.data
        if asked.question.type == "ordering":
            places = {f"place-{one['id']}": at for at, one in enumerate(data["items"], start=1)}
            self.post({"question": asked.id, **places})
        else:
            self.post({"question": asked.id, "choice": data["answers"][0]["id"]})

    def answer_all(self) -> None:
        for asked in self.questions():
            if asked.answer is None:
                self.answer(asked)

    def count_page(self) -> int:
        assert self.client.get(self.lesson.url).status_code == 200
        return count_statements(lambda: self.client.get(self.lesson.url))

    def count_answer(self) -> int:
        asked = next(one for one in self.questions() if one.answer is None)
        return count_statements(lambda: self.answer(asked))


def begin_drawn_quiz() -> Sitting:
    """Somebody who has begun and answered half of it."""
    write = Writer(random.Random(0))
    lesson = LessonPageFactory(body=[write.reading(), write.drawn_quiz()])
    person, client = join(lesson)
    sitting = Sitting(lesson, person, client)
    sitting.post({"start": "1"})
    for asked in sitting.questions()[: QUESTIONS // 2]:
        sitting.answer(asked)
    return sitting
