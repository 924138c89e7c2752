"""What an address of these pages names: all of it belongs together, or there is no such page."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.http import Http404

from courses.activities import placement
from courses.activities.contract import State
from courses.activities.placement import NoSuchPlace
from courses.kinds.quiz.attempts import Asked, Attempt
from courses.kinds.quiz.grading.deciding import find_asked
from courses.kinds.quiz.grading.queue import Place, place_of
from courses.kinds.quiz.grading.quizzes import PublishedQuiz, find_quiz
from courses.progress.queries import activity_state
from media.models import SentFile


@dataclass(frozen=True, slots=True)
class Given:
    """One answer of a finished attempt, with whose it is and to which quiz."""

    quiz: PublishedQuiz
    learner: Any
    attempt: Attempt
    asked: Asked

    @property
    def place(self) -> Place:
        return place_of(self.quiz, self.learner.pk, self.attempt, self.asked)


def quiz_or_404(lesson_key: uuid.UUID, activity_id: str) -> PublishedQuiz:
    try:
        return find_quiz(lesson_key, activity_id)
    except NoSuchPlace:
        raise Http404("No such quiz.") from None


def answer_or_404(
    lesson_key: uuid.UUID, activity_id: str, learner_id: int, attempt: int, question_id: str
) -> Given:
    quiz = quiz_or_404(lesson_key, activity_id)
    learner = _person_or_404(learner_id)
    found = find_asked(activity_state(learner.pk, lesson_key, activity_id), attempt, question_id)
    if found is None or not found[0].finished or found[1].answer is None:
        raise Http404("No such answer.")
    return Given(quiz, learner, *found)


def sitter_or_404(quiz: PublishedQuiz, learner_id: int) -> tuple[Any, State]:
    """Somebody who has begun the quiz or may begin it, with the state in it."""
    learner = _person_or_404(learner_id)
    state = activity_state(learner.pk, quiz.lesson_key, quiz.activity_id)
    if not sits(quiz, learner, state):
        raise Http404("This person does not sit this quiz.")
    return learner, state


def sits(quiz: PublishedQuiz, learner: Any, state: State) -> bool:
    if state.detail:
        return True
    try:
        return placement.find(learner, quiz.lesson_key, quiz.activity_id).may_answer
    except NoSuchPlace:
        return False


def _person_or_404(learner_id: int) -> Any:
    person = get_user_model()._default_manager.filter(pk=learner_id).first()
    if person is None:
        raise Http404("No such person.")
    return person


def sent_file_of(given: Given) -> SentFile | None:
    """The file that was answered with; only if it is really this person's."""
    answer = given.asked.answer
    response = answer.response if answer else None
    name = response.get("file") if isinstance(response, dict) else None
    try:
        file_id = uuid.UUID(name or "")
    except (ValueError, AttributeError, TypeError):
        return None
    return SentFile.objects.filter(pk=file_id, sender_id=given.learner.pk).first()
