"""The question bank for tests: `BankQuestionFactory(category__path="Keuangan/Utang")`."""

import uuid
from collections.abc import Sequence
from typing import Any

import factory

from courses.kinds.quiz.bank.models import BankQuestion, Category


class CategoryFactory(factory.django.DjangoModelFactory[Category]):
    """A category; those that its path passes through are made as well."""

    class Meta:
        model = Category
        django_get_or_create = ("path",)

    path = factory.Sequence(lambda number: f"Kategori {number}")


class BankQuestionFactory(factory.django.DjangoModelFactory[BankQuestion]):
    """A published question with its first revision; `draft=True` is not published yet."""

    class Meta:
        model = BankQuestion

    class Params:
        text = factory.Sequence(lambda number: f"Berapa HPP contoh {number}?")

    name = factory.Sequence(lambda number: f"Soal {number}")
    category = factory.SubFactory(CategoryFactory)
    content = factory.LazyAttribute(lambda one: [single_choice(one.text)])

    @classmethod
    def _create(
        cls,
        model_class: type[BankQuestion],
        *args: Any,
        draft: bool = False,
        tags: Sequence[str] = (),
        **kwargs: Any,
    ) -> BankQuestion:
        question = model_class(**kwargs, live=False)
        if tags:
            question.tags.add(*tags)
        question.save()
        revision = question.save_revision(clean=not draft)
        if not draft:
            revision.publish()
        question.refresh_from_db()
        return question


def single_choice(
    text: str = "Berapa HPP-nya?", *, right: str = "8.500", wrong: str = "9.500", **fields: Any
) -> dict[str, Any]:
    """A single-choice question as it is stored: the right answer first."""
    answers = [
        stored_item({"text": right, "right": True, "credit": None, "feedback": "Tepat."}),
        stored_item({"text": wrong, "right": False, "credit": None, "feedback": "Hitung lagi."}),
    ]
    return stored_question("single_choice", text=text, answers=answers, **fields)


def stored_question(slug: str, *, block_id: str | None = None, **fields: Any) -> dict[str, Any]:
    """A question of any type as a stream keeps it."""
    return {"type": slug, "id": block_id or str(uuid.uuid4()), "value": fields}


def stored_item(value: Any) -> dict[str, Any]:
    """An item of a list as a stream keeps it."""
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


def from_bank(question: BankQuestion | int, **fields: Any) -> dict[str, Any]:
    """A quiz's entry that takes one question of the bank."""
    pk = question if isinstance(question, int) else question.pk
    return stored_question("from_bank", question=pk, **fields)


def draw(count: int, category: Category | int, **fields: Any) -> dict[str, Any]:
    """A quiz's entry that draws so many questions."""
    pk = category if isinstance(category, int) else category.pk
    return stored_question("draw", count=count, category=pk, **fields)
