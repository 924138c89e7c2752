"""Which answers go without feedback, for each type that marks by itself."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.utils.translation import gettext, override, pgettext

from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import read_question
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types import samples, samples_more

SAMPLES = {**samples.SAMPLES, **samples_more.SAMPLES}


def mute(value: Any) -> Any:
    """The same without a word of feedback."""
    if isinstance(value, Mapping):
        return {
            field: "  " if field.startswith("feedback") else mute(one)
            for field, one in value.items()
        }
    return [mute(one) for one in value] if isinstance(value, list) else value


def silent(question: Question, **fields: Any) -> list[str]:
    question = replace(question, **{"data": mute(question.data), "feedback": " ", **fields})
    with override("id"):
        return types[question.type].without_feedback(question)


def any_other() -> str:
    with override("id"):
        return gettext("any other answer")


def wrong() -> str:
    with override("id"):
        return pgettext("of a question", "a wrong answer")


@pytest.mark.parametrize(
    "question",
    [
        samples.MARGIN,
        samples.PLACES,
        samples.several("partial"),
        samples.STATEMENT,
        samples.LABELS,
        samples.CAPITAL,
        samples_more.UNIT_COST,
        samples_more.PRICE,
    ],
    ids=lambda question: question.id,
)
def test_a_question_that_teaches_has_none(question: Question) -> None:
    assert types[question.type].without_feedback(question) == []


def test_each_answer_that_is_chosen_needs_its_own_whatever_is_said_to_all() -> None:
    assert silent(samples.MARGIN, feedback="Untuk semua.") == ["Rp12.143", "Rp11.050", "Rp8.500"]
    assert silent(samples.PLACES) == ["OJK", "Kantor pos"]
    assert silent(samples.LABELS) == ["Kemasan 1", "Dengan tanggal", "Kemasan 3"]
    assert len(silent(samples.several("penalty"))) == 5
    assert silent(samples.STATEMENT) == ["Benar", "Salah"]
    said = {**samples.STATEMENT.data, "feedback_true": ""}
    assert silent(samples.STATEMENT, data=said) == ["Benar"]


def test_each_listed_answer_that_is_typed_needs_feedback_and_so_does_any_other() -> None:
    assert silent(samples.CAPITAL) == ["modal", "modal …", any_other()]
    numbers = ["8.500", "8.500", "10.000 sampai 11.000,5"]
    assert silent(samples_more.UNIT_COST) == [*numbers, any_other()]
    assert silent(samples_more.BREAK_EVEN) == ["ceil(tetap / (12500 - variabel))", any_other()]


def test_feedback_for_everybody_is_enough_but_for_a_wrong_answer_that_is_listed() -> None:
    assert silent(samples.CAPITAL, feedback="Modal.") == ["modal …"]
    numbers = ["8.500", "10.000 sampai 11.000,5"]
    assert silent(samples_more.UNIT_COST, feedback="HPP.") == numbers
    assert silent(samples_more.BREAK_EVEN, feedback="Bulatkan ke atas.") == []


def test_answers_in_parts_have_feedback_on_the_whole() -> None:
    for question in (samples_more.COSTS, samples_more.STEPS):
        assert silent(question) == [wrong()]
        assert silent(question, feedback="Begini urutannya.") == []


def test_each_gap_is_looked_at_by_itself() -> None:
    with override("id"):
        first, second, third = (gettext("Gap %(number)d") % {"number": one} for one in (1, 2, 3))
    assert silent(samples_more.STORY) == [
        f"{first}: biaya",
        f"{first}: semua …",
        f"{first}: {any_other()}",
        f"{second}: 8.500",
        f"{second}: 8.500,5",
        f"{second}: {any_other()}",
        f"{third}: untung",
        f"{third}: rugi",
    ]
    left = [f"{first}: semua …", f"{second}: 8.500,5", f"{third}: rugi"]
    assert silent(samples_more.STORY, feedback="Baca lagi.") == left


def test_what_a_person_marks_and_what_is_only_read_needs_none() -> None:
    for slug in ("essay", "file", "description"):
        for question in SAMPLES[slug]:
            assert silent(question) == []


@pytest.mark.parametrize("slug", SAMPLES)
def test_what_is_hardly_begun_breaks_nothing(slug: str) -> None:
    block = types[slug].block()
    stored = block.get_prep_value(block.get_default())
    with override("id"):
        for name in types[slug].without_feedback(read_question(slug, stored, "q")):
            assert isinstance(name, str)
