"""Asking a type about a question, in the words that tests compare."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from wagtail import blocks

from courses.activities.contract import BadPayload
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import write_question
from courses.kinds.quiz.types.contract import Mark
from courses.kinds.quiz.types.registry import types


def change(question: Question, **data: Any) -> Question:
    """The question with other data."""
    return replace(question, data={**question.data, **data})


def answered(question: Question, payload: Any, draw: Mapping[str, Any] | None = None) -> Mark:
    """The mark for what a form or phone sends; the response goes through JSON as stored ones do."""
    question_type = types[question.type]
    response = question_type.read(question, draw or {}, payload, "en")
    return question_type.mark(question, draw or {}, json.loads(json.dumps(response)))


def refusal(question: Question, payload: Any, draw: Mapping[str, Any] | None = None) -> str:
    """The English sentence with which a payload is refused."""
    with override("en"), pytest.raises(BadPayload) as caught:
        types[question.type].read(question, draw or {}, payload, "en")
    with override("en"):
        return str(caught.value.sentence)


def editor_errors(question: Question) -> dict[str, str]:
    """What the editor says of a question: `{"answers.0.credit": "English sentence"}`; a list's
    own errors stand at its name. Empty where the question is fine."""
    block = types[question.type].block()
    value = block.to_python(write_question(question, block))
    with override("en"):
        try:
            block.clean(value)
        except ValidationError as error:
            return dict(_spread(error, ()))
    return {}


def _spread(error: ValidationError, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(error, blocks.StructBlockValidationError | blocks.ListBlockValidationError):
        for name, inner in error.block_errors.items():
            yield from _spread(inner, (*path, str(name)))
        for one in error.non_block_errors.as_data():
            yield ".".join(path), " ".join(one.messages)
    else:
        yield ".".join(path), " ".join(error.messages)
