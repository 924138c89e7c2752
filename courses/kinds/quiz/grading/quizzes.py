"""The quizzes that are published now, each in all the languages of its lesson."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from courses.activities.placement import NoSuchPlace, Spot, spots
from courses.kinds.quiz.layouts import Quiz
from courses.kinds.quiz.rules import Rules

KIND = "quiz"

QuizKey = tuple[uuid.UUID, str]


@dataclass(frozen=True)
class PublishedQuiz:
    """One quiz; `spots` has one for each language of its lesson, the site's main one first."""

    spots: Sequence[Spot]

    @property
    def lesson_key(self) -> uuid.UUID:
        return self.spots[0].lesson_key

    @property
    def activity_id(self) -> str:
        return self.spots[0].activity_id

    @property
    def key(self) -> QuizKey:
        return self.lesson_key, self.activity_id

    @property
    def name(self) -> str:
        """Its key as an address carries it."""
        return f"{self.lesson_key}/{self.activity_id}"

    @property
    def title(self) -> str:
        return str(self.spots[0].value["title"])

    @property
    def lesson_title(self) -> str:
        return self.spots[0].lesson_title

    @property
    def course_title(self) -> str:
        return self.spots[0].course_title

    @cached_property
    def by_language(self) -> dict[str, Quiz]:
        return {spot.language: Quiz(spot.value) for spot in self.spots}

    def language_of(self, language: str) -> str:
        """In which language of the lesson an attempt in this one was made: a page that has no
        translation serves those who read another language as well."""
        return language if language in self.by_language else self.spots[0].language

    def content(self, language: str) -> Quiz:
        """The quiz as an attempt in this language met it."""
        return self.by_language[self.language_of(language)]

    @cached_property
    def rules(self) -> Rules:
        """Those of the main language; a translation does not change them."""
        return self.content(self.spots[0].language).rules


def published_quizzes(lesson_key: uuid.UUID | None = None) -> dict[QuizKey, PublishedQuiz]:
    """All quizzes, or those of one lesson, by course and lesson. One statement."""
    found: dict[QuizKey, list[Spot]] = {}
    for spot in spots(KIND, lesson_key):
        found.setdefault((spot.lesson_key, spot.activity_id), []).append(spot)
    return {key: PublishedQuiz(same) for key, same in found.items()}


def find_quiz(lesson_key: uuid.UUID, activity_id: str) -> PublishedQuiz:
    """Raises `NoSuchPlace` where there is no such quiz, or its lesson is not published."""
    try:
        return published_quizzes(lesson_key)[lesson_key, activity_id]
    except KeyError:
        raise NoSuchPlace(f"{activity_id} in {lesson_key}") from None
