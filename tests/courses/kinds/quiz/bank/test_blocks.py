"""What a trainer lists in a quiz: the sentences that keep a quiz from asking too much."""

from typing import Any

import pytest
from wagtail.blocks import StructBlockValidationError

from courses.kinds.quiz.bank.blocks import DrawBlock, FromBankBlock
from tests.factories.quiz import BankQuestionFactory, CategoryFactory

pytestmark = pytest.mark.django_db


def refuse(block: Any, raw: dict[str, Any]) -> dict[str, str]:
    """The sentences by field; {} where the block takes the value."""
    try:
        block.clean(block.to_python(raw))
    except StructBlockValidationError as error:
        return {name: " ".join(one.messages) for name, one in error.block_errors.items()}
    return {}


def test_no_more_may_be_drawn_than_there_are() -> None:
    BankQuestionFactory.create_batch(2, category__path="Keuangan", level=3, tags=["a"])
    BankQuestionFactory(category__path="Keuangan/Utang")
    BankQuestionFactory(category__path="Keuangan", draft=True)
    category = CategoryFactory(path="Keuangan")
    raw = {"count": 3, "category": category.pk, "with_below": True}
    assert refuse(DrawBlock(), raw) == {}
    sentence = refuse(DrawBlock(), {**raw, "count": 4})["count"]
    assert "4" in sentence
    assert "3" in sentence
    for narrower in ({"with_below": False}, {"level": "3"}, {"tags": "a"}):
        assert "2" in refuse(DrawBlock(), {**raw, **narrower})["count"]
    assert "count" in refuse(DrawBlock(), {**raw, "count": 0})
    assert "category" in refuse(DrawBlock(), {**raw, "category": None})


def test_a_draft_of_a_quiz_may_ask_too_much() -> None:
    block = DrawBlock()
    raw = {"count": 4, "category": CategoryFactory().pk}
    block.defer_required_validation()
    try:
        assert refuse(block, raw) == {}
        assert refuse(block, {"count": 4, "category": None}) == {}
    finally:
        # Blocks of one class share their children.
        block.restore_deferred_validation()


def test_only_published_questions_are_listed() -> None:
    live, draft = BankQuestionFactory(), BankQuestionFactory(draft=True)
    assert refuse(FromBankBlock(), {"question": live.pk, "weight": None}) == {}
    assert "question" in refuse(FromBankBlock(), {"question": draft.pk, "weight": None})
    assert "weight" in refuse(FromBankBlock(), {"question": live.pk, "weight": -1})
    block = FromBankBlock()
    block.defer_required_validation()
    assert refuse(block, {"question": draft.pk, "weight": None}) == {}
