from dataclasses import replace
from itertools import permutations
from random import Random
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types.grading import answered, change, editor_errors, refusal
from tests.courses.kinds.quiz.types.samples_more import DAYS, STEPS

ORDERING = types["ordering"]
A, B, C, D = (item["id"] for item in STEPS.data["items"])


def placed(*ids: str) -> dict[str, str]:
    """What the form sends for this order."""
    return {f"place-{one}": str(place) for place, one in enumerate(ids, start=1)}


@pytest.mark.parametrize(
    ("order", "score", "right"),
    [
        ((A, B, C, D), 1.0, {A, B, C, D}),
        # One item at the wrong end: the others still follow each other.
        ((B, C, D, A), 0.5, {C, D}),
        ((D, A, B, C), 0.5, {B, C}),
        ((A, C, B, D), 0.25, {A}),
        ((A, B, D, C), 0.5, {A, B}),
        ((D, C, B, A), 0.0, set()),
        ((C, A, D, B), 0.0, set()),
    ],
)
def test_an_item_counts_where_it_follows_the_right_one(
    order: tuple[str, ...], score: float, right: set[str]
) -> None:
    mark = answered(STEPS, placed(*order))
    assert mark.score == score
    assert {one for one, fine in mark.parts.items() if fine} == right


def test_all_or_nothing() -> None:
    question = change(STEPS, marking="all_or_nothing")
    assert answered(question, placed(A, B, C, D)).score == 1.0
    almost = answered(question, placed(A, B, D, C))
    assert almost.score == 0.0
    assert almost.parts == {A: True, B: True, C: False, D: False}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({f"place-{A}": "2"}, "Place 2 is given twice. Give each line a place of its own."),
        ({f"place-{A}": ""}, "Give each line a place from 1 to 4, each place once."),
        ({f"place-{A}": None}, "Give each line a place from 1 to 4, each place once."),
        ({f"place-{A}": 1}, "Give each line a place from 1 to 4, each place once."),
        ({f"place-{A}": "0"}, "Give each line a place from 1 to 4, each place once."),
        ({f"place-{A}": "5"}, "Give each line a place from 1 to 4, each place once."),
        ({f"place-{A}": "1.0"}, "Give each line a place from 1 to 4, each place once."),
        ({f"place-{A}": "²"}, "Give each line a place from 1 to 4, each place once."),
        ({f"place-{A}": ["1", "1"]}, "Give each line a place from 1 to 4, each place once."),
        ({f"place-{A}": {"1": 1}}, "Give each line a place from 1 to 4, each place once."),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(
    changed: dict[str, Any], sentence: str
) -> None:
    assert refusal(STEPS, {**placed(A, B, C, D), **changed}) == sentence


@pytest.mark.parametrize("payload", [{}, [], None, "1", 7, {f"place-{A}": "1"}])
def test_an_item_without_a_place_is_refused(payload: Any) -> None:
    assert refusal(STEPS, payload) == "Give each line a place from 1 to 4, each place once."


@given(st.integers(0, 2**32), st.booleans(), st.sampled_from([STEPS, DAYS]))
def test_the_draw_is_never_the_right_order(seed: int, shuffle: bool, question: Any) -> None:
    right = [item["id"] for item in question.data["items"]]
    order = ORDERING.prepare(question, Random(seed), shuffle=shuffle)["order"]
    assert order != right
    assert sorted(order) == sorted(right)


def test_one_item_can_only_be_in_order() -> None:
    single = change(STEPS, items=STEPS.data["items"][:1])
    assert ORDERING.prepare(single, Random(1), shuffle=True) == {"order": [A]}
    assert ORDERING.prepare(change(STEPS, items=[]), Random(1), shuffle=True) == {"order": []}


def test_the_screen_has_the_drawn_order_or_that_of_the_ids() -> None:
    drawn = ORDERING.screen(STEPS, {"order": [D, B, A, C]}, "en")
    assert [item["id"] for item in drawn["items"]] == [D, B, A, C]
    assert drawn["places"] == [1, 2, 3, 4]
    assert all(item.keys() == {"id", "text", "words"} for item in drawn["items"])
    blank = ORDERING.screen(STEPS, {}, "en")
    assert [item["id"] for item in blank["items"]] == sorted([A, B, C, D])


def form(given: Any) -> str:
    with override("en"):
        return render_to_string(
            ORDERING.template,
            {
                "question": replace(STEPS, data={}),
                "screen": ORDERING.screen(STEPS, {"order": [D, B, A, C]}, "en"),
                "given": given,
                "uid": "s1",
            },
        )


def test_the_form_works_by_selects_and_its_buttons_wait_for_a_script() -> None:
    html = form(None)
    assert html.count("<select") == html.count("<label") == 4
    assert html.count("<button") == html.count("hidden>↑") + html.count("hidden>↓") == 8
    assert 'aria-label="Up: Tambah &quot;margin&quot; &lt;30 %&gt;"' in html
    assert 'data-sort-item="Catat semua biaya"' in html
    assert "selected" not in html


def test_the_form_shows_the_places_that_were_given() -> None:
    html = form([C, A, B, D])
    shown = html.split(f'name="place-{A}"')[1].split("</select>")[0]
    assert "<option selected>2</option>" in shown
    assert html.count("selected") == 4


@pytest.mark.parametrize("response", [None, 3, "abc", {}, [], [A, 1, None], [["x"]], {A: 1}, True])
def test_no_response_makes_it_fail(response: Any) -> None:
    mark = ORDERING.mark(STEPS, {}, response)
    assert mark.score in (0.0, 0.25)
    ORDERING.tell(STEPS, {}, response, "en")


def test_a_response_outlives_an_edit() -> None:
    response = ORDERING.read(STEPS, {}, placed(A, B, C, D), "en")
    assert response == [A, B, C, D]
    items = list(STEPS.data["items"])
    assert ORDERING.mark(change(STEPS, items=[items[0], *items[2:]]), {}, response).score == 1.0
    more = change(STEPS, items=[*items, {"id": "new", "text": "Tulis harganya"}])
    assert ORDERING.mark(more, {}, response).score == 0.8
    turned = change(STEPS, items=items[::-1])
    assert ORDERING.mark(turned, {}, response).score == 0.0
    assert ORDERING.mark(change(STEPS, items=[]), {}, response).score == 0.0


def test_it_is_told_in_the_order_that_was_given() -> None:
    response = ORDERING.read(STEPS, {}, placed(B, C, D, A), "en")
    told = ORDERING.tell(STEPS, {}, response, "en")
    assert told[:2] == [
        Line("Jumlahkan", "1", False),
        Line("Bagi dengan jumlah barang", "2", True),
    ]
    wanted = ORDERING.solution(STEPS, {}, "en")
    assert [line.label for line in wanted] == ["1", "2", "3", "4"]
    assert wanted[0] == Line("Catat semua biaya", "1", True)


@pytest.mark.parametrize("marking", ["partial", "all_or_nothing"])
def test_chance_is_the_mean_over_all_orders(marking: str) -> None:
    question = change(STEPS, marking=marking)
    scores = [
        ORDERING.mark(question, {}, list(order)).score or 0.0
        for order in permutations([A, B, C, D])
    ]
    assert ORDERING.guess(question) == pytest.approx(sum(scores) / len(scores))


def test_only_places_remain_of_a_payload() -> None:
    sent = {**placed(A, B), "place-x": "Siti", "place-y": ["1"], "name": "1", "place-z": "123"}
    assert ORDERING.redact(sent) == placed(A, B)


def items(*texts: str) -> list[dict[str, str]]:
    return [{"id": f"i{place}", "text": text} for place, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("texts", "errors"),
    [
        (
            ("Tanam", "Panen", " Tanam "),
            {"items.2.text": "This item is there twice; nobody could tell which."},
        ),
        (("Tanam", ""), {"items.1.text": "This field is required."}),
        (("Tanam",), {"items": "The minimum number of items is 2"}),
    ],
)
def test_the_editor_says_what_is_missing(texts: tuple[str, ...], errors: dict[str, str]) -> None:
    assert editor_errors(change(STEPS, items=items(*texts))) == errors
