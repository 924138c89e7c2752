"""The quiz kind."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.activities.contract import (
    ActivityKind,
    BadPayload,
    Event,
    Offline,
    ReportColumn,
    Result,
    State,
)
from courses.activities.registry import register
from courses.kinds.quiz import attempts, presenting
from courses.kinds.quiz.attempts import ANSWERED, FAILED, PASSED
from courses.kinds.quiz.blocks import QuizBlock
from courses.kinds.quiz.questions import questions_of

_ADL = "http://adlnet.gov/expapi/verbs"


@register
class QuizKind(ActivityKind):
    """Questions one by one, each with feedback; completed by an attempt that reaches the pass mark.

    A payload is `{"attempt": number, "question": id, "choice": id}`.
    """

    slug = "quiz"
    label = _("Quiz")
    icon = "help"
    block = QuizBlock
    template = "quiz/activity.html"
    # Right answers must not lie on the phone before they are given, so marking needs the server.
    offline = Offline.READ
    verbs = {verb: f"{_ADL}/{verb}" for verb in (ANSWERED, PASSED, FAILED)}

    def context(self, value: Any, state: State) -> dict[str, Any]:
        return presenting.screens(value, state)

    def submit(self, value: Any, payload: Mapping[str, Any], state: State) -> Result:
        questions = {question.id: question for question in questions_of(value)}
        question = questions.get(str(payload.get("question", "")))
        if question is None:
            raise BadPayload(_("This question is not in the quiz any more. Open the lesson again."))
        choice = question.choice(str(payload.get("choice", "")))
        if choice is None:
            raise BadPayload(_("Choose one of the answers."))
        number, attempt = attempts.current_attempt(state, questions.keys())
        if str(payload.get("attempt", "")) != str(number):
            raise BadPayload(_("This try is over. Open the lesson again to go on."))
        if value["tries"] and number > value["tries"]:
            raise BadPayload(_("You have used all tries. Ask your trainer."))
        answers = dict(attempt["answers"]) if attempt else {}
        if question.id in answers:
            raise BadPayload(_("You have already answered this question."))
        detail = {
            "attempt": number,
            "question": question.id,
            "choice": choice.id,
            "right": choice.right,
            "asked": question.text,
            "answered": choice.text,
            "total": len(questions),
        }
        answers[question.id] = {"right": choice.right}
        if questions.keys() - answers.keys():
            return Result(ANSWERED, detail=detail)
        right = _count_right(questions, answers)
        verb = PASSED if right * 100 >= value["pass_mark"] * len(questions) else FAILED
        return Result(verb, score=right / len(questions), detail=detail)

    def closed(self, value: Any, state: State) -> bool:
        if not value["tries"] or state.completed:
            return False
        ids = [question.id for question in questions_of(value)]
        number, _attempt = attempts.current_attempt(state, ids)
        return number > int(value["tries"])

    def fold(self, state: State, event: Event) -> State:
        return attempts.fold_answer(state, event)

    def report_columns(self) -> list[ReportColumn]:
        return [
            ReportColumn("score", _("Best score"), lambda state: state.score),
            ReportColumn("attempts", _("Tries"), lambda state: len(attempts.attempts(state))),
        ]

    def redact(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        # Which answer was chosen says nothing about the person; anything else sent along might.
        return {
            name: value
            for name in ("attempt", "question", "choice")
            if isinstance(value := payload.get(name), int)
            or (isinstance(value, str) and len(value) <= 36 and " " not in value)
        }


def _count_right(questions: Iterable[str], answers: Mapping[str, Mapping[str, Any]]) -> int:
    """Right answers among the questions that the quiz has now, whatever was asked before."""
    return sum(bool(answers[question_id]["right"]) for question_id in questions)
