"""What all types share: formats of texts, pictures and sounds, categories, tags, hints, numbers;
and that nothing is lost in silence."""

import base64

import pytest

from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.moodlexml.media import make_safe_name
from courses.kinds.quiz.questions import TextFormat
from tests.courses.kinds.quiz.formats.xml_snippets import (
    make_file,
    make_question,
    read_all,
    read_error,
    read_one,
    read_with_warnings,
)

_PLAIN = '<answer fraction="100"><text>a</text></answer>'


def essay(texts: dict[str, tuple[str, str]]) -> str:
    """An essay whose elements have these formats and texts; "" for no format at all."""
    body = "".join(
        f"<{tag}{f' format={chr(34)}{text_format}{chr(34)}' if text_format else ''}>"
        f"<text><![CDATA[{text}]]></text></{tag}>"
        for tag, (text_format, text) in texts.items()
    )
    return f'<question type="essay"><name><text>x</text></name>{body}</question>'


@pytest.mark.parametrize(
    ("main", "feedback", "text_format", "texts"),
    [
        (("html", "<p>a</p>"), ("html", "b"), "html", ("<p>a</p>", "b")),
        (("", "<p>a</p>"), ("", "b"), "html", ("<p>a</p>", "b")),
        (("plain_text", "a < b\nc"), ("plain_text", "d"), "plain", ("a < b\nc", "d")),
        (("plain_text", "a"), ("", "b <c>"), "plain", ("a", "b <c>")),
        (("markdown", "*a*"), ("markdown", "b"), "markdown", ("*a*", "b")),
        (("plain_text", "a & b"), ("html", "kata"), "plain", ("a & b", "kata")),
        (("plain_text", "a & b\nc"), ("html", "<i>x</i>"), "html",
         ("a &amp; b<br>\nc", "<i>x</i>")),
        (("markdown", "*a*"), ("html", "<i>x</i>"), "html", ("<p><em>a</em></p>", "<i>x</i>")),
        (("html", "<p>a</p>"), ("plain_text", "1 < 2"), "html", ("<p>a</p>", "1 &lt; 2")),
        (("moodle_auto_format", "a\nb"), ("html", ""), "plain", ("a\nb", "")),
        (("moodle_auto_format", "<b>a</b>\nb"), ("html", "x"), "html",
         ("<b>a</b><br>\nb", "x")),
        (("wiki_like", "a"), ("plain_text", "b"), "plain", ("a", "b")),
        (("sesuatu", "a"), ("html", "b"), "html", ("a", "b")),
    ],
)  # fmt: skip
def test_one_format_is_chosen_for_all_texts(
    main: tuple[str, str], feedback: tuple[str, str], text_format: str, texts: tuple[str, str]
) -> None:
    entry = read_one(essay({"questiontext": main, "generalfeedback": feedback}))
    assert TextFormat(entry.question.format).value == text_format
    assert (entry.question.text, entry.question.feedback) == texts


def test_texts_in_cdata_and_in_entities_are_the_same() -> None:
    one = make_question("essay", text="<p>a &amp; b ]]]]><![CDATA[></p>")
    other = (
        '<question type="essay"><name><text>Soal</text></name><questiontext format="html"><text>'
        "&lt;p>a &amp;amp; b ]]&gt;&lt;/p&gt;</text></questiontext></question>"
    )
    assert read_one(one).question == read_one(other).question
    assert read_one(one).question.text == "<p>a &amp; b ]]></p>"


def test_html_that_is_not_protected_is_an_error_on_its_line() -> None:
    error = read_error(
        '<question type="essay"><questiontext format="html">\n<text>Satu\n<p>dua</p></text>'
        "</questiontext></question>"
    )
    assert "<p>" in error.sentence
    assert "CDATA" in error.sentence
    assert error.line == 5


def test_what_every_question_has() -> None:
    body = (
        "<generalfeedback><text>Semua</text></generalfeedback><defaultgrade>2.5000000</defaultgrade>"
        "<penalty>0.3333333</penalty><hidden>0</hidden><idnumber> Q-7 </idnumber>"
        "<hint><text>Baca lagi</text><shownumcorrect/><clearwrong/></hint>"
        "<hint><text></text></hint>"
        "<hint><hintcontent><text>Cara lama</text></hintcontent></hint>"
        "<tags><tag><text>HPP</text></tag><tag><text>harga</text></tag></tags>"
        "<coursetags><tag><text>HPP</text></tag><tag><text>kelas</text></tag></coursetags>"
    )
    entry = read_one(make_question("essay", body, name="Harga &amp; laba"))
    question = entry.question
    assert (question.id, question.name, question.feedback) == ("", "Harga & laba", "Semua")
    assert (question.weight, question.penalty) == (2.5, 1 / 3)
    assert question.hints == ("Baca lagi", "Cara lama")
    assert (entry.number, entry.tags, entry.line) == ("Q-7", ("HPP", "harga", "kelas"), 3)


@pytest.mark.parametrize(
    ("body", "weight", "penalty", "warned"),
    [
        ("<defaultgrade>0</defaultgrade><penalty>0</penalty>", 0.0, 0.0, 0),
        ("<defaultgrade>0,5</defaultgrade><penalty>0.1</penalty>", 0.5, 0.1, 0),
        ("<defaultgrade>-1</defaultgrade><penalty>2</penalty>", 0.0, 1.0, 2),
        ("<defaultgrade></defaultgrade><penalty/>", 1.0, 1 / 3, 0),
    ],
)
def test_weight_and_penalty(body: str, weight: float, penalty: float, warned: int) -> None:
    entry, warnings = read_with_warnings(make_question("essay", body))
    assert (entry.question.weight, entry.question.penalty) == (weight, penalty)
    assert len(warnings) == warned
    assert "tiga" in read_error(make_question("essay", "<penalty>tiga</penalty>")).sentence


@pytest.mark.parametrize(
    ("path", "category"),
    [
        ("$course$/top/Usaha/Harga", "Usaha/Harga"),
        ("$course$/Usaha", "Usaha"),
        ("$system$/top/Usaha", "Usaha"),
        ("$course$/top", ""),
        ("tom/dick/harry", "tom/dick/harry"),
        ("top/Usaha", "top/Usaha"),
        ("Modal//utang/Bunga", "Modal//utang/Bunga"),
    ],
)
def test_categories_hold_until_the_next(path: str, category: str) -> None:
    source = make_file(
        f'<question type="category"><category><text>{path}</text></category></question>\n',
        make_question("essay"),
        make_question("essay"),
        '<question type="category"><category><text>Lain</text></category>\n'
        "<info><text>Tentang lain</text></info></question>",
        make_question("essay"),
    )
    entries, findings = read_all(source)
    assert [one.category for one in entries] == [category, category, "Lain"]
    assert [(one.error, "Lain" in one.sentence) for one in findings] == [(False, True)]


def embed(name: str, content: bytes, path: str = "/") -> str:
    encoded = base64.encodebytes(content).decode()  # in lines, as Moodle writes it
    return f'<file name="{name}" path="{path}" encoding="base64">{encoded}</file>'


def with_files(text: str, *files: str, more: str = "") -> str:
    return (
        '<question type="essay"><name><text>x</text></name><questiontext format="html">'
        f"<text><![CDATA[{text}]]></text>{''.join(files)}</questiontext>{more}</question>"
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('<p>Lihat:</p><p><img src="@@PLUGINFILE@@/a.png" alt="Pasar &gt; toko"></p>',
         "<p>Lihat:</p>"),
        ("<IMG ALT='Pasar > toko' title='x'\n SRC='@@PLUGINFILE@@/a.png' />Lihat", "Lihat"),
        ("Lihat <img src=@@PLUGINFILE@@/a.png?time=1 alt='Pasar &gt; toko'> ini", "Lihat  ini"),
        ('<p class="x"><img src="@@PLUGINFILE@@/a.png" alt="Pasar > toko"><br></p>Lihat', "Lihat"),
    ],
)  # fmt: skip
def test_the_first_picture_is_the_questions_own(text: str, left: str) -> None:
    entry = read_one(with_files(text, embed("a.png", b"\x89PNG" * 100)))
    assert entry.question.picture == {"image": "a.png", "alt": "Pasar > toko"}
    assert entry.question.text == left
    assert entry.files == {"a.png": b"\x89PNG" * 100}


@pytest.mark.parametrize(
    "text",
    [
        '<audio controls="true"><source src="@@PLUGINFILE@@/soal%201.mp3">@@PLUGINFILE@@</audio>',
        '<audio src="@@PLUGINFILE@@/soal%201.mp3"></audio>',
        '<p><a href="@@PLUGINFILE@@/soal%201.mp3">dengar</a></p>',
    ],
)
def test_the_first_sound_is_the_questions_own(text: str) -> None:
    entry = read_one(with_files(f"Dengar. {text}", embed("soal 1.mp3", b"ID3")))
    assert entry.question.sound == {"media": "soal 1.mp3"}
    assert entry.question.text == "Dengar."
    assert entry.files == {"soal 1.mp3": b"ID3"}


def test_pictures_without_a_place_are_named() -> None:
    text = (
        '<img src="@@PLUGINFILE@@/a.png"><img src="@@PLUGINFILE@@/b.png">'
        '<img src="http://example.org/c.png"><video src="@@PLUGINFILE@@/d.mp4"></video>'
    )
    feedback = '<generalfeedback><text>&lt;img src="@@PLUGINFILE@@/e.png"&gt;</text>'
    entry, warnings = read_with_warnings(
        with_files(
            text,
            embed("a.png", b"a"),
            embed("b.png", b"b"),
            embed("tak-dipakai.pdf", b"f"),
            more=f"{feedback}{embed('e.png', b'e')}</generalfeedback>",
        )
    )
    assert entry.files == {"a.png": b"a"}
    named = " ".join(warnings)
    for name in ("b.png", "http://example.org/c.png", "d.mp4", "e.png", "tak-dipakai.pdf"):
        assert named.count(name) == 1
    assert len(warnings) == 3  # of the text, of the feedback, and of files that are not used
    many = "".join(f'<img src="{number}.png">' for number in range(15))
    _entry, warnings = read_with_warnings(with_files(many))
    assert "9.png and 5 more" in warnings[0]


def test_files_of_one_name_and_different_content_are_kept_apart() -> None:
    def picture(content: bytes, fraction: int) -> str:
        shown = '&lt;img src="@@PLUGINFILE@@/foto/x.png" alt="x"&gt;'
        file = embed("x.png", content, "/foto/")
        return f'<answer fraction="{fraction}"><text>{shown}</text>{file}</answer>'

    entry = read_one(
        make_question("multichoice", picture(b"1", 100) + picture(b"2", 0) + picture(b"1", 0))
    )
    named = [one["picture"] for one in entry.question.data["answers"]]
    assert named == ["x.png", "x-2.png", "x.png"]
    assert entry.files == {"x.png": b"1", "x-2.png": b"2"}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\foto\\pasar.jpg", "pasar.jpg"),
        (".htaccess", "htaccess"),
        ("..", ""),
        ("a\x00b\n.png", "ab.png"),
        ("pasar pagi.jpeg", "pasar pagi.jpeg"),
        ("x" * 300 + ".png", "x" * 80 + ".png"),
    ],
)
def test_names_of_files_hold_no_path(name: str, safe: str) -> None:
    assert make_safe_name(name) == safe
    assert make_safe_name(safe) == safe


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ('<file name="a.png" encoding="base64">aGF*</file>', "damaged"),
        ('<file name="a.png" encoding="base64">aGFpa</file>', "damaged"),
        ('<file name="a.png" encoding="hex">00</file>', "base64"),
        (f'<file name="a.png" encoding="base64">{"QUJD" * 1_700_000}</file>', "5 MB"),
        (f'<file name="a.png" encoding="base64">{"QUJD" * 2_000_000}</file>', "5 MB"),
    ],
)
def test_a_file_that_is_damaged_or_too_large_is_an_error(file: str, sentence: str) -> None:
    error = read_error(with_files("<img src='@@PLUGINFILE@@/a.png'>", f"\n{file}"))
    assert sentence in error.sentence
    assert "a.png" in error.sentence
    assert error.line in (3, 4)


def test_what_has_no_place_is_told_and_what_says_nothing_is_not() -> None:
    body = (
        "<correctfeedback><text>Your answer is correct.</text></correctfeedback>"
        "<partiallycorrectfeedback><text>&lt;p>Jawaban Anda sebagian benar.&lt;/p></text>"
        "</partiallycorrectfeedback><answernumbering>abc</answernumbering><image></image>"
        "<showstandardinstruction>0</showstandardinstruction><shownumcorrect/>"
    )
    assert read_one(make_question("essay", body)).question.feedback == ""
    body = (
        "<incorrectfeedback><text>Baca bab 2</text></incorrectfeedback><hidden>1</hidden>"
        "<image_base64>aGFp</image_base64>"
    )
    text = "<a href='http://example.org'>tautan</a><iframe></iframe>"
    entry, warnings = read_with_warnings(make_question("essay", body, text=text))
    assert isinstance(entry, Entry)
    for one, words in zip(
        warnings, ("<a>, <iframe>", "Baca bab 2", "hidden", "<image_base64>"), strict=True
    ):
        assert words in one
