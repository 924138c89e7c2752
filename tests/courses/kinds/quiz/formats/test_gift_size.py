"""A large GIFT file: all of it is read, and never held in memory as questions."""

import tracemalloc
from itertools import islice

import pytest

from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.gift import GIFT

COUNT = 5_000


def _question(number: int) -> str:
    answers = "\n".join(f"~jawaban {number}-{at}#karena itu {at}" for at in range(4))
    comment = f"// [id:{number}] [tag:besar]"
    return f"{comment}\n::Soal {number}::Berapa {number}?{{\n=benar\n{answers}\n}}\n"


@pytest.mark.parametrize("separator", ["\n", ""])
def test_memory_stays_bounded_by_the_text(separator: str) -> None:
    source = separator.join(map(_question, range(COUNT))).encode()
    tracemalloc.start()
    try:
        count = sum(isinstance(one, Entry) for one in GIFT.read(source))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == COUNT
    # The decoded text, and the titles with their lines.
    assert peak < 3 * len(source)


def test_what_is_written_is_streamed() -> None:
    entries = (one for one in GIFT.read(b"::a::Satu?{T}\n\n::b::Dua?{T}\n\n" * COUNT)
               if isinstance(one, Entry))  # fmt: skip
    assert list(islice(GIFT.write(entries), 2)) == ["::a::Satu?{TRUE}\n", "\n::b::Dua?{TRUE}\n"]


@pytest.mark.parametrize(
    "source",
    [
        "a\n" * 200_000,
        "// catatan\n" * 200_000,
        "Satu?{" + " " * 500_000 + "=a ~b}",
        "Satu?{=a" + " \n" * 1 + "~b#" + "<b " * 100_000 + "}",
        "Satu?{=" + "*" * 200_000 + "x}",
        "Satu?{#" + "9" * 200_000 + "}",
        "Satu?{~%" + "9" * 200_000 + "%a ~b}",
        "// " + "[tag:" * 100_000 + "\nSatu?{T}",
        "Satu?{" + "=a" * 100_000 + "}",
        "::" * 200_000,
        "\\" * 200_000,
        "{}" * 100_000,
        "." * 200_000 + "\nA{T}",
    ],
)
def test_nothing_in_a_file_makes_reading_slow(source: str) -> None:
    """Each of these would take minutes if anything grew with the square of its length."""
    assert all(isinstance(one, Entry | Finding) for one in GIFT.read(source.encode()))
