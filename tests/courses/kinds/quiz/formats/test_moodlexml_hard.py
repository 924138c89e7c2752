"""Files that are hard, wrong or hostile, with what each is read as; and large ones."""

import socket
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import gettext, override
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.moodlexml import MOODLE_XML
from courses.kinds.quiz.formats.moodlexml.nodes import Node, serialise
from courses.kinds.quiz.formats.moodlexml.writing import make_question as make_node
from tests.courses.kinds.quiz.formats import xml_banks
from tests.courses.kinds.quiz.formats.xml_snippets import make_file, make_question, read_all

HARD = Path(__file__).parent / "hard"
_DTD = (2, True, "document type")
_CUT_OFF = "cut off"

#: For each file: how many questions are read, and of each finding its line, whether it is an error,
#: and words of its sentence.
EXPECTED: dict[str, tuple[int, list[tuple[int, bool, str]]]] = {
    "ampersand.xml": (0, [(4, True, "lone &")]),
    "billion_laughs.xml": (0, [_DTD]),
    "blank_line_first.xml": (0, [(2, True, "before <?xml")]),
    "broken_tags.xml": (1, [(8, True, "not the last one opened")]),
    "cloze_escapes.xml": (1, []),
    "cloze_in_cloze.xml": (1, [(5, True, "begins within the gap")]),
    "cloze_unbalanced.xml": (1, [(5, True, "never closed"), (9, True, "never closed")]),
    "control_character.xml": (0, [(4, True, "control character")]),
    "deep.xml": (1, [(7, True, "30 deep")]),
    "empty.xml": (0, [(1, True, "empty")]),
    "external_dtd.xml": (0, [_DTD]),
    "html_without_cdata.xml": (1, [(4, True, "CDATA")]),
    "moodle_export.xml": (6, []),
    "nbsp.xml": (1, [(8, True, "&nbsp;")]),
    "negative_fractions.xml": (2, [(14, False, "takes marks away"), (16, True, "No answer")]),
    "no_questions.xml": (0, []),
    "not_xml.xml": (0, [(1, True, "no XML")]),
    "pijar_damaged.xml": (12, [(8 + 7 * place, False, "<pijar>") for place in range(11)]),
    "says_klingon.xml": (0, [(1, True, "klingon")]),
    "says_latin_1_is_windows_1252.xml": (0, [(1, True, 'Write encoding="windows-1252"')]),
    "says_nothing_is_windows_1252.xml": (0, [(4, True, "should be UTF-8")]),
    "says_shift_jis.xml": (0, [(1, True, "Shift_JIS")]),
    "says_utf_16_is_utf_8.xml": (0, [(1, True, "utf-16, but it is not")]),
    "says_utf_8_is_windows_1252.xml": (0, [(5, True, "should be UTF-8")]),
    "says_windows_1252_is_utf_8.xml": (0, [(1, True, 'Write encoding="UTF-8"')]),
    "truncated.xml": (2, [(13, True, _CUT_OFF)]),
    "truncated_in_file.xml": (1, [(7, True, _CUT_OFF)]),
    "unknown_types.xml": (
        1,
        [
            (7, True, "“ddmarker”"),
            (11, True, "“stack”"),
            (15, True, "“coderunner”"),
            (19, True, "“random”"),
            (23, True, "“calculatedmulti”"),
        ],
    ),
    "utf_16.xml": (1, []),
    "utf_8_mark.xml": (1, []),
    "web_page.xml": (0, [(1, True, "<html>")]),
    "windows_1252.xml": (1, []),
    "xinclude.xml": (1, [(3, False, "<xi:include>"), (8, False, "<xi:include>")]),
    "xxe.xml": (0, [_DTD]),
    "xxe_network.xml": (0, [_DTD]),
    "zero_weight.xml": (2, []),
}


def read_hard(name: str) -> tuple[list[Entry], list[Finding]]:
    return read_all((HARD / name).read_bytes())


def test_every_hard_file_has_an_expectation() -> None:
    assert {one.name for one in HARD.glob("*.xml")} == EXPECTED.keys()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_hard_file(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("A socket was opened.")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    entries, findings = read_hard(name)
    count, expected = EXPECTED[name]
    assert len(entries) == count
    assert [(one.line, one.error) for one in findings] == [one[:2] for one in expected]
    for finding, (_line, _error, words) in zip(findings, expected, strict=True):
        assert words in finding.sentence
    assert "root:" not in repr(entries)


def test_letters_are_the_same_in_every_encoding_that_is_read() -> None:
    for name in ("windows_1252.xml", "utf_16.xml", "utf_8_mark.xml"):
        assert read_hard(name)[0][0].question.text == "“Harga” – 5 €, café"


@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
@pytest.mark.parametrize(
    "said",
    ["UTF-8", "utf-16", "UTF-16LE", "utf-32", "windows-1252", "latin1", "ascii", "shift_jis", "hex",
     "undefined", "punycode", "idna", "rot13", "mbcs", "unicode_escape", "x" * 60, " " * 300, ""],
)  # fmt: skip
def test_an_encoding_is_read_right_or_not_at_all(said: str, written: str) -> None:
    text = (
        f"<?xml version='1.0' encoding='{said}'?><quiz>{make_question('essay', text='né')}</quiz>"
    )
    entries, findings = read_all(text.encode(written))
    if entries:
        assert [one.question.text for one in entries] == ["né"]
        assert findings == []
    else:
        (finding,) = findings
        assert finding.error


def test_what_moodle_itself_exports() -> None:
    entries, _findings = read_hard("moodle_export.xml")
    assert [(one.question.type, one.category, one.question.format) for one in entries] == [
        ("single_choice", "Default for Literasi/Harga", "html"),
        ("true_false", "Default for Literasi/Harga", "plain"),
        ("gaps", "Default for Literasi/Harga", "html"),
        ("matching", "Default for Literasi/Harga", "html"),
        ("calculated", "Default for Literasi/Harga", "html"),
        ("file", "Default for Literasi", "html"),
    ]
    first, _second, gaps, *_rest, calculated, _last = entries
    assert first.question.picture == {
        "image": "keripik pisang.png",
        "alt": "Keripik pisang dalam bungkus",
    }
    assert first.files["keripik pisang.png"].startswith(b"\x89PNG")
    assert (first.number, first.tags) == ("HPP-1", ("hpp", "hitung"))
    assert gaps.question.text == ("<p>Titik impas [[1]] bungkus, pada harga [[2]].</p>")
    variables = calculated.question.data["variables"]
    assert [(one["kind"], one["low"], one["values"]) for one in variables] == [
        ("range", "100000", ""),
        ("list", "", "50; 25"),
    ]


def test_cloze_escapes_in_a_file() -> None:
    (entry,), _findings = read_hard("cloze_escapes.xml")
    first, second = entry.question.data["gaps"]
    assert [(one["text"], one["credit"], one["feedback"]) for one in first["answers"]] == [
        ("{1,2}", 100.0, ""),
        ("1~2", 50.0, "Pakai # dan } ya"),
        ("A\\B", 0.0, ""),
        ("km/jam", 0.0, ""),
    ]
    assert [one["text"] for one in second["answers"]] == ["<b>", "&"]


def test_a_sound_pijar_element_completes_what_damaged_ones_do_not_touch() -> None:
    entries, _findings = read_hard("pijar_damaged.xml")
    *damaged, sound = (one.question for one in entries)
    assert all(one == damaged[0] for one in damaged)
    assert (damaged[0].weight, damaged[0].text) == (1.0, "Berapa?")
    assert (sound.weight, sound.data["answers"][1]["credit"]) == (2.5, 40.0)


def test_sentences_are_in_the_readers_language() -> None:
    source = make_file(make_question("stack"))
    sentence = "Questions of the type “%(type)s” can't be read."
    for language in ("en", "id"):
        with override(language):
            (finding,) = read_all(source)[1]
            assert finding.sentence == gettext(sentence) % {"type": "stack"}


def test_five_thousand_questions_are_read_one_at_a_time() -> None:
    body = '<answer fraction="100"><text>a</text></answer><answer><text>b</text></answer>'
    source = make_file(
        *(make_question("multichoice", body, text=f"Soal {number}") for number in range(5000))
    )
    tracemalloc.start()
    numbers = []
    for item in MOODLE_XML.read(source):
        assert isinstance(item, Entry)
        numbers.append(item.question.text)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert numbers == [f"Soal {number}" for number in range(5000)]
    assert peak < 6_000_000  # all of them at once take ten times as much


def test_five_thousand_questions_are_written_one_at_a_time() -> None:
    (entry,), _findings = read_all(make_file(make_question("essay", text="x" * 2000)))
    taken = 0

    def give() -> Iterator[Entry]:
        nonlocal taken
        for _again in range(5000):
            taken += 1
            yield entry

    pieces = MOODLE_XML.write(give())
    assert next(pieces).startswith("<?xml")
    next(pieces)
    assert taken == 1
    tracemalloc.start()
    assert sum(map(len, pieces)) > 10_000_000
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("<x/>" * 20_001, "20000 elements"),
        (f"<questiontext><text>{'a' * 1_000_001}</text></questiontext>", "million letters"),
        (f"<questiontext a='{'a' * 1_000_001}'><text>b</text></questiontext>", "million letters"),
        (f'<file name="a" encoding="base64">{"QUJD" * 1_600_000}</file>' * 5, "20 MB"),
    ],
)  # fmt: skip
def test_a_question_that_is_too_large_is_left_out_alone(question: str, words: str) -> None:
    source = make_file(f'<question type="essay">{question}</question>', make_question("essay"))
    entries, findings = read_all(source)
    assert len(entries) == 1
    assert [(one.line, one.error) for one in findings] == [(3, True)]
    assert words in findings[0].sentence


@pytest.mark.parametrize(
    "text",
    [
        "<img " * 200_000,
        "<a " * 300_000,
        "<a href='x'>" * 80_000,
        "<audio>" * 140_000,
        "<p>" + "<img>" * 190_000,
        "<p> " * 240_000,
        "{1:" * 300_000,
        "[[ " * 300_000,
        "</p> <p " * 120_000,
        "{1:SA:=a~" + "\\" * 900_000,
    ],
)
@pytest.mark.parametrize("kind", ["essay", "cloze"])
def test_no_text_takes_long_to_look_through(text: str, kind: str) -> None:
    # Were any of it quadratic, it would take hours.
    _entries, findings = read_all(make_file(make_question(kind, text=text)))
    assert len(findings) < 5


_EVIL = [
    "", "-1", "1e99", "nan", "*", "{1:SA:", "{1:SA:=a#b~c}", "[[1]]", "[[99]]", "true", "0", "8,5",
    "<img src='@@PLUGINFILE@@/a.png'>", "<audio><source src='@@PLUGINFILE@@/a.mp3'>", "pow(1",
    "{x}", "sin(1)", '{"data": {"answers": [{}]}}', '{"data": []}', '{"format": "plain"}',
    '{"hints": ["\\ud800"]}', '{"data": {"gaps": {"0": {"answers": []}}}}', "5:1:2", ".pdf,.exe",
]  # fmt: skip
_KINDS = [
    "multichoice", "multichoiceset", "truefalse", "shortanswer", "numerical", "calculated",
    "matching", "ordering", "cloze", "gapselect", "ddwtos", "essay", "description",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(entry=xml_banks.entries(), data=st.data())
def test_nothing_in_a_file_makes_reading_fail(entry: Entry, data: st.DataObject) -> None:
    node = make_node(entry)
    for _again in range(data.draw(st.integers(1, 4))):
        _spoil(data, node)
    source = "".join(["<quiz>\n", *serialise(node), "</quiz>"]).encode()
    entries, findings = read_all(source)
    assert entries or findings
    assert all(one.line > 0 and one.sentence for one in findings)
    # What was read can be told apart and written, or there is a sentence why not.
    for one in entries:
        assert one.question.digest
        assert MOODLE_XML.refusals(one) is None or MOODLE_XML.refusals(one)


def _spoil(data: st.DataObject, question: Node) -> None:
    node = data.draw(st.sampled_from(list(question.walk())), label="element")
    match data.draw(st.sampled_from(["drop", "say", "double", "name", "tag", "type"])):
        case "drop" if node.children:
            node.children.pop(data.draw(st.integers(0, len(node.children) - 1)))
        case "double" if node.children:
            node.children.append(data.draw(st.sampled_from(node.children)))
        case "name":
            names = st.sampled_from(["format", "fraction", "name", "encoding", "path"])
            values = st.sampled_from([*_EVIL, "html", "plain_text", "markdown"])
            node.attributes[data.draw(names)] = data.draw(values)
        case "tag" if node is not question:
            node.tag = data.draw(st.sampled_from([one.tag for one in question.walk()][1:]))
        case "type":
            question.attributes["type"] = data.draw(st.sampled_from(_KINDS))
        case _:
            node.text = data.draw(st.sampled_from(_EVIL))
