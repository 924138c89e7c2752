"""Which questions of the bank one attempt asks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from django.db.models import Q

from courses.kinds.quiz.bank.draws import Draw, read_draw
from courses.kinds.quiz.bank.models import BankQuestion, Category
from courses.kinds.quiz.bank.queries import categories_of
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.registry import types

#: The block types in a quiz's list that stand for questions of the bank.
FROM_BANK, DRAW = "from_bank", "draw"


def pick(entries: Sequence[Mapping[str, Any]], chance: Random) -> dict[str, list[Question]]:
    """The questions that the `from_bank` and `draw` blocks of a quiz's list stand for, by block.

    `entries` is the list as it is stored; a block without an id is named by its position. No
    question comes twice, and one that is listed by itself is not drawn as well. What is not
    published, or of a type that is not installed, is left out. The same bank and the same `chance`
    give the same questions. At most three statements, whatever the length of the list.
    """
    listed: dict[str, tuple[int | None, float | None]] = {}
    draws: dict[str, Draw] = {}
    for position, entry in enumerate(entries):
        entry_id, value = str(entry.get("id") or position), entry["value"]
        if entry["type"] == DRAW:
            draws[entry_id] = read_draw(value)
        elif entry["type"] == FROM_BANK:
            listed[entry_id] = (value.get("question"), value.get("weight"))
    wanted = {pk for pk, _weight in listed.values() if pk is not None}
    drawn = _draw(draws, wanted, chance)
    found = _read_questions(wanted.union(*drawn.values()))
    picked = {entry_id: [found[pk] for pk in pks if pk in found] for entry_id, pks in drawn.items()}
    for entry_id, (pk, weight) in listed.items():
        # Taken away from `found`, it can't be asked a second time.
        question = found.pop(pk, None) if pk is not None else None
        if question and weight is not None:
            question = replace(question, weight=float(weight))
        picked[entry_id] = [question] if question else []
    return picked


def _draw(
    draws: Mapping[str, Draw], taken: Collection[int], chance: Random
) -> dict[str, list[int]]:
    """The primary keys for each draw: as many as are asked for, wherever the bank has enough for
    all draws together. Where it has not, the draws with the widest choice come short."""
    if not draws:
        return {}
    pools = _pools(draws)
    order: dict[str, list[int]] = {}
    for entry_id in sorted(draws, key=lambda one: len(pools[one])):
        left = [pk for pk in pools[entry_id] if pk not in taken]
        order[entry_id] = chance.sample(left, len(left))
    owners: dict[int, str] = {}
    for entry_id in order:
        for _place in range(draws[entry_id].count):
            # What finds none now finds none later either.
            if not _claim(entry_id, order, owners, {entry_id}):
                break
    return {
        entry_id: [pk for pk in pks if owners.get(pk) == entry_id]
        for entry_id, pks in order.items()
    }


def _claim(
    entry_id: str, order: Mapping[str, Sequence[int]], owners: dict[int, str], asked: set[str]
) -> bool:
    """Give the draw one more: the first that nobody has, else one that its owner can replace. This
    is Kuhn's way to a greatest matching; `asked` are the draws that were tried on this way."""
    for pk in order[entry_id]:
        if pk not in owners:
            owners[pk] = entry_id
            return True
    for pk in order[entry_id]:
        owner = owners[pk]
        if owner not in asked:
            asked.add(owner)
            if _claim(owner, order, owners, asked):
                owners[pk] = entry_id
                return True
    return False


@dataclass(slots=True)
class _Candidate:
    path: str
    level: int
    tags: set[str]


def _pools(draws: Mapping[str, Draw]) -> dict[str, list[int]]:
    """What each draw may take, in the order in which it was made. Two statements."""
    paths: dict[int | None, str] = dict(
        Category.objects.filter(
            pk__in={draw.category for draw in draws.values() if draw.category is not None}
        ).values_list("pk", "path")
    )
    found = _candidates([one for one in draws.values() if one.category in paths], paths)
    return {
        entry_id: [
            pk
            for pk, one in found.items()
            # A category that was deleted holds nothing; it does not stand for the whole bank.
            if draw.category in paths
            and draw.accepts(one.path, one.level, one.tags, top=paths[draw.category])
        ]
        for entry_id, draw in draws.items()
    }


def _candidates(draws: Iterable[Draw], paths: Mapping[int | None, str]) -> dict[int, _Candidate]:
    places = {(paths[one.category], one.with_below, one.level) for one in draws}
    if not places:
        return {}
    condition = Q()
    for path, with_below, level in sorted(places, key=str):
        place = Q(category__in=categories_of(path, with_below=with_below))
        condition |= place & Q(level=level) if level is not None else place
    rows = (
        BankQuestion.objects.askable()
        .filter(condition)
        .order_by("pk")
        .values_list("pk", "category__path", "level", "tagged_items__tag__name")
    )
    found: dict[int, _Candidate] = {}
    for pk, path, level, tag in rows:
        candidate = found.setdefault(pk, _Candidate(path, level, set()))
        if tag:
            candidate.tags.add(tag.casefold())
    return found


def _read_questions(pks: Collection[int]) -> dict[int, Question]:
    """The published content, in one statement; in none for nothing."""
    if not pks:
        return {}
    found = BankQuestion.objects.filter(pk__in=pks, live=True)
    return {one.pk: one.question() for one in found if one.type in types}
