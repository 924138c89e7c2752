"""A quiz's section in a lesson: every rule, the list of questions, and what is wrong with them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from wagtail.images import get_image_model

from courses.catalog.models import CourseIndexPage
from courses.transfer import keys
from courses.transfer.exporting import export_course
from courses.transfer.forms.quiz.rules import rule_fields
from courses.transfer.importing import ImportReport, import_course
from media.models import MediaItem
from tests.courses.transfer.conftest import QUIZ, SVG, lesson, the_course
from tests.courses.transfer.quizzes import (
    LIST,
    TWO,
    questions_of,
    texts,
    value_of,
)
from tests.factories.media import MP3

Load = Callable[..., ImportReport]
Complain = Callable[[dict[str, Any]], list[str]]
RULES = """\
pass_mark: 80
tries: 2
behaviour: tries
question_tries: 4
counts: mean
shuffle_questions: true
shuffle_answers: true
minutes: 20
offline_hours: 0
opens_at: 2026-03-02 08:00
closes_at: 2026-03-09T17:00:00Z
review: [marks, right]
review_closed:
role: pre
pair: harga
"""


# --- Rules ------------------------------------------------------------------------------------


def test_every_rule_has_a_setting(load: Load) -> None:
    load({"02-dua.md": QUIZ + RULES})
    value = value_of()
    del value["questions"]
    assert value == {
        "title": "Kuis",
        "pass_mark": 80,
        "tries": 2,
        "behaviour": "tries",
        "question_tries": 4,
        "counts": "mean",
        "shuffle_questions": True,
        "shuffle_answers": True,
        "minutes": 20,
        "offline_hours": 0,
        "opens_at": datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
        "closes_at": datetime(2026, 3, 9, 17, 0, tzinfo=UTC),
        "review": ["marks", "right"],
        "review_closed": [],
        "role": "pre",
        "pair": "harga",
    }


def test_every_rule_is_in_the_manual() -> None:
    manual = Path("docs/authoring.md").read_text()
    assert [name for name in rule_fields() if f"`{name}`" not in manual] == []


def test_rules_come_back_and_only_those_that_differ_are_written(load: Load, tmp_path: Path) -> None:
    load({"02-dua.md": QUIZ + RULES})
    export_course(the_course(), tmp_path / "x")
    text = (tmp_path / "x/02-dua.md").read_text()
    assert "opens_at: '2026-03-02T08:00:00+07:00'\n" in text
    assert "review:\n- marks\n- right\nreview_closed: []\n" in text
    assert import_course(tmp_path / "x", index=CourseIndexPage.objects.first()).is_empty
    load({"02-dua.md": QUIZ})
    export_course(the_course(), tmp_path / "y")
    assert (
        (tmp_path / "y/02-dua.md")
        .read_text()
        .endswith("# quiz: kuis\ntitle: Kuis\nsource: 02-dua.gift\npass_mark: 60\ntries: 0\n")
    )


BAD_RULES = [
    ("tries: 51", 8, "tries: "),
    ("behaviour: sometimes", 8, "one of immediate, tries, deferred; 'sometimes' is none"),
    ("question_tries: banyak", 8, "whole number"),
    ("counts: worst", 8, "one of best, last, first, mean"),
    ("shuffle_questions: maybe", 8, "true or false"),
    ("minutes: 601", 8, "minutes: "),
    ("opens_at: besok", 8, "a date with a time"),
    ("opens_at: 2026-13-40 08:00", 8, "a date with a time"),
    ("opens_at: [2026-03-02]", 8, "on one line"),
    ("opens_at: 2026-03-02 08:00\ncloses_at: 2026-03-01 08:00", 9, "close after it opens"),
    ("review: [marks, all]", 8, "one of answers, marks, feedback, right; 'all' is none"),
    ("review: [[marks]]", 8, "a list of words"),
    ("role: middle", 8, "one of pre, post"),
    ("role: pre", 6, "Name the pair"),
    ("lulus: 60", 8, "no setting 'lulus'"),
]


@pytest.mark.parametrize(("setting", "line", "words"), BAD_RULES)
def test_each_bad_rule(complain: Complain, setting: str, line: int, words: str) -> None:
    [problem] = complain({"02-dua.md": QUIZ + setting + "\n"})
    assert problem.startswith(f"02-dua.md:{line}: ")
    assert words in problem


# --- The list of questions --------------------------------------------------------------------


def test_the_list_takes_the_files_questions_in_order(load: Load) -> None:
    files = {"02-dua.gift": TWO + "\n::q3::Benar?{T}\n"}
    load({"02-dua.md": LIST + "- source: 1\n- source\n", **files})
    assert texts() == ["Berapa 2 + 2?", "Berapa 3 + 3?", "Benar?"]
    assert load({"02-dua.md": QUIZ}).is_empty


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ("- apa", 9, "A row of `questions:` is"),
        ("- apa: 3", 9, "A row of `questions:` is"),
        ("- {}", 9, "A row of `questions:` is"),
        ("- [source]", 9, "a list stands within"),
        ("- source: 1", 8, "leaves out 1 questions of '02-dua.gift'"),
        ("- source: 3", 9, "Only 2 questions of '02-dua.gift' are left here"),
        ("- source: dua", 9, "whole number"),
        ("- source: 0", 9, "how many questions"),
        ("- source\n- draw: banyak", 10, "`draw: 3 from Keuangan`"),
        ("- source\n- draw: 3 from a//b", 10, "slashes between"),
        ("- source\n- draw: 3 from a\n  banyak: 1", 11, "no setting 'banyak'"),
        ("- source\n- draw: 3 from a\n  level: berat", 11, "one of easy, middle, hard"),
        ("- source\n- draw: 3 from a\n  below: x", 11, "true or false"),
        ("- source\n- draw: 3 from a\n  tags: {a: b}", 11, "a list of words"),
        ("- source\n- draw: 3 from Entah", 10, "The question bank has no category 'Entah'"),
        ("- source\n- from_bank:", 10, "'from_bank' is empty"),
        ("- source\n- from_bank: H-1", 10, "The question bank has no question 'H-1'"),
        ("- source\n- from_bank: H-1\n  weight: x", 11, "must be a number"),
        ("- source\n- true_false: ya", 10, "fields of the question"),
        ("- source\n- true_false:\n    text: ''", 10, "text: "),
        ("- source\n- true_false:\n    text: a\n    hints: !!set {a}", 12, "not supported"),
        ("- source\n- true_false:\n    text: a\n    hints: {a: b}", 5, "can't read this value"),
        ("- source\n- true_false:\n    text: a\n    picture: [1]", 10, "named by its file"),
        ("- source\n- true_false:\n    text: a\n    read_again: 7", 10, "by its address"),
        ("- source\n- true_false:\n    text: a\n    sound: {file: 7}", 10, "by its file"),
        ("- source\n- true_false:\n    text: a\n    sound: {file: a.mp3, seconds: x}", 10, "whole"),
    ],
)
def test_each_bad_row(complain: Complain, rows: str, line: int, words: str) -> None:
    problems = complain({"02-dua.md": LIST + rows + "\n", "02-dua.gift": TWO})
    told = [one for one in problems if words.lower() in one.lower()]
    assert told, problems
    assert told[0].startswith(f"02-dua.md:{line}: ")


def test_rows_of_a_file_need_one(complain: Complain) -> None:
    text = LIST.replace("source: 02-dua.gift\n", "") + "- source\n"
    [problem] = complain({"02-dua.md": text})
    assert problem.startswith("02-dua.md:8: There is no file to take questions from")


def test_an_empty_list_is_told(complain: Complain) -> None:
    text = LIST.replace("source: 02-dua.gift\n", "")
    assert any(one.startswith("02-dua.md:7: questions: ") for one in complain({"02-dua.md": text}))


def test_a_file_that_is_broken_is_not_also_too_short(complain: Complain) -> None:
    bad = TWO.replace("=Enam", "~Enam")
    problems = complain({"02-dua.md": LIST + "- source: 2\n", "02-dua.gift": bad})
    assert [one.split(": ")[0] for one in problems] == ["02-dua.gift:7"]
    problems = complain({"02-dua.md": LIST + "- source: 2\n", "02-dua.gift": None})
    assert [one.split(": ")[0] for one in problems] == ["02-dua.md:7"]


def test_a_question_may_stand_in_the_list_itself(load: Load) -> None:
    rows = "- source\n- true_false:\n    text: Benar?\n    right: true\n    picture: a.svg\n"
    rows += "    picture_alt: Pasar\n    sound: {file: a.mp3, seconds: 9}\n"
    rows += "    read_again: lesson:satu\n    hints: [Satu, Dua]\n  id: milikku\n"
    rows += "- single_choice:\n    text: Mana?\n    answers:\n"
    rows += "    - {id: ya, text: Ini, right: true}\n    - {text: Itu}\n"
    load({"02-dua.md": LIST + rows, "a.svg": SVG, "a.mp3": MP3})
    _own, question, last = questions_of()
    assert [one["value"] for one in question["hints"]] == ["Satu", "Dua"]
    answers = [(one["id"], one["value"]["text"]) for one in last["answers"]]
    assert answers == [("ya", "Ini"), (keys.part_id(last["id"], "answers", 2), "Itu")]
    assert (question["id"], question["text"], question["right"]) == ("milikku", "Benar?", True)
    assert question["picture"] == get_image_model().objects.get().pk
    assert question["sound"] == MediaItem.objects.get(seconds=9).pk
    assert question["read_again"] == lesson("satu").pk
    assert load().is_empty
