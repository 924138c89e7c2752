"""What demo people answer to the questions of a quiz: the right thing, or a wrong one."""

from collections.abc import Callable, Mapping
from typing import Any

from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.answers import credit_of
from courses.kinds.quiz.types.numbers import read_canonical, write_number
from courses.kinds.quiz.types.registry import types

_LANGUAGE = "id"


def solve(question: Question, draw: Mapping[str, Any], *, right: bool = True) -> dict[str, Any]:
    """The fields of a payload for this question. Raises `KeyError` for a type that the demo's
    courses don't have."""
    return _SOLVERS[question.type](question, draw, right)


def _choose(question: Question, draw: Mapping[str, Any], right: bool) -> dict[str, Any]:
    answers = question.data["answers"]
    return {"choice": next(one["id"] for one in answers if bool(one["right"]) is right)}


def _choose_some(question: Question, draw: Mapping[str, Any], right: bool) -> dict[str, Any]:
    answers = question.data["answers"]
    return {"choice": [one["id"] for one in answers if bool(one["right"]) is right]}


def _judge(question: Question, draw: Mapping[str, Any], right: bool) -> dict[str, Any]:
    return {"choice": "true" if bool(question.data["right"]) is right else "false"}


def _reckon(question: Question, draw: Mapping[str, Any], right: bool) -> dict[str, Any]:
    for one in question.data["answers"]:
        number = read_canonical(one["value"]) or read_canonical(one["low"])
        if number is not None and _gives_all(one) is right:
            return {"text": write_number(number, _LANGUAGE)}
    return {"text": "0"}


def _reckon_drawn(question: Question, draw: Mapping[str, Any], right: bool) -> dict[str, Any]:
    [line, *_others] = types[question.type].solution(question, draw, _LANGUAGE)
    return {"text": line.text if right else "0"}


def _match(question: Question, draw: Mapping[str, Any], right: bool) -> dict[str, Any]:
    pairs = question.data["pairs"]
    keys = {
        one["text"]: one["key"]
        for one in types[question.type].screen(question, draw, _LANGUAGE)["choices"]
    }
    answers = [pair["answer"] for pair in pairs]
    if not right:
        answers = [*answers[1:], *answers[:1]]
    return {f"pair-{pair['id']}": keys[one] for pair, one in zip(pairs, answers, strict=True)}


def _order(question: Question, draw: Mapping[str, Any], right: bool) -> dict[str, Any]:
    items = question.data["items"] if right else reversed(question.data["items"])
    return {f"place-{one['id']}": str(place) for place, one in enumerate(items, start=1)}


def _fill(question: Question, draw: Mapping[str, Any], right: bool) -> dict[str, Any]:
    filled = {}
    for gap in question.data["gaps"]:
        best = next(one for one in gap["answers"] if _gives_all(one))
        other = next((one for one in gap["answers"] if not _gives_all(one)), best)
        filled[f"gap-{gap['id']}"] = _write_gap(gap, best if right else other)
    return filled


def _gives_all(answer: Mapping[str, Any]) -> bool:
    return credit_of(answer) >= 100


def _write_gap(gap: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    if gap["kind"] == "choice":
        return str(answer["id"])
    if answer["text"] == "*":
        return "0"
    number = read_canonical(answer["text"]) if gap["kind"] == "numeric" else None
    return str(answer["text"]) if number is None else write_number(number, _LANGUAGE)


def _type(question: Question, draw: Mapping[str, Any], right: bool) -> dict[str, Any]:
    answers = [one["text"] for one in question.data["answers"] if _gives_all(one) is right]
    return {"text": next((text for text in answers if text != "*"), "x")}


_SOLVERS: dict[str, Callable[[Question, Mapping[str, Any], bool], dict[str, Any]]] = {
    "single_choice": _choose,
    "picture_choice": _choose,
    "multiple_choice": _choose_some,
    "true_false": _judge,
    "numeric": _reckon,
    "calculated": _reckon_drawn,
    "matching": _match,
    "ordering": _order,
    "gaps": _fill,
    "short_answer": _type,
}
