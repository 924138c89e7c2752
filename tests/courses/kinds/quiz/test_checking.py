"""What the content check finds in a quiz."""

from dataclasses import replace
from typing import Any

import pytest

from courses.kinds.quiz.activity import QuizKind
from courses.kinds.quiz.checking import question_remarks
from courses.kinds.quiz.questions import Question
from courses.wording.passages import plain_text, read_paragraphs
from tests.courses.kinds.quiz.types import samples, samples_more
from tests.factories.catalog import quiz_block
from tests.factories.quiz import BankQuestionFactory, from_bank, single_choice, stored_question


def quiz(*questions: dict[str, Any]) -> Any:
    block = quiz_block(0)
    block["value"]["questions"] = list(questions)
    return QuizKind.block().to_python(block["value"])


def codes(question: Question) -> list[str]:
    return [remark.code for remark in question_remarks(question)]


def test_a_question_without_feedback_names_its_answers() -> None:
    answers = [{**one, "feedback": ""} for one in samples.MARGIN.data["answers"][:2]]
    [remark] = question_remarks(replace(samples.MARGIN, data={"answers": answers}))
    assert remark.code == "no-feedback"
    assert "Rp12.143; Rp11.050" in str(remark.sentence)
    assert remark.excerpt == samples.MARGIN.text
    assert codes(samples.MARGIN) == []


def test_the_same_feedback_twice_teaches_too_little() -> None:
    answers = [
        {**one, "feedback": f"Hitung{space}lagi."}
        for one, space in zip(samples.MARGIN.data["answers"][:2], (" ", "\n"), strict=True)
    ]
    assert codes(replace(samples.MARGIN, data={"answers": answers})) == ["same-feedback"]


def test_a_picture_says_what_it_shows_in_the_question_and_in_each_answer() -> None:
    assert codes(replace(samples.MARGIN, picture={"image": 1, "alt": " "})) == ["no-alt"]
    assert codes(samples.LABELS) == []
    answers = [{**one, "alt": ""} for one in samples.LABELS.data["answers"]]
    assert codes(replace(samples.LABELS, data={"answers": answers})) == ["no-alt"]


def test_a_long_question_is_shown_shortened() -> None:
    text = " ".join(["kata"] * 50)
    [remark] = question_remarks(replace(samples_more.STEPS, text=text))
    assert remark.excerpt == " ".join(["kata"] * 20) + "…"


def test_all_that_is_read_in_a_question_is_text_and_none_of_it_counts() -> None:
    value = quiz(
        single_choice("Berapa & apa?", hints=[{"type": "item", "id": "h", "value": "Bagi dulu."}]),
        stored_question("true_false", text="Benar?", feedback_true="Ya, betul.", feedback=""),
        stored_question("description", text="<p>Bu <b>Sri</b>.</p>", format="html"),
    )
    passages = list(QuizKind().passages(value))
    assert not any(one.own for one in passages)
    text = plain_text([line for one in passages for line in read_paragraphs(one.html)])
    assert text.splitlines() == [
        *("Berapa & apa?", "8.500", "Tepat.", "9.500", "Hitung lagi.", "Bagi dulu."),
        *("Benar?", "Ya, betul."),
        "Bu Sri.",
    ]


@pytest.mark.django_db
def test_a_question_that_is_listed_from_the_bank_is_checked_as_well() -> None:
    answers = stored_question("ordering", text="Urutkan.", items=[])
    stored = BankQuestionFactory(content=[answers], draft=True)
    stored.live = True
    stored.save()
    value = quiz(from_bank(stored), from_bank(999_999))
    assert [remark.excerpt for remark in QuizKind().remarks(value)] == ["Urutkan."]
    assert next(iter(QuizKind().passages(value))).html == "<p>Urutkan.</p>"
