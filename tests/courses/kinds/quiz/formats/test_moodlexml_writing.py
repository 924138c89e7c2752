"""What Moodle finds in a file of ours, what only Pijar finds there, and what is refused."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.moodlexml import MOODLE_XML
from courses.kinds.quiz.formats.moodlexml.extension import load
from courses.kinds.quiz.questions import Question
from tests.courses.kinds.quiz.formats.xml_snippets import read_all, strip_ids


def make_entry(
    slug: str, data: Mapping[str, Any], *, files: Mapping[str, bytes] | None = None, **fields: Any
) -> Entry:
    question = Question(**{"id": "", "type": slug, "data": data, "text": "Berapa?", **fields})
    return Entry(question, files=files or {})


def write(*entries: Entry) -> str:
    return "".join(MOODLE_XML.write(entries))


def write_one(entry: Entry) -> ElementTree.Element:
    """The `<question>` as another parser finds it."""
    (question,) = ElementTree.fromstring(write(entry)).iter("question")  # noqa: S314
    return question


def answers(*given: tuple[str, bool], **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": "", "text": text, "right": right, "credit": None, "feedback": "", **more}
        for text, right in given
    ]


def percents(question: ElementTree.Element) -> list[tuple[str, str | None]]:
    return [(one.get("fraction", ""), one.findtext("text")) for one in question.iter("answer")]


ORDINARY: dict[str, dict[str, Any]] = {
    "single_choice": {"answers": answers(("a < b", True), ("c", False)), "keep_order": False},
    "multiple_choice": {
        "answers": answers(("a", True), ("b", True), ("c", False)),
        "marking": "penalty",
        "keep_order": True,
    },
    "true_false": {"right": False, "feedback_true": "Bukan", "feedback_false": ""},
    "short_answer": {
        "answers": [{"id": "", "text": "Jakarta*", "credit": 100, "feedback": "Ya"}],
        "case_matters": False,
        "accents_matter": True,
    },
    "numeric": {
        "answers": [
            {"id": "", "value": "8500", "tolerance": "0.5", "tolerance_kind": "absolute", "low": "",
             "high": "", "credit": 100, "feedback": ""},
            {"id": "", "value": "*", "tolerance": "0", "tolerance_kind": "absolute", "low": "",
             "high": "", "credit": 0, "feedback": "Bukan"},
        ],
        "units": [{"id": "", "unit": "kg", "factor": "1"}],
        "unit_needed": True,
    },
    "calculated": {
        "variables": [
            {"id": "", "name": "a", "kind": "range", "low": "1", "high": "9.5", "decimals": 1,
             "values": ""},
            {"id": "", "name": "b", "kind": "range", "low": "-5", "high": "5", "decimals": 0,
             "values": ""},
        ],
        "answers": [
            {"id": "", "formula": "round(a * b, 1) + 2", "tolerance": "0.1",
             "tolerance_kind": "absolute", "credit": 100, "feedback": ""}
        ],
        "decimals": 2,
        "units": [],
        "unit_needed": False,
    },
    "matching": {
        "pairs": [{"id": "", "prompt": "HPP", "answer": "biaya & upah"}],
        "distractors": ["utang"],
        "keep_order": False,
    },
    "ordering": {"items": [{"id": "", "text": "a"}, {"id": "", "text": "b"}], "marking": "partial"},
    "gaps": {
        "gaps": [
            {"id": "", "name": "1", "kind": "choice", "weight": 2.0, "case_matters": False,
             "answers": [
                 {"id": "", "text": "naik > turun", "credit": 100, "tolerance": "0",
                  "feedback": ""},
                 {"id": "", "text": "b~c", "credit": 0, "tolerance": "0", "feedback": "{bukan}"},
             ]},
            {"id": "", "name": "2", "kind": "short", "weight": 1.0, "case_matters": True,
             "answers": [
                 {"id": "", "text": "a\\b}", "credit": 100, "tolerance": "0", "feedback": "#1"},
             ]},
        ]
    },
    "essay": {"min_words": 5, "max_words": None, "lines": 8, "model_answer": "HPP", "template": "",
              "rubric": []},
    "file": {"accept": ["picture", "sound"], "max_megabytes": 5, "model_answer": "", "rubric": []},
    "description": {},
}  # fmt: skip


@pytest.mark.parametrize("slug", sorted(ORDINARY))
@pytest.mark.parametrize("text_format", ["plain", "html"])
def test_moodles_own_elements_say_all_of_an_ordinary_question(slug: str, text_format: str) -> None:
    text = "Naik [[1]] lalu [[2]]." if slug == "gaps" else "Berapa {a} + {b}?"
    weight = {"gaps": 3.0, "description": 0.0}.get(slug, 1.0)
    data = ORDINARY[slug]
    if text_format == "html":
        data = {**data, **_as_html(data)}
    entry = make_entry(slug, data, text=text, weight=weight, format=text_format, feedback="Ya")
    assert write_one(entry).find("pijar") is None
    (again,), findings = read_all(write(entry).encode())
    assert findings == []
    assert strip_ids(again.question.data) == strip_ids(entry.question.data)


def _as_html(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data whose shown texts are HTML."""
    swaps = {
        "a < b": "a &lt; b",
        "biaya & upah": "biaya &amp; upah",
        "naik > turun": "naik &gt; turun",
    }

    def swap(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: swap(one) for name, one in value.items()}
        return [swap(one) for one in value] if isinstance(value, list) else swaps.get(value, value)

    return {name: swap(value) if isinstance(value, list) else value for name, value in data.items()}


def test_how_moodle_marks_a_multiple_choice() -> None:
    question = write_one(make_entry("multiple_choice", ORDINARY["multiple_choice"]))
    assert (question.get("type"), question.findtext("single")) == ("multichoice", "false")
    assert question.findtext("shuffleanswers") == "false"
    assert percents(question) == [("50", "a"), ("50", "b"), ("-100", "c")]
    whole = {**ORDINARY["multiple_choice"], "marking": "all_or_nothing"}
    question = write_one(make_entry("multiple_choice", whole))
    assert question.get("type") == "multichoiceset"
    assert percents(question) == [("100", "a"), ("100", "b"), ("0", "c")]


def test_a_range_is_for_moodle_its_middle_with_a_tolerance() -> None:
    answer = {"id": "", "value": "", "tolerance": "0", "tolerance_kind": "absolute",
              "low": "10", "high": "15", "credit": 100, "feedback": ""}  # fmt: skip
    percent = {**answer, "value": "200", "tolerance": "5", "tolerance_kind": "relative",
               "low": "", "high": ""}  # fmt: skip
    data = {"answers": [answer, percent], "units": [], "unit_needed": False}
    question = write_one(make_entry("numeric", data))
    assert percents(question) == [("100", "12.5"), ("100", "200")]
    assert [one.text for one in question.iter("tolerance")] == ["2.5", "10"]
    assert load(question.findtext("pijar") or "") == {
        "data": {
            "answers": {
                "0": {"value": "", "tolerance": "0", "low": "10", "high": "15"},
                "1": {"tolerance": "5", "tolerance_kind": "relative"},
            }
        }
    }


def test_without_its_pijar_element_a_question_is_what_moodle_says() -> None:
    data = {**ORDINARY["short_answer"], "accents_matter": False}
    written = write(make_entry("short_answer", data, weight=2.0))
    begin, end = written.index("    <pijar>"), written.index("</pijar>\n") + len("</pijar>\n")
    (ours,), _findings = read_all(written.encode())
    (moodles,), _findings = read_all((written[:begin] + written[end:]).encode())
    assert (ours.question.data["accents_matter"], ours.question.weight) == (False, 2.0)
    assert (moodles.question.data["accents_matter"], moodles.question.weight) == (True, 2.0)


def test_a_variable_gets_values_for_moodle() -> None:
    listed = {"id": "", "name": "b", "kind": "list", "low": "", "high": "", "decimals": 0,
              "values": "2; 70; 300"}  # fmt: skip
    data = {**ORDINARY["calculated"], "variables": [ORDINARY["calculated"]["variables"][0], listed]}
    question = write_one(make_entry("calculated", data))
    assert question.findtext("answer/text") == "round({a} * {b}, 1) + 2"
    first, second = question.iter("dataset_definition")
    values = [float(one.text or "") for one in first.iter("value")]
    assert len(values) == len(set(values)) == 20
    assert min(values) >= 1
    assert max(values) <= 9.5
    assert [one.text for one in second.iter("value")][:4] == ["2", "70", "300", "2"]
    assert first.findtext("itemcount") == second.findtext("itemcount") == "20"
    # Whole numbers between their least and largest could be a range: only Pijar's element tells.
    variable = {"kind": "list", "low": "", "high": "", "values": "2; 70; 300"}
    assert load(question.findtext("pijar") or "") == {"data": {"variables": {"1": variable}}}
    again = write_one(make_entry("calculated", data))
    assert ElementTree.tostring(again) == ElementTree.tostring(question)


def test_a_picture_and_a_sound_travel_with_the_text() -> None:
    entry = make_entry(
        "description",
        {},
        text="1 < 2",
        picture={"image": "pasar pagi.png", "alt": 'Pasar "Senin" > toko'},
        sound={"media": "soal.mp3"},
        files={"pasar pagi.png": b"png", "soal.mp3": b"mp3"},
        weight=0.0,
    )
    question = write_one(entry)
    text = question.findtext("questiontext/text") or ""
    assert text.startswith('1 &lt; 2\n\n<p><img src="@@PLUGINFILE@@/pasar%20pagi.png" ')
    assert 'src="@@PLUGINFILE@@/soal.mp3"' in text
    assert [one.get("name") for one in question.findall("questiontext/file")] == [
        "pasar pagi.png",
        "soal.mp3",
    ]
    assert load(question.findtext("pijar") or "") == {"format": "plain"}
    (again,), findings = read_all(write(entry).encode())
    assert findings == []
    assert (again.question.text, again.question.picture) == ("1 < 2", entry.question.picture)
    assert again.files == entry.files


def test_a_gap_is_cloze() -> None:
    entry = make_entry("gaps", ORDINARY["gaps"], text="Naik [[1]] lalu [[2]], {1:SA:=bukan}")
    text = write_one(entry).findtext("questiontext/text") or ""
    assert text == (
        "Naik {2:MULTICHOICE:=naik &amp;gt; turun~%0%b&#126;c#&#123;bukan&#125;} "
        "lalu {1:SHORTANSWER_C:=a&#92;b&#125;#&#35;1}, &#123;1:SA:=bukan}"
    )


@pytest.mark.parametrize(
    ("weights", "written"),
    [([0.5, 1.0], "1 2"), ([0.0, 3.0], "0 3"), ([0.333, 500.0], "0 500"), ([1.5, 1.5], "3 3")],
)
def test_weights_of_gaps_are_whole_numbers_for_moodle(weights: list[float], written: str) -> None:
    gaps = [
        {**gap, "weight": weight}
        for gap, weight in zip(ORDINARY["gaps"]["gaps"], weights, strict=True)
    ]
    entry = make_entry("gaps", {"gaps": gaps}, text="[[1]] [[2]]")
    text = write_one(entry).findtext("questiontext/text") or ""
    assert re.findall(r"\{([0-9]+):", text) == written.split()
    (again,), _findings = read_all(write(entry).encode())
    assert [gap["weight"] for gap in again.question.data["gaps"]] == weights


def test_categories_are_written_where_they_change() -> None:
    def placed(category: str) -> Entry:
        return Entry(Question(id="", type="description", text="x", weight=0.0), category=category)

    order = ["", "Usaha", "Usaha", "Usaha/Harga", "", "top/x"]
    written = write(*map(placed, order))
    assert written.count('type="category"') == 4
    entries, findings = read_all(written.encode())
    assert [one.category for one in entries] == order
    assert findings == []
    assert write() == '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n</quiz>\n'


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (make_entry("menara", {}), "“menara”"),
        (make_entry("description", {}, text="a\x07b"), "control character"),
        (make_entry("description", {}, hints=("a\ud800",)), "control character"),
        (Entry(Question(id="", type="description", text="x"), tags=("\ufffe",)), "control"),
        (make_entry("description", {}, picture={"image": "a.png", "alt": ""}), "“a.png”"),
        (
            make_entry(
                "description", {}, sound={"media": "../a.mp3"}, files={"../a.mp3": b""}
            ),
            "another name",
        ),
        (
            make_entry(
                "description", {}, sound={"media": "a.mp3"}, files={"a.mp3": b"0" * 5_000_001}
            ),
            "5 MB",
        ),
        (
            make_entry("single_choice", {"answers": answers(("a", True), ("b", True))}),
            "Exactly one",
        ),
        (
            make_entry("single_choice", {"answers": answers(("a", True), ("b", False), credit="")}),
            "save it again",
        ),
        (make_entry("picture_choice", {"answers": answers(("a", True), ("b", False))}), "save it"),
        (make_entry("gaps", ORDINARY["gaps"], text="Tanpa celah"), "no gap"),
    ],
)  # fmt: skip
def test_what_is_refused_has_a_sentence_and_is_not_written(entry: Entry, sentence: str) -> None:
    assert sentence in (MOODLE_XML.refusals(entry) or "")
    with pytest.raises(ValueError) as refused:
        list(MOODLE_XML.write([entry]))
    assert str(refused.value) == MOODLE_XML.refusals(entry)


@pytest.mark.parametrize(
    ("content", "sound"),
    [
        ('{"beside": ["a.png"], "level": 2}', True),
        ('{"beside": ["../a.png"]}', False),
        ('{"beside": ["/etc/passwd"]}', False),
        ('{"beside": [1]}', False),
        ('{"level": 4}', False),
        ('{"level": [1]}', False),
        ('{"id": 5}', False),
        ('{"data": {"items": [{"id": 5, "text": "x"}]}}', False),
        ('{"sound": {"seconds": 5}}', False),
    ],
)
def test_what_a_pijar_element_may_say_around_a_question(content: str, sound: bool) -> None:
    data = {"items": [{"text": "a"}, {"text": "b"}], "marking": "partial"}
    written = write(make_entry("ordering", data, id=""))
    assert "<pijar>" not in written
    spoiled = written.replace("  </question>", f"    <pijar>{content}</pijar>\n  </question>")
    (entry,), findings = read_all(spoiled.encode())
    assert [one.error for one in findings] == ([] if sound else [False])
    assert entry.beside == (frozenset({"a.png"}) if sound else frozenset())
    assert entry.level == (2 if sound else None)


def test_fields_that_an_old_question_lacks_are_as_left_empty() -> None:
    data = {"answers": [{"text": "a", "right": True}, {"text": "b", "feedback": None}]}
    (again,), _findings = read_all(write(make_entry("single_choice", data)).encode())
    assert again.question.data == {
        "answers": [{"id": "", **one} for one in strip_ids(answers(("a", True), ("b", False)))],
        "keep_order": False,
    }


def test_a_page_to_read_again_is_of_this_site_alone() -> None:
    entry = make_entry("description", {}, read_again={"page": 7})
    assert MOODLE_XML.refusals(entry) is None
    (again,), _findings = read_all(write(entry).encode())
    assert again.question.read_again is None


# --- What only Pijar's element says -----------------------------------------------------------


def read_back(*entries: Entry) -> list[Entry]:
    again, findings = read_all(write(*entries).encode())
    assert findings == []
    return again


def test_ids_of_a_question_and_of_all_its_items_come_back() -> None:
    rubric = [
        {"id": "c1", "criterion": "Isi", "levels": [
            {"id": "l1", "text": "Ada", "points": 1.0}, {"id": "l2", "text": "Tidak", "points": 0.0}
        ]}
    ]  # fmt: skip
    essay = make_entry("essay", {**ORDINARY["essay"], "rubric": rubric}, id="e-1")
    marked = [{**one, "id": f"a{at}"} for at, one in enumerate(answers(("x", True), ("y", False)))]
    choice = make_entry("single_choice", {"answers": marked, "keep_order": False}, id="s-1")
    first, second = read_back(essay, choice)
    assert (first.question.id, first.question.data["rubric"]) == ("e-1", rubric)
    assert (second.question.id, second.question.data["answers"]) == ("s-1", marked)


def test_an_item_without_an_id_stays_without() -> None:
    first, second = answers(("x", True), ("y", False))
    marked = [first, {**second, "id": "b"}]
    entry = make_entry("single_choice", {"answers": marked, "keep_order": False})
    assert load(write_one(entry).findtext("pijar") or "") == {
        "data": {"answers": {"1": {"id": "b"}}}
    }
    assert [one["id"] for one in read_back(entry)[0].question.data["answers"]] == ["", "b"]


def test_a_lesson_to_read_again_is_named_by_its_address_and_a_page_here_is_not() -> None:
    entry = make_entry("description", {}, weight=0.0, read_again={"page": "lesson:harga"})
    assert read_back(entry)[0].question.read_again == {"page": "lesson:harga"}
    here = make_entry("description", {}, weight=0.0, read_again={"page": 7})
    assert write_one(here).find("pijar") is None


def test_files_that_lie_beside_are_named_and_not_embedded() -> None:
    entry = make_entry(
        "single_choice",
        ORDINARY["single_choice"],
        picture={"image": "pasar pagi.svg", "alt": "Pasar"},
        sound={"media": "soal.mp3", "seconds": 95, "captions": "soal.vtt"},
        text='Ini <img src="@@PLUGINFILE@@/lain.png"> biasa.',
    )
    entry = replace(entry, beside=frozenset({"pasar pagi.svg", "soal.mp3"}))
    assert list(write_one(entry).iter("file")) == []
    again = read_back(entry)[0]
    assert (again.files, again.beside) == ({}, entry.beside)
    assert (again.question.picture, again.question.sound) == (
        entry.question.picture,
        entry.question.sound,
    )
    assert again.question.text == entry.question.text


def test_a_file_beside_and_one_within_may_have_the_same_name() -> None:
    marked = answers(("", True), ("", False))
    data = {"answers": [{**one, "picture": "a.png", "alt": "x"} for one in marked]}
    entry = make_entry("picture_choice", {**data, "keep_order": False}, files={"a.png": b"png"})
    [within] = re.findall(r"<file .*?</file>", write(entry))[:1]
    source = write(replace(entry, files={}, beside=frozenset({"a.png"})))
    at = source.index("</answer>")
    (again,), _findings = read_all((source[:at] + within + source[at:]).encode())
    names = [one["picture"] for one in again.question.data["answers"]]
    assert names == ["a-2.png", "a.png"]
    assert again.files == {"a-2.png": b"png"}


def test_a_question_has_its_level() -> None:
    entry = make_entry("true_false", ORDINARY["true_false"])
    assert [one.level for one in read_back(entry, replace(entry, level=3))] == [None, 3]


@pytest.mark.parametrize(
    "content",
    [
        '{"id": 7}',
        '{"read_again": ["a"]}',
        '{"level": 9}',
        '{"beside": "a.png"}',
        '{"sound": {"seconds": 3}}',
        '{"data": {"answers": {"0": {"id": null}}}}',
        '{"data": {"answers": ["x"]}}',
    ],
)
def test_what_is_no_such_thing_is_told_and_left_out(content: str) -> None:
    entry = make_entry("single_choice", ORDINARY["single_choice"])
    source = write(entry).replace("  </question>", f"<pijar>{content}</pijar></question>")
    (again,), (finding,) = read_all(source.encode())
    assert (again.question, finding.error) == (entry.question, False)
