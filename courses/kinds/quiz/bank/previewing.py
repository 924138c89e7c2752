"""A question of the bank as a participant would meet it, and what its trainer wants to check."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from courses.activities.contract import AnswerForm
from courses.kinds.quiz.bank.models import BankQuestion
from courses.kinds.quiz.freezing import freeze
from courses.kinds.quiz.presenting import Screen
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.registry import UnknownType, types


def preview_question(stored: BankQuestion, *, solved: bool) -> dict[str, Any]:
    """The context of the preview: `asked` (None while the question is not complete), `answer`, and
    `solved` with the right answer as `solution` and all feedback as `feedback`."""
    question = _read_complete(stored)
    if question is None:
        return {"asked": None}
    [question] = freeze([question])
    question_type = types[question.type]
    language = get_language() or settings.LANGUAGE_CODE
    # The same numbers each time, so that a trainer sees what an edit changes.
    draw = question_type.prepare(question, Random(0), shuffle=False)  # noqa: S311
    asked = Screen(
        attempt=1,
        number=1,
        total=1,
        question=question,
        type=question_type,
        text=question_type.text(question, draw, language),
        screen=question_type.screen(question, draw, language),
    )
    context = {"asked": asked, "answer": AnswerForm(id="preview", may=True), "solved": solved}
    if solved:
        context["solution"] = question_type.solution(question, draw, language)
        context["feedback"] = list(_feedback(question))
    return context


def _read_complete(stored: BankQuestion) -> Question | None:
    """The question, if it is one that could be published."""
    block = stored._meta.get_field("content").stream_block
    try:
        block.clean(stored.content)
        return stored.question()
    except (ValidationError, UnknownType):
        return None


def _feedback(question: Question) -> Iterator[Line]:
    """What is said to each answer, and to any."""
    for value in question.data.values():
        if not isinstance(value, list):
            continue
        for item in value:
            if isinstance(item, Mapping) and item.get("feedback"):
                label = item.get("text") or item.get("value") or item.get("alt") or ""
                yield Line(
                    item["feedback"],
                    label=str(label),
                    picture=None,
                    format=question.format,
                )
    for name, value in question.data.items():
        if name.startswith("feedback") and isinstance(value, str) and value:
            yield Line(value, format=question.format)
    if question.feedback:
        yield Line(question.feedback, format=question.format)
