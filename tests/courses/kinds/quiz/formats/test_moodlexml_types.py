"""Each of Moodle's question types, as Moodle writes it, and what it is read as."""

from typing import Any

import pytest

from tests.courses.kinds.quiz.formats.xml_snippets import (
    make_question,
    read_error,
    read_one,
    read_with_warnings,
    strip_ids,
)


def answer(text: str, fraction: float | str, feedback: str = "", more: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>'
        f'<feedback format="html"><text>{feedback}</text></feedback>{more}</answer>\n'
    )


def read_data(question: str, slug: str) -> Any:
    entry = read_one(question)
    assert entry.question.type == slug
    return strip_ids(entry.question.data)


def test_single_choice() -> None:
    data = read_data(
        make_question(
            "multichoice",
            "<single>true</single><shuffleanswers>true</shuffleanswers>"
            + answer("8.500", 100, "Betul")
            + answer("850", 25)
            + answer("85", 0, "Terlalu sedikit"),
        ),
        "single_choice",
    )
    assert data == {
        "answers": [
            {"text": "8.500", "right": True, "credit": None, "feedback": "Betul"},
            {"text": "850", "right": False, "credit": 25.0, "feedback": ""},
            {"text": "85", "right": False, "credit": None, "feedback": "Terlalu sedikit"},
        ],
        "keep_order": False,
    }


def test_moodle_shuffles_multiple_choice_only_where_it_says_so() -> None:
    body = answer("a", 100) + answer("b", 0)
    assert read_data(make_question("multichoice", body), "single_choice")["keep_order"] is True


def test_a_single_choice_takes_nothing_away_and_has_one_right_answer() -> None:
    entry, warnings = read_with_warnings(
        make_question("multichoice", answer("a", 100) + answer("b", -50))
    )
    assert entry.question.data["answers"][1]["credit"] is None
    assert "takes marks away" in warnings[0]
    for body in (answer("a", 100) + answer("b", 100), answer("a", 50) + answer("b", 0)):
        assert "Exactly one" in read_error(make_question("multichoice", body)).sentence


@pytest.mark.parametrize(
    ("fractions", "marking", "shares"),
    [
        ((50, 50, 0), "partial", (None, None, None)),
        (("33.33333", "33.33333", "33.33333"), "partial", (None, None, None)),
        ((70, 30, 0), "partial", (70.0, 30.0, 0.0)),
        ((50, 50, -100), "penalty", (None, None, None)),
        ((100, -50, -50), "penalty", (None, None, None)),
        ((60, 40, -25), "penalty", (60.0, 40.0, -25.0)),
    ],
)
def test_multiple_choice_is_marked_by_its_fractions(
    fractions: tuple[Any, ...], marking: str, shares: tuple[float | None, ...]
) -> None:
    answers = "".join(answer(str(place), one) for place, one in enumerate(fractions))
    data = read_data(
        make_question("multichoice", f"<single>false</single>{answers}"), "multiple_choice"
    )
    assert data["marking"] == marking
    assert tuple(one["credit"] for one in data["answers"]) == shares
    assert [one["right"] for one in data["answers"]] == [float(one) > 0 for one in fractions]


def test_a_choice_without_a_right_answer_is_an_error() -> None:
    body = "<single>false</single>" + answer("a", 0) + answer("b", -10)
    assert "No answer is right" in read_error(make_question("multichoice", body)).sentence
    assert "No answer is right" in read_error(make_question("multichoiceset", body)).sentence


def test_the_plug_in_for_all_or_nothing() -> None:
    data = read_data(
        make_question("multichoiceset", answer("a", 100) + answer("b", 100) + answer("c", 0)),
        "multiple_choice",
    )
    assert data["marking"] == "all_or_nothing"
    assert [one["right"] for one in data["answers"]] == [True, True, False]
    assert [one["credit"] for one in data["answers"]] == [None, None, None]


def test_answers_that_are_all_pictures_are_a_picture_choice() -> None:
    def picture(name: str, alt: str, fraction: int, caption: str = "") -> str:
        return (
            f'<answer fraction="{fraction}" format="html"><text><![CDATA[<p><img '
            f'src="@@PLUGINFILE@@/{name}" alt="{alt}" width="9"></p>{caption}]]></text>'
            f'<file name="{name.replace("%20", " ")}" path="/" encoding="base64">aGFp</file>'
            "</answer>"
        )

    entry = read_one(
        make_question(
            "multichoice",
            picture("pasar%20pagi.png", "Pasar &amp; toko", 100, "Pasar") + picture("b.png", "", 0),
        )
    )
    assert entry.question.type == "picture_choice"
    assert strip_ids(entry.question.data)["answers"] == [
        {"picture": "pasar pagi.png", "alt": "Pasar & toko", "text": "Pasar", "right": True,
         "feedback": ""},
        {"picture": "b.png", "alt": "", "text": "", "right": False, "feedback": ""},
    ]  # fmt: skip
    assert entry.files == {"pasar pagi.png": b"hai", "b.png": b"hai"}


@pytest.mark.parametrize(
    ("answers", "right"),
    [
        (answer("true", 100, "ya") + answer("false", 0, "bukan"), True),
        (answer("false", 100, "bukan") + answer("true", 0, "ya"), False),
        (answer("Benar", 0, "ya") + answer("Salah", 100, "bukan"), False),
    ],
)
def test_true_false(answers: str, right: bool) -> None:
    data = read_data(make_question("truefalse", answers), "true_false")
    assert data == {"right": right, "feedback_true": "ya", "feedback_false": "bukan"}


@pytest.mark.parametrize(
    "answers",
    [
        answer("true", 100) + answer("false", 0) + answer("maybe", 0),
        answer("true", 100) + answer("false", 100),
        answer("true", 50) + answer("false", 0),
        answer("true", 0) + answer("false", 0),
    ],
)
def test_true_false_with_other_grades_is_an_error(answers: str) -> None:
    assert "true/false" in read_error(make_question("truefalse", answers)).sentence


def test_short_answer() -> None:
    body = "<usecase>1</usecase>" + answer("Jakarta*", 100) + answer("*", 0, "Bukan itu")
    assert read_data(make_question("shortanswer", body), "short_answer") == {
        "answers": [
            {"text": "Jakarta*", "credit": 100.0, "feedback": ""},
            {"text": "*", "credit": 0.0, "feedback": "Bukan itu"},
        ],
        "case_matters": True,
        "accents_matter": True,
    }


def test_numerical_with_units() -> None:
    body = (
        answer("8,5", 100, "Betul", "<tolerance>0.50</tolerance>")
        + answer("1.2E3", 50, "", "<tolerance>0</tolerance>")
        + answer("*", 0, "Salah", "<tolerance>0.1</tolerance>")
        + "<units><unit><multiplier>1</multiplier><unit_name>kg</unit_name></unit>"
        "<unit><multiplier>1000.0</multiplier><unit_name>g</unit_name></unit></units>"
        "<unitgradingtype>1</unitgradingtype><unitpenalty>1.0</unitpenalty>"
    )
    data = read_data(make_question("numerical", body), "numeric")
    assert [(one["value"], one["tolerance"], one["credit"]) for one in data["answers"]] == [
        ("8.5", "0.5", 100.0),
        ("1200", "0", 50.0),
        ("*", "0", 0.0),
    ]
    assert data["units"] == [{"unit": "kg", "factor": "1"}, {"unit": "g", "factor": "1000"}]
    assert data["unit_needed"] is True


def test_a_unit_that_costs_a_part_is_told() -> None:
    body = answer("5", 100) + (
        "<units><unit><multiplier>1</multiplier><unit_name>kg</unit_name></unit></units>"
        "<unitgradingtype>2</unitgradingtype><unitpenalty>0.1</unitpenalty>"
        "<instructions><text>Tulis satuannya</text></instructions>"
    )
    entry, warnings = read_with_warnings(make_question("numerical", body))
    assert entry.question.data["unit_needed"] is True
    assert "costs a part" in warnings[0]
    assert "instructions" in warnings[1]


@pytest.mark.parametrize("value", ["lima", "1" * 40, "1e99", "--5", "5:1"])
def test_a_number_that_is_none_is_an_error_on_its_line(value: str) -> None:
    error = read_error(make_question("numerical", "\n\n" + answer(value, 100)))
    assert value[:20] in error.sentence
    assert error.line == 7


def dataset(name: str, low: str, high: str, decimals: str, *values: str, more: str = "") -> str:
    items = "".join(
        f"<dataset_item><number>{number}</number><value>{value}</value></dataset_item>"
        for number, value in enumerate(values, 1)
    )
    return (
        f"<dataset_definition><status><text>private</text></status><name><text>{name}</text></name>"
        f"<type>calculated</type><distribution><text>{more or 'uniform'}</text></distribution>"
        f"<minimum><text>{low}</text></minimum><maximum><text>{high}</text></maximum>"
        f"<decimals><text>{decimals}</text></decimals><itemcount>{len(values)}</itemcount>"
        f"<dataset_items>{items}</dataset_items></dataset_definition>"
    )


def calculated(formula: str, sets: str, tolerance: str = "0.01", kind: int = 1) -> str:
    return (
        f'<answer fraction="100"><text>{formula}</text><tolerance>{tolerance}</tolerance>'
        f"<tolerancetype>{kind}</tolerancetype><correctanswerformat>1</correctanswerformat>"
        "<correctanswerlength>2</correctanswerlength></answer>"
        f"<dataset_definitions>{sets}</dataset_definitions>"
    )


@pytest.mark.parametrize("kind", ["calculated", "calculatedsimple"])
def test_calculated(kind: str) -> None:
    sets = dataset("a", "1", "10.0", "1", "1.5", "9.9") + dataset("b_2", "5", "6", "0", "2", "7")
    body = calculated("pow({a}, 2) + {b_2} * pi()", sets)
    assert read_data(make_question(kind, body, text="{a} dan {b_2}?"), "calculated") == {
        "variables": [
            {"name": "a", "kind": "range", "low": "1", "high": "10", "decimals": 1, "values": ""},
            {"name": "b_2", "kind": "list", "low": "", "high": "", "decimals": 0, "values": "2; 7"},
        ],
        "answers": [
            {
                "formula": "((a)^(2)) + b_2 * 3.14159265358979",
                "tolerance": "1",
                "tolerance_kind": "relative",
                "credit": 100.0,
                "feedback": "",
            }
        ],
        "decimals": 2,
        "units": [],
        "unit_needed": False,
    }


@pytest.mark.parametrize(
    ("formula", "translated"),
    [
        ("{a}", "a"),
        ("{ a }*2", "a*2"),
        ("pow(pow({a},2),{a})", "((((a)^(2)))^(a))"),
        ("pow(max({a},1),2)", "((max(a,1))^(2))"),
        ("1.5e3*{a}", "1500*a"),
        ("2.5E-2 + {a}", "0.025 + a"),
    ],
)
def test_formulas_in_pijars_words(formula: str, translated: str) -> None:
    body = calculated(formula, dataset("a", "1", "9", "0"))
    data = read_data(make_question("calculated", body), "calculated")
    assert data["answers"][0]["formula"] == translated


@pytest.mark.parametrize(
    ("formula", "named"),
    [
        ("sin({a})", "sin"),
        ("{a} % 2", "%"),
        ("{b} + 1", "{b}"),
        ("pow({a})", "pow"),
        ("pow({a}", "pow"),
        ("(" * 60 + "{a}" + ")" * 60, "deep"),
        ("+".join(["{a}"] * 300), "long"),
    ],
)
def test_what_no_formula_can_say_is_named(formula: str, named: str) -> None:
    body = calculated(formula, dataset("a", "1", "9", "0"))
    assert named in read_error(make_question("calculated", body)).sentence


def test_calculated_with_what_is_lost() -> None:
    body = calculated("{a}", dataset("a", "1", "9", "0", more="loguniform"), "0.5", 3)
    entry, warnings = read_with_warnings(make_question("calculated", body))
    assert entry.question.data["answers"][0]["tolerance_kind"] == "relative"
    assert "evenly" in warnings[0]
    assert "geometric" in warnings[1]
    text = make_question("calculated", calculated("{a}", ""), text="{={a}*2}?")
    assert "{=…}" in read_error(text).sentence


def test_matching() -> None:
    body = (
        "<shuffleanswers>false</shuffleanswers>"
        '<subquestion format="html"><text>HPP</text><answer><text>biaya &lt;= harga</text></answer>'
        '</subquestion><subquestion format="html"><text/><answer><text>utang</text></answer>'
        "</subquestion>"
    )
    assert read_data(make_question("matching", body), "matching") == {
        "pairs": [{"prompt": "HPP", "answer": "biaya &lt;= harga"}],
        "distractors": ["utang"],
        "keep_order": True,
    }
    bad = "<subquestion><text>HPP</text><answer><text/></answer></subquestion>"
    assert "no answer" in read_error(make_question("match", bad)).sentence
    assert "no pairs" in read_error(make_question("match")).sentence


def test_ordering() -> None:
    items = answer("Catat", 1) + answer("Hitung", 2) + answer("Jual", 3)
    body = f"<gradingtype>ALL_OR_NOTHING</gradingtype>{items}"
    assert read_data(make_question("ordering", body), "ordering") == {
        "items": [{"text": "Catat"}, {"text": "Hitung"}, {"text": "Jual"}],
        "marking": "all_or_nothing",
    }
    other = f"<gradingtype>ABSOLUTE_POSITION</gradingtype><selecttype>RANDOM</selecttype>{items}"
    entry, warnings = read_with_warnings(make_question("ordering", other))
    assert entry.question.data["marking"] == "partial"
    assert "some of the items" in warnings[0]
    assert "ABSOLUTE_POSITION" in warnings[1]
    assert "fewer than two" in read_error(make_question("ordering", answer("x", 1))).sentence


@pytest.mark.parametrize(("kind", "tag"), [("gapselect", "selectoption"), ("ddwtos", "dragbox")])
def test_choices_in_a_text(kind: str, tag: str) -> None:
    boxes = "".join(
        f"<{tag}><text>{text}</text><group>{group}</group></{tag}>"
        for text, group in [("naik", 1), ("turun", 1), ("10", 2), ("20", 2)]
    )
    question = make_question(kind, boxes, text="Harga [[2]], lalu [[3]], lalu [[2]]; [[x]].")
    entry = read_one(question)
    assert entry.question.text == "Harga [[1]], lalu [[2]], lalu [[3]]; [ [x]]."
    gaps = entry.question.data["gaps"]
    assert [gap["name"] for gap in gaps] == ["1", "2", "3"]
    assert [[(one["text"], one["credit"]) for one in gap["answers"]] for gap in gaps] == [
        [("naik", 0.0), ("turun", 100.0)],
        [("10", 100.0), ("20", 0.0)],
        [("naik", 0.0), ("turun", 100.0)],
    ]
    assert {gap["kind"] for gap in gaps} == {"choice"}
    assert "[[9]]" in read_error(make_question(kind, boxes, text="[[9]]")).sentence


def test_essay() -> None:
    body = (
        "<responseformat>editor</responseformat><responsefieldlines>15</responsefieldlines>"
        "<minwordlimit>20</minwordlimit><maxwordlimit></maxwordlimit><attachments>0</attachments>"
        '<graderinfo format="html"><text>Sebut HPP</text></graderinfo>'
        '<responsetemplate format="html"><text>Saya</text></responsetemplate>'
    )
    assert read_data(make_question("essay", body), "essay") == {
        "min_words": 20,
        "max_words": None,
        "lines": 15,
        "model_answer": "Sebut HPP",
        "template": "Saya",
        "rubric": [],
    }
    _entry, warnings = read_with_warnings(
        make_question("essay", "<attachments>2</attachments><attachmentsrequired/>")
    )
    assert "Files beside the text" in warnings[0]


@pytest.mark.parametrize(
    ("types", "accept"),
    [
        (".pdf,.docx", ["pdf", "document"]),
        ("web_image .MP3", ["picture", "sound"]),
        ("", ["picture", "pdf", "document", "sound"]),
    ],
)
def test_an_essay_without_a_place_to_write_is_a_file(types: str, accept: list[str]) -> None:
    body = (
        "<responseformat>noinline</responseformat><attachmentsrequired>1</attachmentsrequired>"
        f"<maxbytes>1500000</maxbytes><filetypeslist>{types}</filetypeslist>"
        "<graderinfo><text>Foto jelas</text></graderinfo>"
    )
    assert read_data(make_question("essay", body), "file") == {
        "accept": accept,
        "max_megabytes": 2,
        "model_answer": "Foto jelas",
        "rubric": [],
    }


def test_a_required_file_beside_a_text_is_a_file_and_told() -> None:
    body = (
        "<attachmentsrequired>2</attachmentsrequired><filetypeslist>.exe,.pdf</filetypeslist>"
        "<responsetemplate><text>Saya</text></responsetemplate>"
    )
    entry, warnings = read_with_warnings(make_question("essay", body))
    assert entry.question.type == "file"
    assert entry.question.data["accept"] == ["pdf"]
    assert [one.split(":")[0] for one in warnings] == [
        "The text beside the file is left out",
        "The text to begin with is left out",
        "Moodle asks for several files, here it is one.",
        "These kinds of file are left out",
    ]


def test_description() -> None:
    entry = read_one(make_question("description", "<defaultgrade>0</defaultgrade>"))
    assert (entry.question.type, entry.question.data, entry.question.weight) == (
        "description",
        {},
        0.0,
    )


@pytest.mark.parametrize(
    "kind", ["ddmarker", "ddimageortext", "stack", "coderunner", "random", "calculatedmulti", ""]
)
def test_other_types_are_named_with_their_line(kind: str) -> None:
    error = read_error("\n\n" + make_question(kind))
    assert (kind or "type") in error.sentence
    assert error.line == 5


def test_where_the_parts_of_a_question_begin() -> None:
    body = "\n".join([answer("a", 100), answer("b", 0)])
    assert read_one(make_question("multichoice", body)).part_lines == (5, 7)
    cloze = make_question("cloze", text="\nSatu {1:SA:=a~=b} dan\n{1:NM:=5}")
    assert read_one(cloze).part_lines == (5, 5, 5, 6, 6)
