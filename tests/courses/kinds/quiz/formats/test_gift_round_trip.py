"""GIFT there and back: generated questions come back the same, and so does any file."""

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.kinds.quiz.formats.comparing import find_difference
from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.gift import GIFT
from courses.kinds.quiz.formats.gift.comments import list_parts
from tests.courses.kinds.quiz.formats.banks import gift_entries


def read(source: str) -> list[Entry]:
    found = list(GIFT.read(source.encode()))
    wrong = [one for one in found if isinstance(one, Finding) and one.error]
    assert not wrong, (wrong, source)
    return [one for one in found if isinstance(one, Entry)]


def write(entries: list[Entry]) -> str:
    return "".join(GIFT.write(entries))


def ids_of(entry: Entry) -> list[str]:
    question = entry.question
    return [question.id, *(part["id"] for part in list_parts(question.type, question.data))]


def check_same(wanted: list[Entry], found: list[Entry], source: str) -> None:
    assert len(found) == len(wanted), source
    for one, other in zip(wanted, found, strict=True):
        assert find_difference(one, other) is None, (one, other, source)
        assert ids_of(one) == ids_of(other)


@settings(max_examples=300, deadline=None)
@given(st.lists(gift_entries(), min_size=1, max_size=4))
def test_what_is_written_is_read_back_the_same(wanted: list[Entry]) -> None:
    assert [GIFT.refusals(one) for one in wanted] == [None] * len(wanted)
    source = write(wanted)
    found = read(source)
    check_same(wanted, found, source)
    again = write(found)
    check_same(found, read(again), again)


_signs = st.sampled_from([
    "{", "}", "=", "~", "#", "####", "->", "::", "%50%", "%-25%", "%100%", "%0%", "%33.3%", "\\",
    "\n", "\n\n", "T", "FALSE", "3", "1..5", "3:0.5", "*", "//", "// id: Q parts: a -", "[html]",
    "[moodle]", "[markdown]", "$CATEGORY: a/b", "[[1]]", "<b>", "Apa?", "Ya. ", "tidak", " ", "\t",
    "\n=", "\n~", "{\n=a\n~b\n}\n", "[tag:x]", "// [id:7]", "\r\n", "&",
])  # fmt: skip
_answers = st.lists(
    st.tuples(
        st.sampled_from(["=", "~", "\n~", "=%50%", "~%50%", "~%-50%", " =", "#"]),
        st.sampled_from(["a", "b", "x -> y", "3", "3:1", "*", "<i>", "", "a#b", "1..2", "[html]x"]),
    ).map("".join),
    max_size=5,
).map("".join)
_raw_questions = st.tuples(
    st.sampled_from(["", "::t::", "[html]", "// [tag:x]\n", "Cerita.\n", "Soal\n"]),
    st.sampled_from(["Apa?", "Lihat <b>ini</b>", "a [[1]]", ""]),
    st.sampled_from(["{", "{#", " {\n", "{T", "{="]),
    _answers,
    st.sampled_from(["}", "\n}", "####umum}", "} lagi.", "}.", "}\n", "", "}}"]),
    st.sampled_from(["\n", "\n\n", "\n\n\n", " "]),
).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(_signs | _raw_questions, max_size=12).map("".join))
def test_whatever_is_read_can_be_written_and_read_again(source: str) -> None:
    found = [one for one in GIFT.read(source.encode()) if isinstance(one, Entry)]
    assert [GIFT.refusals(one) for one in found] == [None] * len(found)
    again = write(found)
    check_same(found, read(again) if found else [], again)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(source: bytes) -> None:
    assert list(GIFT.read(source))


@settings(max_examples=300, deadline=None)
@given(st.lists(_signs | _raw_questions, min_size=1, max_size=8).map("".join))
def test_lines_of_findings_and_entries_are_in_the_file(source: str) -> None:
    count = source.replace("\r\n", "\n").count("\n") + 1
    for one in GIFT.read(source.encode()):
        assert 1 <= one.line <= count
        if isinstance(one, Entry):
            assert all(one.line <= line <= count for line in one.part_lines)
