"""Which formats there are, and how one is recognised."""

import pytest
from django.core.exceptions import ValidationError

from courses.kinds.quiz.formats.entries import Entry
from courses.kinds.quiz.formats.registry import FORMATS, find_format, guess_format, read_questions
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import read_question, write_question
from courses.kinds.quiz.types.registry import types
from tests.courses.kinds.quiz.formats.test_hard_texts import EXPECTED, HARD

AIKEN = b"Apa?\nA. x\nB. y\nANSWER: A\n"
GIFT = b"::a::Apa?{T}\n"
XML = b"\n<?xml version='1.0'?>\n<quiz></quiz>"


def test_the_formats_and_their_slugs() -> None:
    assert [one.slug for one in FORMATS] == ["gift", "aiken", "moodlexml"]
    assert [find_format(one.slug) for one in FORMATS] == [*FORMATS]
    for one in FORMATS:
        assert str(one.label)
        assert all(extension.startswith(".") for extension in one.extensions)


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(KeyError):
        read_questions(GIFT, "qti")


@pytest.mark.parametrize(("slug", "source"), [("gift", GIFT), ("aiken", AIKEN)])
def test_reading_by_slug(slug: str, source: bytes) -> None:
    assert [type(one) for one in read_questions(source, slug)] == [Entry]


@pytest.mark.parametrize(
    ("name", "source", "slug"),
    [
        ("soal.gift", GIFT, "gift"),
        ("soal.txt", GIFT, "gift"),
        ("soal.txt", b"Apa?{T}", "gift"),
        ("soal.txt", b"\n$CATEGORY: a\n\nTeks.", "gift"),
        ("soal.txt", "::a::Apa é?{T}".encode("utf-16"), "gift"),
        ("soal.txt", AIKEN, "aiken"),
        ("soal.AIKEN", AIKEN, "aiken"),
        ("soal.txt", XML, "moodlexml"),
        ("soal.xml", b"\xef\xbb\xbf<quiz>", "moodlexml"),
        ("soal.gift", XML, "moodlexml"),
        ("soal.txt", b"<p>Apa?{T}", "gift"),
        ("soal.gift", b"", "gift"),
        ("soal.gift", b"\x00", "gift"),
        ("soal.xml", b"\x00", "moodlexml"),
        ("soal.aiken", b"Apa {ini}?\nA. x\nB. y\nANSWER: A", "aiken"),
        ("soal.gift", b"Apa?{=a ~b}\n\nANSWER: A", "gift"),
        ("soal.txt", b"Apa {ini}?\nA. x\nB. y\nANSWER: A", None),
        ("soal.txt", b"Hanya teks.", None),
        ("soal", b"", None),
        ("soal.docx", b"PK\x03\x04", None),
    ],
)
def test_guessing(name: str, source: bytes, slug: str | None) -> None:
    assert guess_format(name, source) == slug


@pytest.mark.parametrize("name", EXPECTED)
def test_whatever_is_read_the_editor_takes(name: str) -> None:
    """Its data has exactly the fields of the type's block, and the block finds nothing wrong."""
    slug = name.rpartition(".")[2]
    for one in read_questions((HARD / name).read_bytes(), slug):
        if not isinstance(one, Entry):
            continue
        block = types[one.question.type].block()
        stored = write_question(one.question, block)
        try:
            cleaned = block.get_prep_value(block.clean(block.to_python(stored)))
        except ValidationError as error:
            pytest.fail(f"{one}: {error.as_json() if hasattr(error, 'as_json') else error}")
        found = read_question(one.question.type, cleaned, "", one.question.name)
        assert _without_ids(found) == _without_ids(one.question)


def _without_ids(question: Question) -> object:
    def drop(value: object) -> object:
        if isinstance(value, dict):
            return {key: drop(one) for key, one in value.items() if key != "id"}
        return [drop(one) for one in value] if isinstance(value, list) else value

    return drop(question.as_json())
