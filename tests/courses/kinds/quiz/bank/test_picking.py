"""Which questions an attempt gets from the bank."""

from itertools import combinations
from random import Random
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.kinds.quiz.bank import picking
from courses.kinds.quiz.bank.draws import Draw, read_draw
from courses.kinds.quiz.bank.models import BankQuestion
from courses.kinds.quiz.bank.picking import pick
from courses.kinds.quiz.bank.queries import draw_candidates
from tests.factories.quiz import (
    BankQuestionFactory,
    CategoryFactory,
    draw,
    from_bank,
    single_choice,
    stored_question,
)
from tests.statements import count_statements

pytestmark = pytest.mark.django_db


def picked(entries: list[Any], seed: int = 1) -> list[list[str]]:
    """The texts for each entry."""
    found = pick(entries, Random(seed))
    return [[question.text for question in found[entry["id"]]] for entry in entries]


def make(count: int, path: str, **fields: Any) -> list[BankQuestion]:
    made: list[BankQuestion] = BankQuestionFactory.create_batch(
        count, category__path=path, **fields
    )
    return made


# --- Candidates -------------------------------------------------------------------------------


def test_candidates_are_published_and_in_their_category(django_assert_num_queries: Any) -> None:
    [inside] = make(1, "Keuangan")
    [below] = make(1, "Keuangan/Utang")
    make(1, "Keuangan2")
    make(1, "Keuangan", draft=True)
    with django_assert_num_queries(1):
        assert draw_candidates("Keuangan") == [inside, below]
    assert draw_candidates("Keuangan", with_below=False) == [inside]
    assert len(draw_candidates(None)) == 3
    assert draw_candidates("Entah") == []


def test_candidates_have_the_level_and_all_tags(django_assert_num_queries: Any) -> None:
    both = BankQuestionFactory(tags=["hpp", "Dagang"], level=3)
    BankQuestionFactory(tags=["hpp"], level=3)
    BankQuestionFactory(level=1)
    with django_assert_num_queries(1):
        assert draw_candidates(None, tags=["HPP", "dagang"], level=3) == [both]
    assert len(draw_candidates(None, tags=["hpp"])) == 2
    assert draw_candidates(None, tags=["hpp", "entah"]) == []


def test_what_is_only_read_or_not_installed_is_no_candidate() -> None:
    question = BankQuestionFactory()
    BankQuestion.objects.filter(pk=question.pk).update(type="hotspot")
    BankQuestionFactory(content=[stored_question("description", text="Baca dulu.")])
    assert draw_candidates(None) == []


# --- Reading an entry -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"count": 3, "category": 7}, Draw(3, 7)),
        ({"count": None, "category": None}, Draw(1, None)),
        (
            {"count": 2, "category": 7, "with_below": False, "tags": " a, b b,,a ", "level": "3"},
            Draw(2, 7, with_below=False, tags=("a", "b b"), level=3),
        ),
        ({"count": 2, "category": 7, "tags": None, "level": ""}, Draw(2, 7)),
    ],
)
def test_an_entry_reads_as_a_draw(raw: dict[str, Any], expected: Draw) -> None:
    assert read_draw(raw) == expected


# --- Picking ----------------------------------------------------------------------------------


def test_a_listed_question_is_as_published_with_the_weight_of_the_quiz() -> None:
    question = BankQuestionFactory(content=[single_choice("Lama?", weight=2.0)])
    question.content = [single_choice("Konsep?")]
    question.save_revision()
    [[one]] = pick([from_bank(question)], Random(1)).values()
    assert (one.text, one.weight, one.id) == ("Lama?", 2.0, str(question.key))
    [[heavy]] = pick([from_bank(question, weight=5.0)], Random(1)).values()
    assert heavy.weight == 5.0
    [[nothing]] = pick([from_bank(question, weight=0)], Random(1)).values()
    assert nothing.weight == 0.0


def test_what_is_not_published_deleted_or_not_installed_is_left_out() -> None:
    draft, gone = BankQuestionFactory(draft=True), BankQuestionFactory()
    BankQuestion.objects.filter(pk=gone.pk).update(type="hotspot")
    description = BankQuestionFactory(content=[stored_question("description", text="Baca.")])
    entries = [from_bank(draft), from_bank(gone), from_bank(99999), from_bank(description)]
    entries.append(stored_question("from_bank", question=None))
    assert picked(entries) == [[], [], [], ["Baca."], []]


def test_other_entries_are_none_of_the_banks_business() -> None:
    question = BankQuestionFactory()
    found = pick([single_choice(), from_bank(question)], Random(1))
    assert len(found) == 1
    listed = [{**from_bank(question), "id": None}]
    assert list(pick(listed, Random(1))) == ["0"]


def test_no_question_comes_twice() -> None:
    questions = make(4, "Keuangan")
    category = questions[0].category
    entries = [
        draw(2, category), from_bank(questions[1]), draw(5, category), from_bank(questions[1]),
    ]  # fmt: skip
    found = [text for texts in picked(entries) for text in texts]
    assert sorted(found) == sorted(question.question().text for question in questions)
    assert len(picked(entries)[0]) == 2


def test_a_wide_draw_leaves_a_narrow_one_its_questions() -> None:
    make(2, "Keuangan")
    narrow = make(2, "Keuangan/Utang")
    entries = [draw(2, CategoryFactory(path="Keuangan")), draw(2, narrow[0].category)]
    for seed in range(20):
        assert [len(texts) for texts in picked(entries, seed)] == [2, 2]


def test_draws_that_share_some_come_short_by_no_chance() -> None:
    category = CategoryFactory(path="K")
    make(1, "K", tags=["a", "b"])
    make(1, "K", tags=["a"])
    make(2, "K", tags=["b"])
    entries = [draw(1, category, tags="a"), draw(3, category, tags="b")]
    for seed in range(30):
        assert [len(texts) for texts in picked(entries, seed)] == [1, 3]
    assert len({tuple(map(tuple, picked(entries, seed))) for seed in range(30)}) > 3


def test_a_draw_may_pass_a_question_on_by_way_of_another() -> None:
    """Only one way serves all: each gives up what the next one needs."""
    category = CategoryFactory(path="K")
    for tags in (["a"], ["a", "b"], ["b", "c"], ["c", "d"], ["d"]):
        make(1, "K", tags=tags)
    counts = {"a": 2, "b": 1, "c": 1, "d": 1}
    entries = [draw(count, category, tags=tag) for tag, count in counts.items()]
    for seed in range(30):
        assert [len(texts) for texts in picked(entries, seed)] == [2, 1, 1, 1]


@st.composite
def wishes(data: st.DrawFn) -> tuple[dict[str, int], dict[str, list[int]], set[int]]:
    """How many each draw asks for, what it may take, and what is listed by itself."""
    names = "abcd"[: data(st.integers(1, 4))]
    counts = {name: data(st.integers(1, 4)) for name in names}
    pools = {name: sorted(data(st.sets(st.integers(1, 8)))) for name in names}
    return counts, pools, data(st.sets(st.integers(1, 8), max_size=2))


def most(counts: dict[str, int], pools: dict[str, list[int]]) -> int:
    """The greatest total, by Hall's rule: over all groups of draws, what the others ask for and
    what the group finds."""
    return min(
        sum(counts[name] for name in counts if name not in group)
        + len({pk for name in group for pk in pools[name]})
        for size in range(len(counts) + 1)
        for group in combinations(counts, size)
    )


@given(wishes(), st.integers(0, 5))
def test_the_draws_get_as_many_as_there_can_be(
    wished: tuple[dict[str, int], dict[str, list[int]], set[int]], seed: int
) -> None:
    counts, pools, taken = wished
    draws = {name: Draw(count, 1) for name, count in counts.items()}
    with mock.patch.object(picking, "_pools", return_value=pools):
        drawn = picking._draw(draws, taken, Random(seed))
        again = picking._draw(draws, taken, Random(seed))
    assert drawn == again
    assert drawn.keys() == counts.keys()
    all_drawn = [pk for pks in drawn.values() for pk in pks]
    assert len(all_drawn) == len(set(all_drawn))
    assert not taken & set(all_drawn)
    for name, pks in drawn.items():
        assert len(pks) <= counts[name]
        assert set(pks) <= set(pools[name])
    left = {name: [pk for pk in pool if pk not in taken] for name, pool in pools.items()}
    assert len(all_drawn) == most(counts, left)


def test_chance_alone_decides() -> None:
    make(8, "Keuangan")
    entries = [draw(3, CategoryFactory(path="Keuangan"))]
    assert picked(entries, 1) == picked(entries, 1)
    assert len({tuple(picked(entries, seed)[0]) for seed in range(20)}) > 10


def test_a_draw_keeps_to_category_level_and_tags() -> None:
    [wanted] = make(1, "Keuangan/Utang", tags=["Bunga"], level=3)
    make(1, "Keuangan/Utang", tags=["Bunga"], level=1)
    make(1, "Keuangan/Utang", tags=["lain"], level=3)
    make(1, "Keuangan", tags=["bunga"], level=3)
    make(1, "Usaha", tags=["bunga"], level=3)
    top = CategoryFactory(path="Keuangan")
    text = wanted.question().text
    assert picked([draw(9, wanted.category, tags="bunga", level="3")]) == [[text]]
    assert len(picked([draw(9, top, tags="bunga", level="3")])[0]) == 2
    assert len(picked([draw(9, top, tags="bunga", level="3", with_below=False)])[0]) == 1
    assert len(picked([draw(9, top)])[0]) == 4


def test_a_draw_from_a_deleted_category_gets_nothing() -> None:
    BankQuestionFactory()
    assert picked([draw(1, 99999)]) == [[]]
    assert picked([stored_question("draw", count=1, category=None)]) == [[]]


@pytest.mark.parametrize("size", [1, 12])
def test_three_statements_for_any_list(size: int) -> None:
    entries = []
    for number in range(size):
        questions = make(2, f"Kategori/{number}", tags=["a"])
        entries += [from_bank(questions[0]), draw(1, questions[0].category, tags="a")]
    entries.append(draw(2, CategoryFactory(path="Kategori")))
    assert count_statements(lambda: pick(entries, Random(1))) == 3


def test_no_statement_for_nothing() -> None:
    assert count_statements(lambda: pick([single_choice()], Random(1))) == 0
