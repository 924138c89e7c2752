"""How often a question was asked, so that whoever changes it knows."""

import uuid
from collections.abc import Collection

from courses.progress.queries import states_of_kind

KIND = "quiz"


def times_asked(question_id: str, lesson_keys: Collection[uuid.UUID] | None = None) -> int:
    """In how many attempts this question was asked, finished or not: in these lessons, or in all.

    `question_id` is `Question.id`: the key in the bank, the block's id in a lesson. One statement.
    """
    asked = 0
    for *_whose, state in states_of_kind(KIND, lesson_keys, mentioning=question_id):
        for attempt in state.detail.get("attempts", {}).values():
            # Answers may arrive before the beginning of their attempt does.
            layout = attempt.get("layout") or {}
            asked += any(place["id"] == question_id for place in layout.get("asked", ()))
    return asked
