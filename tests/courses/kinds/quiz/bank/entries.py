"""Entries as a format would read them."""

from typing import Any

from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.questions import Question


def answer(text: str, *, right: bool = False, answer_id: str = "", **fields: Any) -> dict[str, Any]:
    return {"id": answer_id, "text": text, "right": right, "credit": None, "feedback": "", **fields}


def question(text: str = "Berapa HPP-nya?", **fields: Any) -> Question:
    answers = [answer("8.500", right=True), answer("9.500")]
    defaults: dict[str, Any] = {
        "id": "",
        "type": "single_choice",
        "data": {"answers": answers, "keep_order": False},
        "name": text,
    }
    return Question(text=text, **{**defaults, **fields})


def entry(text: str = "Berapa HPP-nya?", *, line: int = 1, **fields: Any) -> Entry:
    """An entry; what belongs to the question goes into it."""
    own = {
        name: fields.pop(name) for name in ("category", "tags", "number", "files") if name in fields
    }
    return Entry(question(text, **fields), line=line, **{"category": "Keuangan", **own})


def broken(text: str = "Rusak?", *, line: int = 1, **fields: Any) -> Entry:
    """An entry that the editor would refuse: no answer is right."""
    data = {"answers": [answer("a"), answer("b")], "keep_order": False}
    return entry(text, line=line, data=data, **fields)
