"""Reads of the bank that several places need, each in one query."""

import uuid
from collections.abc import Collection, Iterable, Mapping

from courses.kinds.quiz.bank.models import (
    BankQuestion,
    BankQuestionQuerySet,
    Category,
    CategoryQuerySet,
)


def draw_candidates(
    category: str | None,
    *,
    with_below: bool = True,
    tags: Collection[str] = (),
    level: int | None = None,
) -> list[BankQuestion]:
    """The published questions that a draw may take, in the order in which they were made.

    `category` is a path, or None for the whole bank. A question must have all of `tags`.
    """
    return list(candidates(category, with_below=with_below, tags=tags, level=level))


def candidates(
    category: str | None,
    *,
    with_below: bool = True,
    tags: Collection[str] = (),
    level: int | None = None,
) -> BankQuestionQuerySet:
    """As `draw_candidates`, to be counted or narrowed down."""
    found = BankQuestion.objects.askable().order_by("pk")
    if category is not None:
        found = found.filter(category__in=categories_of(category, with_below=with_below))
    if level is not None:
        found = found.filter(level=level)
    for tag in tags:
        found = found.filter(
            pk__in=BankQuestion.objects.filter(tags__name__iexact=tag).values("pk")
        )
    return found


def categories_of(path: str, *, with_below: bool) -> CategoryQuerySet:
    """The category of that path, with those below it where they are wanted."""
    return Category.objects.below(path) if with_below else Category.objects.filter(path=path)


def questions_by_key(keys: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, BankQuestion]:
    """The questions of these keys, published or not."""
    found = BankQuestion.objects.filter(key__in=list(keys)).select_related("category")
    return {question.key: question for question in found}
