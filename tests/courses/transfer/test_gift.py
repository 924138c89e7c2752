"""GIFT: what is understood, what is refused and on which line, and the round trip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.transfer.gift import GiftAnswer, GiftError, GiftQuestion, read_gift, write_gift

ONE = "::a::Satu?{\n=ya#b\n~tidak#s\n}"

texts = (
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\\~=#{}:%n/[]$"),
        min_size=1,
        max_size=12,
    )
    .map(lambda text: text.strip())
    .filter(bool)
)
titles = texts.map(lambda text: text.replace("\n", " "))
ids = st.one_of(st.just(""), st.uuids().map(str))


@st.composite
def questions(draw: st.DrawFn) -> list[GiftQuestion]:
    found = []
    for title in draw(st.lists(titles, max_size=4, min_size=1, unique=True)):
        own = draw(ids)
        right = draw(st.integers(0, 2))
        count = draw(st.integers(2, 4))
        answer_ids = draw(st.lists(st.uuids().map(str), min_size=4, max_size=4, unique=True))
        answers = tuple(
            GiftAnswer(
                draw(texts),
                at == right % count,
                draw(texts | st.just("")),
                answer_ids[at] if own and draw(st.booleans()) else "",
            )
            for at in range(count)
        )
        found.append(GiftQuestion(title, draw(texts), answers, own))
    return found


def without_lines(found: list[GiftQuestion]) -> list[GiftQuestion]:
    return [
        GiftQuestion(
            one.title,
            one.text,
            tuple(GiftAnswer(a.text, a.right, a.feedback, a.id) for a in one.answers),
            one.id,
        )
        for one in found
    ]


@given(questions())
def test_what_is_written_is_read_back_the_same(wanted: list[GiftQuestion]) -> None:
    assert without_lines(read_gift(write_gift(wanted))) == wanted


def problems_of(source: str) -> list[tuple[int, str]]:
    with pytest.raises(GiftError) as caught:
        read_gift(source)
    return caught.value.problems


def test_marks_feedback_title_comments_and_lines() -> None:
    [first, second] = read_gift(f"// kepala\n{ONE}\n\n// lagi\nDua\nbaris?{{=a#x ~b#y}}")
    assert (first.title, first.text, first.line) == ("a", "Satu?", 2)
    assert first.answers == (
        GiftAnswer("ya", True, "b", line=3),
        GiftAnswer("tidak", False, "s", line=4),
    )
    assert (second.title, second.text, second.line) == ("Dua baris?", "Dua baris?", 8)
    assert [answer.feedback for answer in second.answers] == ["x", "y"]


def test_escapes() -> None:
    [question] = read_gift(r"::t\:1::a\=b \{c\} d\~e\n\#f\\n{=\%50% \= x#y\#z ~w#v}")
    assert question.title == "t:1"
    assert question.text == "a=b {c} d~e\n#f\\n"
    assert question.answers[0].text == "%50% = x"
    assert question.answers[0].feedback == "y#z"


def test_a_comment_within_a_question_is_dropped() -> None:
    [question] = read_gift("::a::Satu?{\n=ya#b\n// ~bukan#ini\n~tidak#s\n}")
    assert [answer.text for answer in question.answers] == ["ya", "tidak"]
    assert question.answers[1].line == 4


@pytest.mark.parametrize("marker", ["[plain]", "[moodle]"])
def test_plain_formats_are_read_as_plain(marker: str) -> None:
    assert read_gift(f"::a::{marker}Satu?{{=ya ~tidak}}")[0].text == "Satu?"


def test_titled_questions_without_a_blank_line_are_two() -> None:
    found = read_gift(f"{ONE}\n{ONE.replace('::a::', '::b::')}")
    assert [question.title for question in found] == ["a", "b"]


def test_ids_in_a_comment() -> None:
    [question] = read_gift(f"// id: Q choices: A -\n{ONE}")
    assert (question.id, [answer.id for answer in question.answers]) == ("Q", ["A", ""])


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("::a::Benar?{T}", 1, "true/false"),
        ("\n::a::Benar?{FALSE#salah}", 2, "true/false"),
        ("::a::Ceritakan.{}", 1, "essay"),
        ("::a::Berapa?{#3:1}", 1, "numerical"),
        ("::a::Siapa?{=Ali =Budi}", 1, "short-answer"),
        ("::a::Pasangkan{=a -> b =c -> d}", 1, "matching"),
        ("::a::Pilih{~%50%a ~%50%b ~c}", 1, "multiple-answer"),
        ("::a::Pilih{=a =b ~c}", 1, "several right answers"),
        ("::a::Isi {=a ~b} lalu.", 1, "missing word"),
        ("::a::Hanya teks.", 1, "a description"),
        ("::a::[html]<b>x</b>{=a ~b}", 1, "[html]"),
        ("::a::[markdown]x{=a ~b}", 1, "[markdown]"),
        (f"// x\n$CATEGORY: a/b\n\n{ONE}", 2, "$CATEGORY"),
        ("::a::Satu{=a ~b####umum}", 1, "####"),
        ("::a::Satu{=a {x} ~b}", 1, "after its closing brace"),
        ("::a::Sa}tu{=a ~b}", 1, "} before"),
        ("::a Satu{=a ~b}", 1, "title"),
        (f"// id:\n{ONE}", 1, "Write the ids"),
        (f"// id: Q choices: A\n{ONE}", 1, "1 ids for 2 answers"),
        (f"// id: Q choices: A A\n{ONE}", 1, "same id"),
        (f"{ONE}\n\n{ONE}", 6, "same title"),
        ("// kosong", 1, "no question"),
    ],
)
def test_what_is_refused(source: str, line: int, words: str) -> None:
    problems = problems_of(source)
    assert problems[0][0] == line
    assert words in problems[0][1]


@pytest.mark.parametrize(
    "source",
    [
        f"{ONE}\nDua?{{=a ~b}}",
        "::a::Satu?{\n=a\n~b\n\n::b::Dua?{\n=c\n~d\n}",
        "::a::Satu?{\n=a\n~b\n::b::Dua?{\n=c\n~d\n}",
        "::a::Satu?\n::b::Dua?{=c ~d}",
        "::a::Satu?{=a ~b} ::b::Dua?{=c ~d}",
    ],
)
def test_questions_that_run_together_are_never_read_as_one(source: str) -> None:
    assert problems_of(source)
