"""When two questions are the same, and when they are not."""

from dataclasses import replace
from typing import Any

import pytest

from courses.kinds.quiz.formats.comparing import find_difference
from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.questions import Question


def entry(kind: str = "essay", data: dict[str, Any] | None = None, **fields: Any) -> Entry:
    own = {key: fields.pop(key) for key in ("category", "tags", "number", "files", "line", "level")
           if key in fields}  # fmt: skip
    question = Question(id="1", type=kind, text="a", data=data or {})
    return Entry(replace(question, **fields), **own)


def answers(*shares: Any, right: int = 1) -> list[dict[str, Any]]:
    return [{"id": str(at), "text": str(at), "right": at < right, "credit": credit}
            for at, credit in enumerate(shares)]  # fmt: skip


def multiple(*shares: Any, marking: str = "partial", right: int = 1) -> Entry:
    return entry("multiple_choice", {"answers": answers(*shares, right=right), "marking": marking})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entry(id="1", line=3), entry(id="2", line=4)),
        (entry(text="a\r\nb "), entry(text="a\nb")),
        (entry(penalty=0.3333333), entry(penalty=1 / 3)),
        (entry(hints=("a",)), entry(hints=["a"])),
        (entry(category="a/b"), entry(category="a / b")),
        (entry(tags=("a", "")), entry(tags=("a ",))),
        (entry(data={"template": ""}), entry()),
        (entry("description", weight=0.0), entry("description", weight=1.0)),
        (multiple(None, None, right=2), multiple(50, 50.0, right=2)),
        (multiple(None, None), multiple(100, 0)),
        (multiple(None, None, None, marking="penalty"), multiple(100, -50, -50, marking="penalty")),
        (multiple(None, None, None, right=3), multiple(33.33, 33.33333, 100 / 3, right=3)),
        (multiple(5, None, marking="all_or_nothing"), multiple(None, 1, marking="all_or_nothing")),
        (
            entry("single_choice", {"answers": answers(None, None)}),
            entry("single_choice", {"answers": answers(100, 0)}),
        ),
        (
            entry("numeric", {"answers": [{"value": "8.50", "tolerance": "", "credit": None}]}),
            entry("numeric", {"answers": [{"value": "8.5", "tolerance": "0", "credit": 100}]}),
        ),
        (
            entry("gaps", {"gaps": [{"kind": "numeric", "answers": [{"text": "1.0"}]}]}),
            entry("gaps", {"gaps": [{"kind": "numeric", "answers": [{"text": "1", "id": "x"}]}]}),
        ),
    ],
)  # fmt: skip
def test_the_same(one: Entry, other: Entry) -> None:
    assert find_difference(one, other) is None
    assert find_difference(other, one) is None


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        (entry(text="a"), entry(text="b"), "text"),
        (entry(text="a  b"), entry(text="a b"), "text"),
        (entry("essay"), entry("file"), "type"),
        (entry(name="a"), entry(), "name"),
        (entry(format="html"), entry(), "format"),
        (entry(weight=1.0), entry(weight=2.0), "weight"),
        (entry(penalty=0.1), entry(), "penalty"),
        (entry(hints=("a",)), entry(), "hints"),
        (entry(category="a"), entry(), "category"),
        (entry(tags=("a", "b")), entry(tags=("b", "a")), "tags.0"),
        (entry(number="1"), entry(), "number"),
        (entry(level=1), entry(level=3), "level"),
        (entry(files={"a": b"x"}), entry(files={"a": b"y"}), "files.a"),
        (entry(picture={"image": "a", "alt": "x"}), entry(), "picture"),
        (multiple(None, None, right=2), multiple(60, 40, right=2), "data.answers.0.credit"),
        (multiple(None, None), multiple(None, None, marking="penalty"), "data.answers.1.credit"),
        (multiple(None, None), multiple(None, None, None), "data.answers"),
        (
            entry("true_false", {"right": True}),
            entry("true_false", {"right": False}),
            "data.right",
        ),
        (
            entry("numeric", {"answers": [{"value": "8.5"}]}),
            entry("numeric", {"answers": [{"value": "85"}]}),
            "data.answers.0.value",
        ),
        (
            entry("numeric", {"answers": [{"value": "", "low": "1"}]}),
            entry("numeric", {"answers": [{"value": "0", "low": "1"}]}),
            "data.answers.0.value",
        ),
        (
            entry("short_answer", {"answers": [{"text": "1.0"}]}),
            entry("short_answer", {"answers": [{"text": "1"}]}),
            "data.answers.0.text",
        ),
    ],
)
def test_not_the_same(one: Entry, other: Entry, place: str) -> None:
    assert find_difference(one, other) == place
    assert find_difference(other, one) == place
