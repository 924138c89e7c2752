"""GIFT: what is understood, what is refused and on which line."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.gift import GIFT
from courses.kinds.quiz.formats.gift.comments import list_parts

ONE = "::a::Satu?{\n=ya#b\n~tidak#s\n}"


def read(source: str | bytes) -> list[Entry | Finding]:
    return list(GIFT.read(source.encode() if isinstance(source, str) else source))


def entries(source: str | bytes) -> list[Entry]:
    """All its questions, where nothing is wrong."""
    found = read(source)
    assert not [one for one in found if isinstance(one, Finding) and one.error], found
    return [one for one in found if isinstance(one, Entry)]


def only(source: str | bytes) -> Entry:
    [found] = entries(source)
    return found


def problems(source: str | bytes) -> list[tuple[int, str]]:
    return [(one.line, one.sentence) for one in read(source) if _is_error(one)]  # type: ignore[union-attr]


def warnings(source: str | bytes) -> list[tuple[int, str]]:
    found = (one for one in read(source) if isinstance(one, Finding) and not one.error)
    return [(one.line, one.sentence) for one in found]


def _is_error(one: Entry | Finding) -> bool:
    return isinstance(one, Finding) and one.error


def answers(entry: Entry, *fields: str) -> list[Any]:
    parts = [*list_parts(entry.question.type, entry.question.data)]
    return [tuple(part[name] for name in fields) for part in parts]


# --- Titles, texts, comments, lines -------------------------------------------------------------


def test_marks_feedback_title_comments_and_lines() -> None:
    first, second = entries(f"// kepala\n{ONE}\n\n// lagi\nDua\nbaris?{{=a#x ~b#y}}")
    assert (first.question.name, first.question.text, first.line) == ("a", "Satu?", 2)
    assert answers(first, "text", "right", "feedback") == [
        ("ya", True, "b"),
        ("tidak", False, "s"),
    ]
    assert first.part_lines == (3, 4)
    assert (second.question.name, second.question.text, second.line) == ("", "Dua baris?", 8)
    assert answers(second, "feedback") == [("x",), ("y",)]


def test_escapes() -> None:
    found = only(r"::t\:1::a\=b \{c\} d\~e\n\#f\\n{=\%50% \= x#y\#z ~w#v}")
    assert found.question.name == "t:1"
    assert found.question.text == "a=b {c} d~e\n#f\\n"
    assert answers(found, "text", "feedback")[0] == ("%50% = x", "y#z")


def test_a_comment_within_a_question_is_dropped() -> None:
    found = only("::a::Satu?{\n=ya#b\n// ~bukan#ini\n~tidak#s\n}")
    assert answers(found, "text") == [("ya",), ("tidak",)]
    assert found.part_lines == (2, 4)


@pytest.mark.parametrize("marker", ["[plain]", "[moodle]", ""])
def test_a_text_without_markup_is_the_same_in_every_format(marker: str) -> None:
    assert only(f"::a::{marker}Satu?{{=ya ~tidak}}").question.text == "Satu?"


@pytest.mark.parametrize(
    ("marker", "text_format"),
    [("[html]", "html"), ("[moodle]", "html"), ("[Markdown]", "markdown"), ("[plain]", "plain")],
)
def test_the_format_of_a_question(marker: str, text_format: str) -> None:
    assert only(f"{marker}Satu?{{=ya ~tidak}}").question.format == text_format


def test_titled_questions_without_a_blank_line_are_two() -> None:
    found = entries(f"{ONE}\n{ONE.replace('::a::', '::b::')}")
    assert [one.question.name for one in found] == ["a", "b"]


@pytest.mark.parametrize("word", ["parts", "choices"])
def test_ids_in_a_comment(word: str) -> None:
    found = only(f"// id: Q {word}: A -\n{ONE}")
    assert (found.question.id, answers(found, "id")) == ("Q", [("A",), ("",)])


def test_ids_of_a_gap_and_its_answers() -> None:
    found = only("// id: Q parts: G A B\nEmpat {=a ~b} saja.")
    assert answers(found, "id") == [("G",), ("A",), ("B",)]


def test_number_and_tags_in_the_comments_of_a_question() -> None:
    source = "// [tag:bukan]\n\n// [id: N]1] [tag:harga] x [tag:a\\]b]\nSatu?{T\n// [tag:lagi]\n}"
    found = only(source)
    assert (found.number, found.tags) == ("N", ("harga", "a]b", "lagi"))


def test_the_level_in_a_comment() -> None:
    assert only("// [level:hard] [tag:a]\nSatu?{T}").level == 3
    assert only("// [level:berat]\nSatu?{T}").level is None
    found = replace(only("Satu?{T}"), level=1)
    assert "".join(GIFT.write([found])).startswith("// [level:easy]\nSatu?")


def test_a_question_without_anything_else_has_the_defaults() -> None:
    question = only("Satu?{T}").question
    assert (question.weight, question.penalty, question.hints, question.feedback) == (
        1.0,
        1 / 3,
        (),
        "",
    )


# --- Types --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("::a::Benar?{T}", "true_false"),
        ("\n::a::Benar?{FALSE#salah}", "true_false"),
        ("::a::Ceritakan.{}", "essay"),
        ("::a::Berapa?{#3:1}", "numeric"),
        ("::a::Siapa?{=Ali =Budi}", "short_answer"),
        ("::a::Pasangkan{=a -> b =c -> d}", "matching"),
        ("::a::Pilih{~%50%a ~%50%b ~c}", "multiple_choice"),
        ("::a::Pilih{=a ~%50%b ~c}", "single_choice"),
        ("::a::Isi {=a ~b} lalu.", "gaps"),
        ("::a::Hanya teks.", "description"),
    ],
)
def test_types(source: str, kind: str) -> None:
    assert only(source).question.type == kind


@pytest.mark.parametrize(
    ("braces", "right", "for_true", "for_false"),
    [
        ("{TRUE#salah#benar}", True, "benar", "salah"),
        ("{FALSE#salah#benar}", False, "salah", "benar"),
        ("{f##benar}", False, "", "benar"),
        ("{T#x = ~ y}", True, "", "x = ~ y"),
    ],
)
def test_feedback_for_the_wrong_answer_comes_first(
    braces: str, right: bool, for_true: str, for_false: str
) -> None:
    data = only(f"Benar?{braces}").question.data
    assert data == {"right": right, "feedback_true": for_true, "feedback_false": for_false}


def test_numbers_with_tolerance_range_weight_and_the_rest() -> None:
    source = "Berapa?{#=-8.50:0.10#tepat =%50%1e1..20 =%25%7 ~#bukan}"
    assert answers(only(source), "value", "tolerance", "low", "high", "credit", "feedback") == [
        ("-8.5", "0.1", "", "", 100, "tepat"),
        ("", "0", "10", "20", 50, ""),
        ("7", "0", "", "", 25, ""),
        ("*", "0", "", "", 0, "bukan"),
    ]


def test_short_answers_with_weights_and_what_catches_all() -> None:
    source = r"Siapa?{=Ali#ya =%50%a\*b =%0%*#bukan}"
    assert answers(only(source), "text", "credit", "feedback") == [
        ("Ali", 100, "ya"),
        (r"a\*b", 50, ""),
        ("*", 0, "bukan"),
    ]


def test_pairs_and_distractors() -> None:
    found = only("Pasangkan{=a->b\n=c -> d -> e\n= -> f}")
    assert answers(found, "prompt", "answer") == [("a", "b"), ("c", "d -> e")]
    assert found.question.data["distractors"] == ["f"]
    assert found.part_lines == (1, 2)


def test_a_missing_word_is_a_gap() -> None:
    found = only("Lombok adalah {=pulau#ya ~%50%wilayah ~kota}, ya.")
    assert found.question.text == "Lombok adalah [[1]], ya."
    [gap] = found.question.data["gaps"]
    assert (gap["name"], gap["kind"], gap["weight"]) == ("1", "choice", 1)
    assert [(one["text"], one["credit"], one["feedback"]) for one in gap["answers"]] == [
        ("pulau", 100, "ya"),
        ("wilayah", 50, ""),
        ("kota", 0, ""),
    ]


def test_a_missing_number_has_the_middle_of_its_range() -> None:
    [gap] = only("Pi: {#=3.14:0.01 =%50%3.1..3.4}.").question.data["gaps"]
    assert [(one["text"], one["tolerance"], one["credit"]) for one in gap["answers"]] == [
        ("3.14", "0.01", 100),
        ("3.25", "0.15", 50),
    ]


def test_what_can_be_no_gap_has_a_line_in_its_place() -> None:
    found = only("Langit itu {T} biru.")
    assert (found.question.type, found.question.text) == ("true_false", "Langit itu _____ biru.")


def test_general_feedback() -> None:
    assert only("Satu?{=a ~b####umum: a = b ~ c}").question.feedback == "umum: a = b ~ c"


# --- Weights ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weights", "marking", "kept"),
    [
        ((50, 50, 0), "partial", (None, None, None)),
        (("33.33333", "33.33333", "33.33333", 0), "partial", (None,) * 4),
        ((33, 33, 33, 0), "partial", (None,) * 4),
        ((100, 0), "partial", (None, None)),
        ((50, 50, -50, -50), "penalty", (None,) * 4),
        ((50, 50, -100, 0), "penalty", (50, 50, -100, 0)),
        ((50, 50, -25, -25), "penalty", (50, 50, -25, -25)),
        ((60, 40, 0), "partial", (60, 40, None)),
        (("66.67", "33.33"), "partial", (200 / 3, 100 / 3)),
        ((45, 55, 0), "partial", (45, 55, None)),
    ],
)
def test_weights_of_a_multiple_choice(weights: Any, marking: str, kept: Any) -> None:
    shown = " ".join(f"~%{weight}%j{at}" for at, weight in enumerate(weights))
    found = only(f"Pilih{{{shown}}}")
    assert found.question.data["marking"] == marking
    assert [credit for (credit,) in answers(found, "credit")] == pytest.approx(list(kept))
    rights = [right for (right,) in answers(found, "right")]
    assert rights == [float(weight) > 0 for weight in weights]


def test_weights_of_a_single_choice() -> None:
    found = only("Pilih{=a ~%33.33%b ~%0%c ~d}")
    assert answers(found, "credit") == [(None,), (100 / 3,), (0,), (None,)]


def test_a_weight_below_nothing_is_told_where_nothing_can_be_taken_away() -> None:
    source = "Pilih{=a\n~%-50%b}"
    assert answers(only(source), "credit") == [(None,), (None,)]
    [(line, sentence)] = warnings(source)
    assert line == 2
    assert "counts 0" in sentence


# --- Categories ---------------------------------------------------------------------------------


def test_categories_hold_until_the_next() -> None:
    source = (
        "Nol?{T}\n\n$CATEGORY: $course$/top/Usaha kecil/Beli//jual\n\nSatu?{T}\n\nDua?{T}\n\n"
        "$CATEGORY: a / b\nTiga?{T}\n\n$CATEGORY: $course$/top\n\nEmpat?{T}"
    )
    assert [one.category for one in entries(source)] == [
        "",
        "Usaha kecil/Beli//jual",
        "Usaha kecil/Beli//jual",
        "a/b",
        "",
    ]


# --- Several formats in one question --------------------------------------------------------------


def test_texts_of_several_formats_become_html() -> None:
    source = "Satu < dua?{=[html]<b>ya</b>#[markdown]**betul** ~[plain]a & b#[moodle]x\n y}"
    found = only(source)
    assert (found.question.format, found.question.text) == ("html", "Satu &lt; dua?")
    assert answers(found, "text", "feedback") == [
        ("<b>ya</b>", "<strong>betul</strong>"),
        ("a &amp; b", "x<br> y"),
    ]


def test_a_marker_that_makes_no_difference_changes_nothing() -> None:
    found = only("Satu?{=[html]ya ~[markdown]tidak}")
    assert found.question.format == "plain"


def test_words_to_match_are_plain_in_html_too() -> None:
    found = only("[html]<b>Pasangkan</b>{=<i>a</i> -> x & y =c -> d}")
    assert answers(found, "prompt", "answer") == [("<i>a</i>", "x &amp; y"), ("c", "d")]


def test_lines_count_where_they_mean_something() -> None:
    assert only("[html]<pre>\n  a\n</pre>{T}").question.text == "<pre>\n  a\n</pre>"
    assert only("[markdown]- a\n- b{T}").question.text == "- a\n- b"
    assert only("[moodle]a\nb{T}").question.text == "a<br>b"
    assert only("a\n  b{T}").question.text == "a b"


# --- What runs together ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "::a::Satu?{\n=a\n~b\n\n::b::Dua?{\n=c\n~d\n}",
        "::a::Satu?{\n=a\n~b\n::b::Dua?{\n=c\n~d\n}",
        "::a::Satu?{=a ~b} ::b::Dua?{=c ~d}",
        "Satu?{=a ~b} Dua?{=c ~d}",
        f"{ONE}\nlalu dua?{{=a ~b}}",
        f"{ONE}\nDua\nbaris?{{=a ~b}}",
        f"{ONE}\nHanya teks.",
        f"{ONE}\n// catatan\nHanya teks.",
        "Satu {=a ~b} dan\ndua?{=a ~b}",
        "Satu {=a ~b} dan\nlanjutannya.",
        "Satu?{=a ~b\nDua?{=c ~d}",
        "Satu?{=a ~b\nDua?",
    ],
)
def test_questions_that_run_together_are_never_read_as_one(source: str) -> None:
    assert problems(source)


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        (f"{ONE}\nDua?{{=a ~b}}", ["Satu?", "Dua?"]),
        ("Satu?{T}\n3 itu ganjil?{T}\n“Empat”?{F}", ["Satu?", "3 itu ganjil?", "“Empat”?"]),
        ("::a::Satu?\n::b::Dua?{=c ~d}", ["Satu?", "Dua?"]),
        ("Bacalah.\n::b::Dua?{=c ~d}\n::c::Tiga.", ["Bacalah.", "Dua?", "Tiga."]),
        (f"$CATEGORY: a\n{ONE}\n$CATEGORY: b\nDua?{{T}}", ["Satu?", "Dua?"]),
        (f"{ONE}\n// id: Q\nDua?{{T}}", ["Satu?", "Dua?"]),
    ],
)  # fmt: skip
def test_questions_that_are_evidently_two(source: str, texts: list[str]) -> None:
    assert [one.question.text for one in entries(source)] == texts


def test_missing_blank_lines_are_told_once() -> None:
    assert [line for line, _sentence in warnings("Satu?{T}\nDua?{T}\nTiga?{T}")] == [2]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("Sebuah cerita.\nSiapa?{T}", 2),
        ("Judul bagian\nSiapa?{T}", 2),
        ("::a::Cerita\nberlanjut.\nLalu lagi.", 3),
        ("Cerita.\n[html]Siapa?{T}", 2),
        ("[html]Cerita.\nSiapa?{T}", 2),
    ],
)
def test_a_line_that_might_be_another_text_is_told(source: str, line: int) -> None:
    assert [at for at, _sentence in warnings(source)] == [line]


@pytest.mark.parametrize(
    "source",
    ["Dua\nbaris?{T}", "::a::\nSiapa?{T}", "[html]<p>a.</p>\n<p>b</p>{T}", "Siapa?\n{T}"],
)
def test_a_text_of_several_lines_is_one_text(source: str) -> None:
    assert warnings(source) == []
    assert len(entries(source)) == 1


# --- What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("::a::Pilih{=a =b ~c}", 1, "several right answers"),
        ("::a::Satu{=a {x} ~b}", 1, "{ within the braces"),
        ("::a::Sa}tu{=a ~b}", 1, "} before"),
        ("::a::Satu{=a ~b}}", 1, "another }"),
        ("::a Satu{=a ~b}", 1, "title has no end"),
        (f"// id:\n{ONE}", 1, "Write the ids"),
        (f"// id: Q parts: A\n{ONE}", 1, "1 ids for 2 answers"),
        (f"// id: Q parts: A A\n{ONE}", 1, "same id"),
        ("// kosong", 1, "no question"),
        ("", 1, "no question"),
        ("<?xml version='1.0'?><quiz></quiz>", 1, "XML"),
        ('[html]Satu?{\n=<b class="x">a</b>\n~b}', 2, "within this tag"),
    ],
)
def test_what_is_refused(source: str, line: int, words: str) -> None:
    first = problems(source)[0]
    assert first[0] == line
    assert words in first[1]


def test_a_comment_behind_the_braces_is_told() -> None:
    source = "Satu?{\n=a ~b} // catatan"
    assert only(source).question.text == "Satu?[[1]] // catatan"
    [(line, sentence)] = warnings(source)
    assert (line, "no comment" in sentence) == (2, True)


def test_a_title_that_comes_again_is_told_but_read() -> None:
    source = f"{ONE}\n\n{ONE}"
    assert len(entries(source)) == 2
    [(line, sentence)] = warnings(source)
    assert (line, "line 1" in sentence) == (6, True)


def test_what_is_wrong_with_a_question_says_its_title() -> None:
    [found] = read("::Harga kopi::Pilih{~a ~b}")
    assert isinstance(found, Finding)
    assert found.name == "Harga kopi"


def test_what_is_wrong_does_not_keep_the_rest_from_being_read() -> None:
    found = read(f"Satu?{{\n=a\n\n{ONE}\n\nDua?{{=a =b ~c}}\n\nTiga?{{T}}")
    kinds = [one.question.text if isinstance(one, Entry) else one.line for one in found]
    assert kinds == [1, "Satu?", 9, "Tiga?"]


def test_reading_begins_before_the_file_ends() -> None:
    found: Iterator[Entry | Finding] = GIFT.read(f"{ONE}\n\nDua?{{".encode())
    assert isinstance(next(found), Entry)
