from dataclasses import replace
from random import Random
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from courses.kinds.quiz.questions import Question, TextFormat
from courses.kinds.quiz.types.contract import Line
from courses.kinds.quiz.types.gaps_block import GapsBlock
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.types.grading import answered, change, editor_errors, refusal
from tests.courses.kinds.quiz.types.samples_more import RULES, STORY, filling, gap

GAPS = types["gaps"]
RIGHT = {"gap-g-1": "c1", "gap-g-2": "biaya", "gap-g-harga": "8500"}


@pytest.mark.parametrize(
    ("changed", "score", "wrong"),
    [
        ({}, 1.0, set()),
        ({"gap-g-2": " BIAYA "}, 1.0, set()),
        ({"gap-g-harga": "Rp8,550"}, 1.0, set()),
        # The short gap counts twice.
        ({"gap-g-1": "c2"}, 0.75, {"g-1"}),
        ({"gap-g-2": "semua uang"}, 0.75, {"g-2"}),
        ({"gap-g-2": "untung"}, 0.5, {"g-2"}),
        ({"gap-g-harga": "8600"}, 0.875, {"g-harga"}),
        ({"gap-g-harga": "8601"}, 0.75, {"g-harga"}),
        ({"gap-g-1": "c2", "gap-g-2": "x", "gap-g-harga": "1"}, 0.0, {"g-1", "g-2", "g-harga"}),
    ],
)
def test_the_score_is_the_weighted_mean(
    changed: dict[str, str], score: float, wrong: set[str]
) -> None:
    mark = answered(STORY, {**RIGHT, **changed})
    assert mark.score == score
    assert {name for name, right in mark.parts.items() if not right} == wrong


def test_each_gap_says_what_belongs_to_its_answer() -> None:
    mark = answered(STORY, {**RIGHT, "gap-g-2": "lain"})
    # In the order of the text.
    assert mark.feedback == ("Masukan untuk s3.", "Masukan untuk k1.", "Masukan untuk c1.")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"gap-g-2": ""}, "Fill in every gap. Still empty: 1."),
        ({"gap-g-2": " \n", "gap-g-1": ""}, "Fill in every gap. Still empty: 1, 3."),
        ({"gap-g-2": None}, "Fill in every gap. Still empty: 1."),
        ({"gap-g-2": 5}, "Fill in every gap. Still empty: 1."),
        ({"gap-g-2": ["biaya"]}, "Fill in every gap. Still empty: 1."),
        ({"gap-g-2": "\x00"}, "Gap 1: Write your answer."),
        (
            {"gap-g-2": "a" * 251},
            "Gap 1: Write at most 250 characters; now there are 251.",
        ),
        ({"gap-g-1": "untung"}, "Gap 3: Choose one of the answers."),
        ({"gap-g-1": "k1"}, "Gap 3: Choose one of the answers."),
        (
            {"gap-g-harga": "8.500"},
            "Gap 2: Do you mean 8.5 or 8500? Write the one that you mean like this.",
        ),
        (
            {"gap-g-harga": "mahal"},
            "Gap 2: “mahal” is not a number. Write it in digits, for example 8,500.",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(
    changed: dict[str, Any], sentence: str
) -> None:
    assert refusal(STORY, {**RIGHT, **changed}) == sentence


@pytest.mark.parametrize("payload", [{}, [], None, "c1", 3])
def test_nothing_at_all_is_refused(payload: Any) -> None:
    assert refusal(STORY, payload) == "Fill in every gap. Still empty: 1, 2, 3."


def test_a_number_is_read_in_the_pages_language() -> None:
    response = GAPS.read(STORY, {}, {**RIGHT, "gap-g-harga": "8.500"}, "id")
    assert response["g-harga"] == {"number": "8500", "text": "8.500"}
    assert GAPS.mark(STORY, {}, response).score == 1.0


@pytest.mark.parametrize(
    ("pattern", "typed", "case", "expected"),
    [
        ("OJK", "ojk", False, 1.0),
        ("OJK", "ojk", True, 0.0),
        ("kafé", "kafe", True, 1.0),
        ("*modal*", "uang modal usaha", False, 1.0),
        (r"2\*3", "2*3", False, 1.0),
        (r"2\*3", "2x3", False, 0.0),
    ],
)
def test_short_gaps_follow_the_rules_of_short_answers(
    pattern: str, typed: str, case: bool, expected: float
) -> None:
    gaps = [gap("lembaga", "short", filling("a", pattern), case_matters=case)]
    question = replace(change(RULES, gaps=gaps), text="[[lembaga]]")
    assert answered(question, {"gap-g-lembaga": typed}).score == expected


@pytest.mark.parametrize("kind", ["short", "numeric"])
@pytest.mark.parametrize("credit", [0.0, 100.0])
def test_a_star_alone_takes_the_rest_and_gives_nothing(kind: str, credit: float) -> None:
    gaps = [gap("1", kind, filling("rest", " * ", credit), filling("a", "5"))]
    question = replace(change(STORY, gaps=gaps), text="[[1]]")
    assert answered(question, {"gap-g-1": "5"}).score == 1.0
    other = answered(question, {"gap-g-1": "6"})
    assert (other.score, other.feedback) == (0.0, ("Masukan untuk rest.",))
    with override("en"):
        assert GAPS.solution(question, {}, "en") == [Line("5", "Gap 1", True)]


def test_a_star_is_a_choice_like_any_other() -> None:
    gaps = [gap("1", "choice", filling("a", "*"), filling("b", "+", 0.0))]
    question = replace(change(STORY, gaps=gaps), text="2 [[1]] 3 = 6")
    assert answered(question, {"gap-g-1": "a"}).score == 1.0
    assert editor_errors(question) == {}


def test_the_best_credit_counts_for_a_number() -> None:
    gaps = [gap("1", "numeric", filling("a", "5", 40.0, tolerance="1"), filling("b", "5.5"))]
    question = replace(change(STORY, gaps=gaps), text="[[1]]")
    assert answered(question, {"gap-g-1": "5.5"}).score == 1.0
    assert answered(question, {"gap-g-1": "4"}).score == 0.4


# --- The form -------------------------------------------------------------------------------------


def form(question: Question, given: Any = None, draw: Any = None) -> str:
    with override("en"):
        return render_to_string(
            GAPS.template,
            {
                "question": replace(question, data={}),
                "screen": GAPS.screen(question, draw or {}, "en"),
                "given": given,
                "uid": "s1",
            },
        )


def controls(html: str) -> list[tuple[str, str]]:
    """Name and label of each input, in the order of the page."""
    found = BeautifulSoup(html, "html.parser").select("input, select")
    return [(str(one["name"]), str(one["aria-label"])) for one in found]


def test_inputs_stand_where_the_gaps_are() -> None:
    html = form(STORY)
    assert controls(html) == [
        ("gap-g-2", "Gap 1 of 3"),
        ("gap-g-harga", "Gap 2 of 3"),
        ("gap-g-1", "Gap 3 of 3"),
    ]
    words = BeautifulSoup(html, "html.parser")
    assert [one.name for one in words.select("div.gaps > p")] == ["p", "p"]
    assert 'HPP-nya Rp<input class="gap" type="text" inputmode="decimal"' in html
    assert "[[" not in html


def test_html_stays_whole_around_the_gaps() -> None:
    page = BeautifulSoup(form(RULES), "html.parser")
    assert page.select("div.gaps > p > b > input")
    assert page.select("div.gaps > ul > li > select")
    assert [one.text for one in page.select("option")] == ["(2) …", "157", "110"]


def test_the_form_shows_what_was_given() -> None:
    response = GAPS.read(STORY, {}, {**RIGHT, "gap-g-harga": "Rp8,500"}, "en")
    html = form(STORY, response)
    assert 'value="biaya"' in html
    assert 'value="Rp8,500"' in html
    assert '<option value="c1" selected>untung</option>' in html


HOSTILE = [
    '<script>alert(1)</script> [[1]] <img src=x onerror="alert(1)">',
    '<b title="[[1]]" onclick="x()">a</b> [[1]]',
    "[[1]] &lt;script&gt; <!-- [[1]] --> </div></form><form>",
    '"><input name="gap-g-1" value="x">[[1]]',
    "[[[[1]]]] [[ 1 ]] [[2]] [[<b>1</b>]]",
    "`[[1]]` **[[1]]** _[[1]]_ [a]([[1]]) ![x]([[1]])",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("text_format", [one.value for one in TextFormat])
def test_no_text_of_an_author_puts_html_of_its_own_into_the_form(
    text: str, text_format: str
) -> None:
    gaps = [gap("1", "short", filling("a", "<script>x</script>"))]
    question = replace(change(STORY, gaps=gaps), text=text, format=text_format)
    page = BeautifulSoup(form(question, {"g-1": '"><script>'}), "html.parser")
    assert controls(str(page)) == [("gap-g-1", "Gap 1 of 1")]
    assert not page.select("script, img, form, a")
    plain = [tag for tag in page.select("div.gaps *") if tag.get("class") != ["gap"]]
    assert not [tag for tag in plain if tag.attrs]
    assert page.select_one("input")["value"] == '"><script>'  # type: ignore[index]


def test_a_tag_is_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    def render(text: str, text_format: str) -> str:
        return f'<b title="{text}">{text}</b>'

    monkeypatch.setattr("courses.kinds.quiz.types.gaps.render_text", render)
    gaps = [gap("1", "short", filling("a", "x")), gap("2", "short", filling("a", "x"))]
    html = form(replace(change(STORY, gaps=gaps), text="[[1]] > [[2]]"))
    assert html.startswith('<div class="gaps"><b title=" > "><input')
    assert len(controls(html)) == 2


@given(
    st.lists(
        st.sampled_from(
            ["[[1]]", "[[2]]", "<b>", "</b>", "<!--", "-->", "**", "`", "\n\n", "&", "<", "x", '"']
        ),
        max_size=12,
    ).map("".join),
    st.sampled_from([one.value for one in TextFormat]),
)
def test_every_gap_is_on_the_page_exactly_once(text: str, text_format: str) -> None:
    gaps = [gap("1", "short", filling("a", "x")), gap("2", "numeric", filling("b", "2"))]
    question = replace(change(STORY, gaps=gaps), text=text, format=text_format)
    assert sorted(name for name, _label in controls(form(question))) == ["gap-g-1", "gap-g-2"]


def test_choices_are_shuffled_where_the_quiz_wishes() -> None:
    assert GAPS.prepare(STORY, Random(1), shuffle=False) == {}
    orders = {tuple(GAPS.prepare(STORY, Random(seed), shuffle=True)["g-1"]) for seed in range(20)}
    assert orders == {("c1", "c2"), ("c2", "c1")}
    screen = GAPS.screen(STORY, {"g-1": ["c2", "c1"]}, "en")
    shown = [piece["gap"] for piece in screen["pieces"] if piece["gap"]]
    assert [one["id"] for one in shown[2]["choices"]] == ["c2", "c1"]


def test_the_screen_has_nothing_to_compare_with() -> None:
    for piece in GAPS.screen(STORY, {}, "en")["pieces"]:
        if piece["gap"]:
            assert piece["gap"].keys() == {"id", "number", "kind", "choices"}
            assert bool(piece["gap"]["choices"]) == (piece["gap"]["kind"] == "choice")


# --- In words -------------------------------------------------------------------------------------


def test_the_text_shows_numbered_blanks() -> None:
    assert GAPS.text(STORY, {}, "id") == (
        "Bu Sri menghitung (1) … lebih dulu.\n\nHPP-nya Rp(2) …, maka ia (3) …."
    )
    assert GAPS.text(replace(STORY, text="[[2]] [[x]]"), {}, "id") == "(1) … [[x]]"


def test_what_was_filled_in_and_what_was_wanted_are_told() -> None:
    with override("en"):
        response = GAPS.read(STORY, {}, {**RIGHT, "gap-g-2": "semua <b>"}, "en")
        assert GAPS.tell(STORY, {}, response, "en") == [
            Line("semua <b>", "Gap 1", False),
            Line("8500", "Gap 2", True),
            Line("untung", "Gap 3", True),
        ]
        assert GAPS.solution(STORY, {}, "id") == [
            Line("biaya", "Gap 1", True),
            Line("8.500", "Gap 2", True),
            Line("untung", "Gap 3", True),
        ]
        starred = replace(
            change(STORY, gaps=[gap("1", "short", filling("a", r"modal* \*"))]), text="[[1]]"
        )
        assert GAPS.solution(starred, {}, "en") == [Line("modal… *", "Gap 1", True)]


@pytest.mark.parametrize(
    "response",
    [
        None,
        [],
        "x",
        {"g-1": 3, "g-2": {"number": "1"}, "g-harga": "8500"},
        {"g-1": ["c1"], "g-2": None, "g-harga": {"number": 8500}},
        {"g-harga": {"number": "NaN", "text": 5}},
    ],
)
def test_no_response_makes_it_fail(response: Any) -> None:
    assert GAPS.mark(STORY, {}, response).score == 0.0
    GAPS.tell(STORY, {}, response, "en")


def test_a_response_outlives_an_edit() -> None:
    response = GAPS.read(STORY, {}, RIGHT, "en")
    fewer = change(STORY, gaps=list(STORY.data["gaps"])[1:])
    assert GAPS.mark(fewer, {}, response).score == 1.0
    assert len(GAPS.tell(fewer, {}, response, "en")) == 2
    kinds = [{**one, "kind": "numeric"} for one in STORY.data["gaps"]]
    assert GAPS.mark(change(STORY, gaps=kinds), {}, response).score == 0.25
    assert GAPS.mark(change(STORY, gaps=[]), {}, response).score == 0.0
    weightless = [{**one, "weight": 0.0} for one in STORY.data["gaps"]]
    assert GAPS.mark(change(STORY, gaps=weightless), {}, response).score == 0.0


def test_chance_gets_what_the_choices_give() -> None:
    assert GAPS.guess(STORY) == 0.125
    assert GAPS.guess(RULES) == 0.3125
    assert GAPS.guess(change(STORY, gaps=list(STORY.data["gaps"])[1:])) is None


def test_nothing_written_remains_of_a_payload() -> None:
    assert GAPS.redact({"gap-g-1": "c1", "gap-g-2": "Siti"}) == {}


# --- The editor -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "gaps", "errors"),
    [
        (
            "[[1]] dan [[2]]",
            [gap("1", "short", filling("a", "x"))],
            {"text": "There is no gap with the name “2” below."},
        ),
        (
            "[[1]]",
            [gap("1", "short", filling("a", "x")), gap("2", "short", filling("a", "x"))],
            {"gaps.1.name": "Write [[2]] into the text, where this gap stands."},
        ),
        (
            "[[1]] dan [[ 1 ]]",
            [gap("1", "short", filling("a", "x"))],
            {"text": "The gap [[1]] stands in the text twice; make it two gaps."},
        ),
        (
            "[[1]]",
            [gap("1", "short", filling("a", "x")), gap("1", "short", filling("a", "x"))],
            {"gaps.1.name": "This name is there twice."},
        ),
        (
            "[[a b]]",
            [gap("a b", "short", filling("a", "x"))],
            {"gaps.0.name": "A name is made of letters, digits, - and _, without spaces."},
        ),
        (
            "[[1]]",
            [gap("1", "choice", filling("a", "x"))],
            {"gaps.0.answers": "A choice needs at least two answers."},
        ),
        (
            "[[1]]",
            [gap("1", "choice", filling("a", "x", 50.0), filling("b", "y", 0.0))],
            {"gaps.0.answers": "At least one answer must give 100 per cent."},
        ),
        (
            "[[1]]",
            [gap("1", "choice", filling("a", "x"), filling("b", " x", 0.0))],
            {"gaps.0.answers": "Two answers are the same; nobody could tell which."},
        ),
        (
            "[[1]]",
            [gap("1", "short", filling("a", "x", 50.0))],
            {"gaps.0.answers": "At least one answer must give 100 per cent."},
        ),
        (
            "[[1]]",
            [gap("1", "short", filling("a", "x"), filling("b", "*"))],
            {"gaps.0.answers.1.credit": "* alone fits whatever is written: give it 0 per cent."},
        ),
        (
            "[[1]]",
            [gap("1", "numeric", filling("a", "lima"))],
            {"gaps.0.answers.0.text": "“lima” is not a number."},
        ),
        (
            "[[1]]",
            [gap("1", "numeric", filling("a", "5", tolerance="-1"))],
            {"gaps.0.answers.0.tolerance": "Write 0 or more."},
        ),
        (
            "[[1]]",
            [gap("1", "short", filling("a", "5", tolerance="1"))],
            {"gaps.0.answers.0.tolerance": "Only a number may be off; clear this field."},
        ),
        (
            "[[1]]",
            [gap("1", "short", filling("a", "x"), weight=0.0)],
            {"gaps": "At least one gap needs a weight above 0."},
        ),
    ],
)
def test_the_editor_says_what_is_missing(
    text: str, gaps: list[dict[str, Any]], errors: dict[str, str]
) -> None:
    assert editor_errors(replace(change(STORY, gaps=gaps), text=text)) == errors


def test_the_editor_misses_a_gap_that_html_hides() -> None:
    gaps = [gap("1", "short", filling("a", "x"))]
    question = replace(
        change(STORY, gaps=gaps), text='<b title="[[1]]">x</b>', format=TextFormat.HTML.value
    )
    assert editor_errors(question) == {"text": "The gap [[1]] stands where it can't be shown."}


def typed_and_cleaned(kind: str, text: str, language: str) -> str:
    """What is stored when a trainer types this as the only answer of a gap."""
    block = GapsBlock().child_blocks["gaps"].child_block
    data = {
        "g-name": "1", "g-kind": kind, "g-weight": "1", "g-answers-count": "1",
        "g-answers-0-deleted": "", "g-answers-0-order": "0", "g-answers-0-type": "item",
        "g-answers-0-id": "a", "g-answers-0-value-text": text, "g-answers-0-value-credit": "100",
        "g-answers-0-value-tolerance": "0", "g-answers-0-value-feedback": "",
    }  # fmt: skip
    with override(language):
        cleaned = block.clean(block.value_from_datadict(data, {}, "g"))
        shown = block.get_form_state(cleaned)["answers"][0]["value"]["text"]
    assert shown == text
    return str(block.get_prep_value(cleaned)["answers"][0]["value"]["text"])


def test_a_number_is_typed_and_shown_in_the_editors_language() -> None:
    assert typed_and_cleaned("numeric", "8,5", "id") == "8.5"
    assert typed_and_cleaned("numeric", "8.5", "en") == "8.5"
    assert typed_and_cleaned("numeric", "12.142,86", "id") == "12142.86"
    assert typed_and_cleaned("short", "8,5", "id") == "8,5"
