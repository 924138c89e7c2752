"""What is written as Moodle XML is read back the same, whatever it is."""

from collections.abc import Iterable
from dataclasses import asdict
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.kinds.quiz.formats.comparing import find_difference
from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.moodlexml import MOODLE_XML
from tests.courses.kinds.quiz.formats import xml_banks
from tests.courses.kinds.quiz.formats.xml_snippets import strip_ids


def write(entries: Iterable[Entry]) -> bytes:
    return "".join(MOODLE_XML.write(entries)).encode()


def read(source: bytes) -> list[Entry]:
    """The entries of a file without errors. There are warnings where a text has pictures that are
    not in the file: nobody will see them."""
    found = list(MOODLE_XML.read(source))
    assert [one for one in found if isinstance(one, Finding) and one.error] == []
    return [one for one in found if isinstance(one, Entry)]


@pytest.mark.parametrize("slug", sorted(xml_banks.DATA))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_question_of_each_type_comes_back_to_the_letter(slug: str, data: st.DataObject) -> None:
    entry = data.draw(xml_banks.entries([slug]))
    assert MOODLE_XML.refusals(entry) is None
    (again,) = read(write([entry]))
    assert strip_ids(asdict(again.question)) == strip_ids(asdict(entry.question))
    assert again.files == entry.files
    assert again.tags == entry.tags
    assert again.number == entry.number


@settings(max_examples=25, deadline=None)
@given(bank=xml_banks.banks)
def test_a_bank_comes_back_the_same_and_is_written_the_same_again(bank: list[Entry]) -> None:
    written = write(bank)
    ElementTree.fromstring(written)  # noqa: S314 - our own; another parser finds it well-formed
    again = read(written)
    differences = [find_difference(*pair) for pair in zip(bank, again, strict=True)]
    assert differences == [None] * len(bank)
    assert write(again) == written
