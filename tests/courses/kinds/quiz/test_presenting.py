"""What a finished attempt shows, and when."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta

import pytest

from courses.kinds.quiz.layouts import Quiz
from courses.kinds.quiz.presenting import sample
from courses.kinds.quiz.questions import Question
from tests.courses.kinds.quiz.sitters import START, Sitter

CLOSES = START + timedelta(days=1)


def taken(**rules: object) -> Sitter:
    sitter = Sitter(questions=2, behaviour="deferred", **rules)
    sitter.answer(True, False)
    sitter.finish()
    return sitter


@pytest.mark.parametrize(
    ("review", "seen", "unseen"),
    [
        ([], [], ["said", "Karena", "Jawaban yang benar", "1 dari 2 benar", "✓", "✗"]),
        (["answers"], ["said"], ["Karena", "Jawaban yang benar", "1 dari 2 benar", "✓", "✗"]),
        (["marks"], ["1 dari 2 benar"], ["said", "Karena", "Jawaban yang benar"]),
        (["answers", "marks"], ["✓", "✗", "1 dari 2 benar"], ["Karena", "Jawaban yang benar"]),
        (["feedback"], ["Karena salah."], ["said", "1 dari 2 benar", "✗"]),
        (["right"], ["Jawaban yang benar"], ["Karena", "1 dari 2 benar", "✗"]),
    ],
)
def test_a_finished_attempt_shows_what_the_rules_say(
    review: list[str], seen: list[str], unseen: list[str]
) -> None:
    html = taken(review=review).html()
    assert [one for one in seen if one not in html] == []
    assert [one for one in unseen if one in html] == []


def test_more_is_shown_once_the_quiz_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    sitter = taken(
        review=["answers"], review_closed=["marks", "right"], closes_at=CLOSES.isoformat()
    )
    html = sitter.html(monkeypatch)
    assert "Jawaban yang benar" not in html
    assert "3 Maret 2026" in html
    sitter.wait(days=2)
    html = sitter.html(monkeypatch)
    assert "Jawaban yang benar" in html
    assert "1 dari 2 benar" in html


def test_the_right_answer_stands_only_beside_what_was_wrong() -> None:
    html = taken(review=["answers", "marks", "right"]).html()
    assert html.count("Jawaban yang benar") == 1


def test_a_weight_changes_the_mark_and_not_the_count() -> None:
    sitter = Sitter(questions=2)
    raw = sitter.quiz.block().get_prep_value(sitter.value)
    raw["questions"][0]["value"]["weight"] = 3.0
    sitter.set_value(raw)
    sitter.answer(True, False)
    assert sitter.state.score == 0.75
    html = sitter.html()
    assert "1 dari 2 benar" in html
    assert "Nilai 75 dari 100" in html


def test_what_to_read_again_is_linked(db: None) -> None:
    from tests.factories.catalog import lessons_of, make_course

    lesson = lessons_of(make_course(1))[0]
    sitter = Sitter(questions=2)
    raw = sitter.quiz.block().get_prep_value(sitter.value)
    for question in raw["questions"]:
        question["value"]["read_again"] = lesson.pk
    sitter.set_value(raw)
    sitter.answer(True, False)
    assert sitter.html().count(f'<a href="{lesson.url}">{lesson.title}</a>') == 1


def test_a_question_in_markdown_can_not_bring_a_script() -> None:
    sitter = Sitter(questions=1)
    raw = sitter.quiz.block().get_prep_value(sitter.value)
    question = raw["questions"][0]["value"]
    question |= {"format": "html", "text": "<b>Berapa</b><script>alert(1)</script>?"}
    question["answers"][0]["value"]["text"] = '<img src=x onerror="alert(1)">Salah'
    sitter.set_value(raw)
    html = sitter.html()
    assert "<b>Berapa</b>" in html
    assert "alert" not in html


def test_a_preview_shows_every_question_of_a_sample() -> None:
    for rules in ({}, {"shuffle_questions": True, "minutes": 5}):
        sitter = Sitter(questions=3, **rules)
        html = sitter.html(url="")
        assert [f"Soal q{number}?" in html for number in (1, 2, 3)] == [True] * 3
        assert "Karena" not in html
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids))


def test_changing_answers_at_the_end_no_id_stands_twice() -> None:
    sitter = Sitter(questions=2, behaviour="deferred")
    raw = sitter.quiz.block().get_prep_value(sitter.value)
    for number, question in enumerate(raw["questions"]):
        answers = [{"type": "item", "id": "a", "value": {"text": "HPP", "credit": 100}}]
        value = {"text": f"Singkatan {number}?", "answers": answers}
        raw["questions"][number] = {"type": "short_answer", "id": question["id"], "value": value}
    sitter.set_value(raw)
    for question in ("q1", "q2"):
        sitter.send({"attempt": 1, "question": question, "text": "hpp"})
    ids = re.findall(r' id="([^"]+)"', sitter.html())
    assert len(ids) == len(set(ids))


def questions_in(node: object) -> Iterator[Question]:
    """Every question that a template could get at."""
    if isinstance(node, Question):
        yield node
    elif is_dataclass(node):
        for one in fields(node):
            yield from questions_in(getattr(node, one.name))
    elif isinstance(node, Mapping):
        yield from questions_in(list(node.values()))
    elif isinstance(node, list | tuple):
        for part in node:
            yield from questions_in(part)


@pytest.mark.parametrize("behaviour", ["immediate", "tries", "deferred"])
def test_no_template_gets_at_a_right_answer(behaviour: str) -> None:
    """Whatever a template writes by mistake: what it holds of a question has no key in it."""
    sitter = Sitter(questions=2, behaviour=behaviour, review=[])
    raw = sitter.quiz.block().get_prep_value(sitter.value)
    for question in raw["questions"]:
        question["value"] |= {"feedback": "Rahasia.", "hints": ["Petunjuk."]}
    sitter.set_value(raw)
    stages = [sample(Quiz(sitter.value), "id")]
    stages.append(sitter.quiz.context(sitter.value, sitter.state))
    sitter.choose(1, "q1", right=True)
    stages.append(sitter.quiz.context(sitter.value, sitter.state))
    sitter.choose(1, "q2", right=True)
    stages.append(sitter.quiz.context(sitter.value, sitter.state))
    if behaviour == "deferred":
        sitter.finish()
        stages.append(sitter.quiz.context(sitter.value, sitter.state))
    for stage in stages:
        found = list(questions_in(stage))
        assert found
        for question in found:
            assert (question.data, question.feedback, question.hints) == ({}, "", ())
        assert "'right': True" not in repr(stage)
