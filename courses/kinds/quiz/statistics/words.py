"""Questions and answers in words, on one line and without markup: for tables and files."""

from collections.abc import Iterable
from functools import lru_cache

from courses.kinds.quiz.attempts import Asked
from courses.kinds.quiz.texts import plain_words
from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.registry import types


def question_words(asked: Asked, language: str) -> str:
    """The question's own words in this attempt, without markup."""
    question = asked.question
    if question.type not in types:
        return _plain(question.text, question.format)
    return _plain(types[question.type].text(question, asked.draw, language), question.format)


def answer_words(asked: Asked, language: str) -> str:
    """An answer on one line, without markup; "" for none."""
    if asked.answer is None or asked.question.type not in types:
        return ""
    question_type = types[asked.question.type]
    lines = question_type.tell(asked.marked_as, asked.draw, asked.answer.response, language)
    return _words(lines)


def solution_words(asked: Asked, language: str) -> str:
    """The right answer on one line, without markup; "" where there is none to tell."""
    if asked.question.type not in types:
        return ""
    return _words(types[asked.question.type].solution(asked.marked_as, asked.draw, language))


def _words(lines: Iterable[Line]) -> str:
    said = []
    for line in lines:
        text = _plain(line.text, line.format)
        said.append(f"{_plain(line.label, line.format)} → {text}" if line.label else text)
    return "; ".join(said)


def _plain(text: str, text_format: str) -> str:
    # Thousands of people choose among the same few short answers.
    return _short(text, text_format) if len(text) < 300 else plain_words(text, text_format)


@lru_cache(maxsize=2000)
def _short(text: str, text_format: str) -> str:
    return plain_words(text, text_format)
