from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types.grading import answered, change, editor_errors, refusal
from tests.courses.kinds.quiz.types.samples_more import COSTS, MEANINGS, pair

MATCHING = types["matching"]
DRAW = {"choices": ["distractor-0", "tepung", "sekolah", "sewa"]}
RIGHT = {"pair-sewa": "3", "pair-tepung": "1", "pair-minyak": "1", "pair-sekolah": "2"}


@pytest.mark.parametrize(
    ("changed", "score", "wrong"),
    [
        ({}, 1.0, set()),
        ({"pair-sewa": "1"}, 0.75, {"sewa"}),
        ({"pair-sewa": "0", "pair-minyak": "3"}, 0.5, {"sewa", "minyak"}),
        (
            {"pair-sewa": "1", "pair-tepung": "3", "pair-minyak": "0", "pair-sekolah": "0"},
            0.0,
            {"sewa", "tepung", "minyak", "sekolah"},
        ),
    ],
)
def test_each_right_pair_counts_the_same(
    changed: dict[str, str], score: float, wrong: set[str]
) -> None:
    mark = answered(COSTS, {**RIGHT, **changed}, DRAW)
    assert mark.score == score
    assert {name for name, right in mark.parts.items() if not right} == wrong


@pytest.mark.parametrize(
    "changed",
    [
        {"pair-sewa": ""},
        {"pair-sewa": None},
        {"pair-sewa": 3},
        {"pair-sewa": "4"},
        {"pair-sewa": "-1"},
        {"pair-sewa": "03"},
        {"pair-sewa": "٣"},
        {"pair-sewa": "sewa"},
        {"pair-sewa": "Biaya tetap"},
        {"pair-sewa": ["3", "3"]},
        {"pair-sewa": {"3": "3"}},
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(changed: dict[str, Any]) -> None:
    assert refusal(COSTS, {**RIGHT, **changed}, DRAW) == "Choose what belongs to each line."


@pytest.mark.parametrize("payload", [{}, [], None, "3", {"pair-sewa": "3"}])
def test_a_pair_left_open_is_refused(payload: Any) -> None:
    assert refusal(COSTS, payload, DRAW) == "Choose what belongs to each line."


def test_the_same_words_in_two_pairs_and_a_distractor_are_one_choice() -> None:
    question = change(COSTS, distractors=["Utang", "Biaya tetap", "Utang "])
    texts = [one["text"] for one in MATCHING.screen(question, {}, "en")["choices"]]
    assert texts == ["Biaya tetap", "Biaya variabel", "Bukan biaya usaha", "Utang"]


def test_choices_are_shuffled_whatever_the_quiz_wishes_and_prompts_where_it_does() -> None:
    drawn = [MATCHING.prepare(COSTS, Random(seed), shuffle=False) for seed in range(30)]
    assert len({tuple(draw["choices"]) for draw in drawn}) > 5
    assert all("order" not in draw for draw in drawn)
    shuffled = [MATCHING.prepare(COSTS, Random(seed), shuffle=True) for seed in range(30)]
    assert len({tuple(draw["order"]) for draw in shuffled}) > 5


def test_an_order_that_is_kept_is_the_alphabets_and_the_trainers() -> None:
    question = change(COSTS, keep_order=True)
    for seed in range(5):
        draw = MATCHING.prepare(question, Random(seed), shuffle=True)
        assert draw == {"choices": ["sewa", "tepung", "sekolah", "distractor-0"]}
        prompts = [one["id"] for one in MATCHING.screen(question, draw, "en")["pairs"]]
        assert prompts == ["sewa", "tepung", "minyak", "sekolah"]


def test_without_a_draw_the_choices_are_the_alphabets() -> None:
    texts = [one["text"] for one in MATCHING.screen(COSTS, {}, "en")["choices"]]
    assert texts == ["Biaya tetap", "Biaya variabel", "Bukan biaya usaha", "Utang"]
    payload = {"pair-sewa": "0", "pair-tepung": "1", "pair-minyak": "1", "pair-sekolah": "2"}
    assert answered(COSTS, payload).score == 1.0


@given(st.integers(0, 2**32), st.booleans())
def test_the_screen_tells_of_no_choice_where_it_belongs(seed: int, shuffle: bool) -> None:
    draw = MATCHING.prepare(COSTS, Random(seed), shuffle=shuffle)
    screen = MATCHING.screen(COSTS, draw, "en")
    assert [one["key"] for one in screen["choices"]] == ["0", "1", "2", "3"]
    assert all(one.keys() == {"key", "text"} for one in screen["choices"])
    assert all(one.keys() == {"id", "prompt"} for one in screen["pairs"])


def test_the_form_takes_keys_and_shows_what_was_given() -> None:
    html = render_to_string(
        MATCHING.template,
        {
            "question": replace(COSTS, data={}),
            "screen": MATCHING.screen(COSTS, DRAW, "en"),
            "given": {"sewa": "3"},
            "uid": "s1",
        },
    )
    assert html.count("<select") == html.count("<label") == html.count("required") == 4
    assert html.count('<option value="3" selected>Biaya tetap</option>') == 1
    assert html.count("selected") == 1
    assert "Minyak &lt;goreng&gt;" in html


@given(st.lists(st.sampled_from("0123"), min_size=4, max_size=4))
def test_the_score_is_the_share_of_right_pairs(keys: list[str]) -> None:
    payload = dict(zip(RIGHT, keys, strict=True))
    right = sum(payload[name] == key for name, key in RIGHT.items())
    assert answered(COSTS, payload, DRAW).score == right / 4


def test_a_typing_error_that_is_mended_changes_no_mark() -> None:
    response = MATCHING.read(COSTS, DRAW, RIGHT, "en")
    pairs = [{**one, "answer": one["answer"].replace("tetap", "tetap!")} for one in pairs_of(COSTS)]
    assert MATCHING.mark(change(COSTS, pairs=pairs), DRAW, response).score == 1.0


def test_a_response_outlives_an_edit() -> None:
    response = MATCHING.read(COSTS, DRAW, RIGHT, "en")
    fewer = change(COSTS, pairs=pairs_of(COSTS)[1:], distractors=[])
    assert MATCHING.mark(fewer, DRAW, response).score == 1.0
    assert len(MATCHING.tell(fewer, DRAW, response, "en")) == 3
    more = change(COSTS, pairs=[*pairs_of(COSTS), pair("baru", "Listrik", "Biaya tetap")])
    assert MATCHING.mark(more, DRAW, response).score == 0.8
    assert MATCHING.mark(change(COSTS, pairs=[]), DRAW, response).score == 0.0


def pairs_of(question: Any) -> list[dict[str, Any]]:
    return list(question.data["pairs"])


def test_it_is_told_line_by_line_in_the_order_of_the_screen() -> None:
    draw = {**DRAW, "order": ["minyak", "sewa", "tepung", "sekolah"]}
    response = MATCHING.read(COSTS, draw, {**RIGHT, "pair-minyak": "0"}, "en")
    told = MATCHING.tell(COSTS, draw, response, "en")
    assert told[:2] == [
        Line("Utang", "Minyak <goreng>", False),
        Line("Biaya tetap", "Sewa warung", True),
    ]
    assert [line.text for line in MATCHING.solution(COSTS, draw, "en")] == [
        "Biaya  variabel",
        "Biaya tetap",
        "Biaya variabel",
        "Bukan biaya usaha",
    ]
    assert {line.format for line in MATCHING.solution(MEANINGS, {}, "en")} == {"markdown"}


def test_chance_is_the_mean_over_all_that_could_be_chosen() -> None:
    scores = [
        MATCHING.mark(COSTS, DRAW, dict(zip(COSTS_IDS, keys, strict=True))).score or 0.0
        for keys in product("0123", repeat=4)
    ]
    assert MATCHING.guess(COSTS) == pytest.approx(sum(scores) / len(scores))


COSTS_IDS = [one["id"] for one in pairs_of(COSTS)]


def test_only_keys_remain_of_a_payload() -> None:
    sent = {
        **RIGHT,
        "pair-x": "Siti",
        "pair-y": ["1"],
        "name": "1",
        "pair- z": "1",
        "pair-q": "1234",
    }
    assert MATCHING.redact(sent) == RIGHT


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        (
            {"pairs": [pair("a", "Sewa", "Tetap"), pair("b", " Sewa ", "Variabel")]},
            {"pairs.1.prompt": "This prompt is there twice."},
        ),
        (
            {
                "pairs": [pair("a", "Sewa", "Tetap"), pair("b", "Pajak", "Tetap ")],
                "distractors": ["Tetap"],
            },
            {"pairs": "There must be at least two different choices."},
        ),
        (
            {"pairs": [pair("a", "Sewa", "Tetap"), pair("b", "", "Variabel")]},
            {"pairs.1.prompt": "This field is required."},
        ),
        (
            {"pairs": [pair("a", "Sewa", "Tetap")]},
            {"pairs": "The minimum number of items is 2"},
        ),
    ],
)
def test_the_editor_says_what_is_missing(data: dict[str, Any], errors: dict[str, str]) -> None:
    assert editor_errors(change(COSTS, **data)) == errors


def test_the_same_answer_for_all_pairs_is_fine_with_a_distractor() -> None:
    pairs = [pair("a", "Sewa", "Tetap"), pair("b", "Pajak", "Tetap")]
    assert editor_errors(change(COSTS, pairs=pairs)) == {}
