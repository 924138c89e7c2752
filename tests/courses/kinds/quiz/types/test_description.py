from dataclasses import replace
from typing import Any

import pytest

from courses.kinds.quiz.types.blocks import write_question
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types.samples import STORY

DESCRIPTION = types["description"]
READ = replace(STORY, picture=None)


@pytest.mark.parametrize("payload", [{}, {"read": "1"}, {"read": ["x"], "score": 0}])
def test_a_tap_passes_it_whatever_comes_along(payload: dict[str, Any]) -> None:
    response = DESCRIPTION.read(READ, {}, payload, "en")
    assert response is True
    assert DESCRIPTION.mark(READ, {}, response).score == 1.0


def test_it_asks_nothing_and_tells_nothing() -> None:
    assert not DESCRIPTION.asked
    assert DESCRIPTION.screen(READ, {}, "en") == {}
    assert DESCRIPTION.tell(READ, {}, True, "en") == []
    assert DESCRIPTION.solution(READ, {}, "en") == []
    assert DESCRIPTION.guess(READ) is None
    assert DESCRIPTION.redact({"read": "Siti"}) == {}


def test_it_weighs_nothing_whatever_the_editor_was_given() -> None:
    block = DESCRIPTION.block()
    value = block.to_python(write_question(replace(READ, weight=4.0), block))
    assert block.clean(value)["weight"] == 0.0
    assert block.get_default()["weight"] == 0.0
