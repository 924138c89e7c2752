"""What a participant sees of a quiz: one question a screen, and nothing that gives answers away.

Right answers and feedback leave this module only for what the person has answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.activities.contract import State
from courses.kinds.quiz import attempts
from courses.kinds.quiz.questions import Choice, Question, questions_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to answer: its place among `total`, and the attempt that the answer belongs to."""

    attempt: int
    number: int
    total: int
    question: Question


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that was answered, with the chosen answer if the quiz still has it."""

    number: int
    total: int
    question: Question
    choice: Choice | None
    right: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished attempt: `right` of `total` answers, whether the quiz is passed, each answer."""

    right: int
    total: int
    passed: bool
    answers: list[Answered]
    tries_left: int | None


def screens(value: Any, state: State) -> dict[str, Any]:
    """The template's context: `just_answered`, then `asked` or `outcome` (with `retry`)."""
    questions = questions_of(value)
    made = attempts.attempts(state)
    ids = [question.id for question in questions]
    number, open_attempt = attempts.current_attempt(state, ids)
    shown = open_attempt or (made[max(made)] if made else None)
    answered = _answered(questions, shown)
    may_try = not value["tries"] or number <= value["tries"]
    asked = _next_question(questions, number, open_attempt) if may_try else None
    finished = shown is not None and open_attempt is None
    return {
        "just_answered": answered[-1] if answered else None,
        "outcome": _outcome(value, state, shown, answered, number) if finished and shown else None,
        "asked": None if finished else asked,
        "retry": asked if finished else None,
        "tries_used_up": finished and not may_try and not state.completed,
        "pass_count": -(-len(questions) * value["pass_mark"] // 100),
        "total": len(questions),
    }


def _answered(questions: list[Question], attempt: Mapping[str, Any] | None) -> list[Answered]:
    given = attempt["answers"] if attempt else {}
    return [
        Answered(
            number=number,
            total=len(questions),
            question=question,
            choice=question.choice(given[question.id]["choice"]),
            right=given[question.id]["right"],
        )
        for number, question in enumerate(questions, start=1)
        if question.id in given
    ]


def _next_question(
    questions: list[Question], attempt_number: int, attempt: Mapping[str, Any] | None
) -> Asked | None:
    given = attempt["answers"] if attempt else {}
    for number, question in enumerate(questions, start=1):
        if question.id not in given:
            return Asked(attempt_number, number, len(questions), question)
    return None


def _outcome(
    value: Any, state: State, attempt: Mapping[str, Any], answered: list[Answered], next_number: int
) -> Outcome:
    return Outcome(
        right=sum(answer["right"] for answer in attempt["answers"].values()),
        total=len(attempt["answers"]),
        # Once passed is passed: a further try for practice takes nothing back.
        passed=state.completed,
        answers=answered,
        tries_left=value["tries"] - next_number + 1 if value["tries"] else None,
    )
