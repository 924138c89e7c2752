"""What the content check finds in a quiz: its texts, and what its questions are missing."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from courses.activities.contract import Passage, Remark
from courses.kinds.quiz.bank.picking import FROM_BANK, pick
from courses.kinds.quiz.layouts import Quiz
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.texts import plain_words, render_text
from courses.kinds.quiz.types.registry import types

#: What participants read of the items of a question's lists.
_SHOWN = ("text", "prompt", "answer", "alt")


def quiz_passages(value: Any) -> Iterator[Passage]:
    """The texts of all its questions; they do not count towards the lesson's length."""
    for question in _listed_questions(value):
        for text in _texts(question):
            yield Passage(str(render_text(text, question.format)), own=False)


def quiz_remarks(value: Any) -> Iterator[Remark]:
    """What the questions are missing that stand in the quiz, or are listed there from the bank.
    What is drawn is not known beforehand."""
    for question in _listed_questions(value):
        yield from question_remarks(question)


def question_remarks(question: Question) -> Iterator[Remark]:
    """What one question is missing: feedback, feedback that differs, what its pictures show."""
    excerpt = Truncator(plain_words(question.text, question.format)).words(20)
    if silent := types[question.type].without_feedback(question):
        answers = "; ".join(one or "…" for one in silent)
        sentence = _("Write what people learn from these answers: %(answers)s.")
        yield Remark("no-feedback", sentence % {"answers": answers}, excerpt)
    if _says_twice(question):
        sentence = _("Two answers have the same feedback. Say of each why it is right or wrong.")
        yield Remark("same-feedback", sentence, excerpt)
    if any(not str(picture.get("alt") or "").strip() for picture in _pictures(question)):
        sentence = _("Say what the picture shows, for people who can't see it.")
        yield Remark("no-alt", sentence, excerpt)


def _listed_questions(value: Any) -> list[Question]:
    quiz = Quiz(value)
    listed = [entry for entry in quiz.entries if entry["type"] == FROM_BANK]
    # Nothing is drawn, so chance decides nothing.
    found = pick(listed, Random(0)).values() if listed else ()  # noqa: S311
    return [*quiz.own_questions, *(one for questions in found for one in questions)]


def _texts(question: Question) -> Iterator[str]:
    yield question.text
    yield from _texts_in(question.data)
    yield question.feedback
    yield from question.hints


def _texts_in(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        for field, value in data.items():
            if isinstance(value, str) and (field in _SHOWN or field.startswith("feedback")):
                yield value
            else:
                yield from _texts_in(value)
    elif isinstance(data, list):
        for one in data:
            yield from _texts_in(one)


def _says_twice(question: Question) -> bool:
    answers = question.data.get("answers")
    said = [
        " ".join(str(one.get("feedback") or "").split())
        for one in (answers if isinstance(answers, list) else ())
        if isinstance(one, Mapping)
    ]
    there = [one for one in said if one]
    return len(set(there)) < len(there)


def _pictures(question: Question) -> Iterator[Mapping[str, Any]]:
    if question.picture:
        yield question.picture
    for value in question.data.values():
        for one in value if isinstance(value, list) else ():
            if isinstance(one, Mapping) and one.get("picture"):
                yield one
