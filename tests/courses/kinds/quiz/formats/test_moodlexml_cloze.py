"""Gaps in a text, in Cloze's words: weights, credits, feedback, escapes, and what can be wrong."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.kinds.quiz.formats.entries import Unreadable
from courses.kinds.quiz.formats.moodlexml.cloze import (
    Gap,
    GapAnswer,
    read_cloze,
    write_gap,
    write_literal,
)
from tests.courses.kinds.quiz.formats import xml_banks
from tests.courses.kinds.quiz.formats.xml_snippets import (
    make_question,
    read_error,
    read_one,
    read_with_warnings,
)


def read_gap(text: str) -> Gap:
    """The only gap of a text."""
    (gap,) = (one for one in read_cloze(text) if isinstance(one, Gap))
    return gap


def pairs(gap: Gap) -> list[tuple[str, float]]:
    return [(one.text, one.credit) for one in gap.answers]


def test_a_text_with_three_gaps() -> None:
    entry = read_one(
        make_question(
            "cloze",
            "<defaultgrade>9</defaultgrade>",
            text="Ibu kota {1:SHORTANSWER:=Jakarta#Betul~%50%Djakarta#Ejaan lama~*#Bukan}, "
            "di pulau {2:MULTICHOICE:Bali~=Jawa}, dengan {:NUMERICAL:=10,5:0.5} juta orang.",
        )
    )
    assert entry.question.text == ("Ibu kota [[1]], di pulau [[2]], dengan [[3]] juta orang.")
    assert entry.question.weight == 4.0  # what its gaps weigh, as in Moodle
    first, second, third = entry.question.data["gaps"]
    assert (first["kind"], second["kind"], third["kind"]) == ("short", "choice", "numeric")
    assert [(one["text"], one["credit"], one["feedback"]) for one in first["answers"]] == [
        ("Jakarta", 100.0, "Betul"),
        ("Djakarta", 50.0, "Ejaan lama"),
        ("*", 0.0, "Bukan"),
    ]
    assert [(one["text"], one["credit"]) for one in second["answers"]] == [
        ("Bali", 0.0),
        ("Jawa", 100.0),
    ]
    assert (third["answers"][0]["text"], third["answers"][0]["tolerance"]) == ("10.5", "0.5")


@pytest.mark.parametrize(
    ("name", "kind", "case"),
    [
        ("SHORTANSWER", "short", False),
        ("SA", "short", False),
        ("MW", "short", False),
        ("SHORTANSWER_C", "short", True),
        ("SAC", "short", True),
        ("MWC", "short", True),
        ("MULTICHOICE", "choice", False),
        ("MC", "choice", False),
        ("MCV", "choice", False),
        ("MULTICHOICE_H", "choice", False),
        ("MCHS", "choice", False),
        ("NUMERICAL", "numeric", False),
        ("NM", "numeric", False),
    ],
)
def test_the_names_of_kinds(name: str, kind: str, case: bool) -> None:
    gap = read_gap(f"x {{1:{name}:=5~6}} y")
    assert (gap.kind, gap.case_matters, gap.weight) == (kind, case, 1.0)


@pytest.mark.parametrize(
    ("body", "answers"),
    [
        (r"=a\}b", [("a}b", 100.0)]),
        (r"=a\~b~c\#d", [("a~b", 100.0), ("c#d", 0.0)]),
        (r"=\=a~\%50\%", [("=a", 100.0), ("%50%", 0.0)]),
        (r"=km\/jam~C:\\Data", [("km/jam", 100.0), ("C:\\Data", 0.0)]),
        (r"=a\b", [("a\\b", 100.0)]),
        (r"=&#125;&#x7e;", [("}~", 100.0)]),
        ("=&amp;#1085;", [("н", 100.0)]),
        ("=R&amp;D", [("R&D", 100.0)]),
        (r"=&\#65;", [("&#65;", 100.0)]),
        ("=AT&T#maju", [("AT&T", 100.0)]),
        ("=(x) {y:z", [("(x) {y:z", 100.0)]),
        ("%33.33%a ~ %-25%b ~ = c", [("a", 33.33), ("b", -25.0), ("c", 100.0)]),
        ("=50% lebih", [("50% lebih", 100.0)]),
        ("%100%a", [("a", 100.0)]),
        ("=a\nb", [("a\nb", 100.0)]),
    ],
)
def test_escapes_entities_and_credits(body: str, answers: list[tuple[str, float]]) -> None:
    assert pairs(read_gap(f"{{1:SHORTANSWER:{body}}}")) == answers


def test_escapes_in_feedback() -> None:
    (answer,) = read_gap(r"{1:SA:=a#b#c \} \~ &lt;b&gt;}").answers
    assert answer.feedback == "b#c } ~ <b>"


@pytest.mark.parametrize(
    "text",
    [
        "Emoji {:senyum:} dan {a:b}",
        "himpunan {1, 2} dan } sendiri {",
        "{1:}",
        "{{1}}",
    ],
)
def test_braces_that_are_no_gap_stay(text: str) -> None:
    assert list(read_cloze(text)) == [text]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{1:SA:=luar {2:MC:=dalam~lain} luar}", "begins within the gap “{1:SA:=luar”"),
        ("{1:SA:=a} dan {1:MC:=b~c", "“{1:MC:=b~c” is never closed"),
        (r"{1:SA:=a\}", "never closed"),
        ("{1:SA:=a, lalu {1:SA:=b}", "begins within"),
        ("{1:MULTIRESPONSE:=a~=b}", "MULTIRESPONSE"),
        ("{1:MRHS:=a~=b}", "MRHS"),
        ("{1:REGEXP:=a}", "“REGEXP”"),
        ("{1:sa:=a}", "“sa”"),
        ("{1:SA:a~b}", "write “=” before the right one"),
        ("{1:SA:%0%a}", "write “=” before the right one"),
        ("{1:SA:=a~~b}", "empty"),
        ("{1:SA:}", "empty"),
    ],
)
def test_what_is_wrong_in_a_gap_is_told(text: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as error:
        list(read_cloze(text))
    assert sentence in str(error.value)
    assert sentence in read_error(make_question("cloze", text=text)).sentence


def test_an_error_is_on_the_line_of_its_gap() -> None:
    text = "\n\nSatu {1:SA:=a}\ndua {1:SA:b}\ntiga {1:SA:c}"
    assert read_error(make_question("cloze", text=text)).line == 7


def test_a_text_without_gaps_and_a_number_that_is_none_are_errors() -> None:
    assert "no gap" in read_error(make_question("cloze", text="Tidak ada")).sentence
    assert "“lima”" in read_error(make_question("multianswer", text="{1:NM:=lima}")).sentence


def test_a_weight_of_0_stays_and_a_negative_credit_becomes_0() -> None:
    entry, warnings = read_with_warnings(make_question("cloze", text="{0:SA:=a} {3:MC:=b~%-50%c}"))
    assert [gap["weight"] for gap in entry.question.data["gaps"]] == [0.0, 3.0]
    assert entry.question.data["gaps"][1]["answers"][1]["credit"] == 0.0
    assert "-50 %" in warnings[0]


def test_double_brackets_in_the_text_are_no_marker() -> None:
    entry = read_one(make_question("cloze", text="Lihat [[1]] dan [[ a ]]: {1:SA:=x}"))
    assert entry.question.text == "Lihat [ [1]] dan [ [ a ]]: [[1]]"


def test_a_picture_in_a_gap_is_told() -> None:
    entry, warnings = read_with_warnings(
        make_question("cloze", text='{1:MC:=<img src="x.png">satu~dua}')
    )
    assert entry.question.data["gaps"][0]["answers"][0]["text"] == "satu"
    assert "picture" in warnings[0]


nasty = xml_banks.texts.map(str.strip).filter(bool)


@settings(deadline=None)
@given(
    before=st.text("ab{}:1SA[]&\n") | xml_banks.texts,
    kind=st.sampled_from(["choice", "short", "numeric"]),
    answers=st.lists(
        st.builds(GapAnswer, nasty, st.sampled_from([0.0, 25.5, 100.0]), nasty | st.just("")),
        min_size=1,
    ),
    weight=st.integers(0, 1000),
)
def test_a_gap_comes_back_whatever_is_in_it(
    before: str, kind: str, answers: list[GapAnswer], weight: int
) -> None:
    answers[0] = GapAnswer(answers[0].text, 100.0, answers[0].feedback)
    gap = Gap(kind, tuple(answers), float(weight), start=len(write_literal(before)))
    pieces: list[Any] = list(read_cloze(write_literal(before) + write_gap(gap) + " akhir"))
    assert pieces == [write_literal(before), gap, " akhir"]
