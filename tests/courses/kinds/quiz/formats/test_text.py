"""Encodings: which are read, which are refused, and on which line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.kinds.quiz.formats.text import CONTROL, decode, numbered_lines, tidy

WORDS = "Berapa harga kopi?\nRp5.000 – “murah”"


@pytest.mark.parametrize(
    "source",
    [
        WORDS.encode(),
        WORDS.encode("utf-8-sig"),
        WORDS.encode("utf-16"),
        b"\xff\xfe" + WORDS.encode("utf-16-le"),
        b"\xfe\xff" + WORDS.encode("utf-16-be"),
        WORDS.encode("utf-16-le"),
        WORDS.encode("utf-16-be"),
    ],
)
def test_unicode_is_read_without_a_word(source: bytes) -> None:
    assert decode(source) == (WORDS, None)


@pytest.mark.parametrize(
    "text",
    [
        WORDS,
        "a\nñandú, café, garçon, Größe, smørrebrød",
        "Rp5.000 ± 10°",
        "½ kg · 25 m² «oui»",
        "Œuvre à l’été… § 5",
        "Ça coûte 5 € !",
    ],
)
def test_windows_1252_is_recognised(text: str) -> None:
    found, warning = decode(text.encode("cp1252"))
    assert found == text
    assert warning is not None
    first = next(at for at, char in enumerate(text) if char > "\x7f")
    assert (warning.line, warning.error) == (text[:first].count("\n") + 1, False)
    assert "Windows-1252" in warning.sentence


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Сколько островов в Индонезии?", "cp1251"),
        ("Сколько островов в Индонезии?", "koi8-r"),
        ("Πόσα νησιά;", "iso-8859-7"),
        ("インドネシアの島", "shift-jis"),
        ("印度尼西亚有多少个岛屿", "gbk"),
        ("เกาะ", "tis-620"),
        ("Zażółć gęślą jaźń", "cp1250"),
        ("Zażółć gęślą jaźń", "iso-8859-2"),
        ("a\u00e9", "utf-32"),
        ("a", "utf-32-le"),
    ],
)
def test_other_encodings_are_refused(text: str, encoding: str) -> None:
    found, error = decode(text.encode(encoding))
    assert found == ""
    assert error is not None
    assert error.error


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        (b"a\nb\x00c", 1, "NUL"),
        (b"PK\x03\x04abc", 1, "document"),
        (b"%PDF-1.7", 1, "document"),
        (b"{\\rtf1\\ansi Apa?}", 1, "document"),
        (b"\xff\xfea\x00b", 1, "damaged"),
        (b"a\n\nb\x0bc", 3, "U+000B"),
        ("a\u0085".encode(), 1, "U+0085"),
        ("é é é\n".encode() + b"caf\xe9", 2, "damaged"),
        ("é é é\n".encode()[:-2], 1, "damaged"),
        (b"a\r\nb\rc\x81\xe9", 3, "unknown"),
    ],
)
def test_what_is_no_text_is_refused(source: bytes, line: int, words: str) -> None:
    found, error = decode(source)
    assert found == ""
    assert error is not None
    assert (error.line, error.error) == (line, True)
    assert words in error.sentence


def test_all_line_ends_are_one() -> None:
    assert decode(b"a\r\nb\rc\nd\r\n\r\ne") == ("a\nb\nc\nd\n\ne", None)


def test_marks_within_a_text_are_dropped() -> None:
    assert decode("\ufeffa\n\ufeffb".encode()) == ("a\nb", None)


def test_letters_lost_before_are_told() -> None:
    text, warning = decode("a\ncaf\ufffd".encode())
    assert text == "a\ncaf\ufffd"
    assert warning is not None
    assert (warning.line, warning.error) == (2, False)


@given(st.binary())
def test_decoding_never_raises_and_gives_clean_text(source: bytes) -> None:
    text, finding = decode(source)
    assert not CONTROL.search(text)
    assert "\r" not in text
    if finding is not None:
        assert finding.line >= 1
        assert not (finding.error and text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_utf_8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode())[0] == text.replace("\ufeff", "")


@given(st.text(alphabet="a\n"))
def test_lines_are_numbered(text: str) -> None:
    assert list(numbered_lines(text)) == list(enumerate(text.split("\n"), start=1))


def test_tidying() -> None:
    assert tidy(" \ufeff a\r\nb\rc \n") == "a\nb\nc"
