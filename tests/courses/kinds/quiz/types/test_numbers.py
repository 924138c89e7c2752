from decimal import Decimal, localcontext
from time import perf_counter

import pytest
from django.utils.translation import override
from hypothesis import assume, example, given
from hypothesis import strategies as st

from courses.kinds.quiz.types.numbers import (
    Ambiguous,
    NotANumber,
    NumberError,
    read_canonical,
    read_number,
    read_quantity,
    write_canonical,
    write_number,
)

NBSP, NARROW, THIN, FIGURE = "\u00a0", "\u202f", "\u2009", "\u2007"
UNITS = {"kg": Decimal(1), "g": Decimal(1000)}
LANGUAGES = ("id", "en")


def refusal(text: str, language: str, **more: dict[str, Decimal]) -> str:
    with override("en"), pytest.raises(NumberError) as caught:
        read_number(text, language, **more)  # type: ignore[arg-type]
    assert str(caught.value) == caught.value.sentence
    return caught.value.sentence


@pytest.mark.parametrize(
    ("text", "indonesian", "english"),
    [
        # The same to everybody.
        ("8500", "8500", "8500"),
        ("0", "0", "0"),
        ("007", "7", "7"),
        ("-5", "-5", "-5"),
        ("+5", "5", "5"),
        ("\u22125", "-5", "-5"),
        ("– 5", "-5", "-5"),
        ("8 500", "8500", "8500"),
        ("  8  500\n", "8500", "8500"),
        (f"8{NBSP}500", "8500", "8500"),
        (f"1{NARROW}234{THIN}567", "1234567", "1234567"),
        (f"8{FIGURE}500", "8500", "8500"),
        ("30%", "30", "30"),
        ("30 %", "30", "30"),
        ("30 persen", "30", "30"),
        ("Rp8500", "8500", "8500"),
        ("8500 rupiah", "8500", "8500"),
        ("IDR 8500", "8500", "8500"),
        ("-Rp 8500", "-8500", "-8500"),
        ("Rp -8500", "-8500", "-8500"),
        ("Rp8500,-", "8500", "8500"),
        ("Rp8500,--", "8500", "8500"),
        ("8500.", "8500", "8500"),
        # Digits of other scripts, wide forms, marks that nobody sees.
        ("٨٥٠٠", "8500", "8500"),
        ("８５００", "8500", "8500"),
        ("－５", "-5", "-5"),
        ("\u200e8500\u200f", "8500", "8500"),
        # One notation's own signs.
        ("8.500", "8500", None),
        ("8,500", None, "8500"),
        ("Rp8.500", "8500", None),
        ("Rp 8.500,-", "8500", None),
        ("Rp. 8.500,–", "8500", None),
        ("rp.8.500", "8500", None),
        ("8.500,00", "8500", None),
        ("8,500.00", None, "8500"),
        ("12.142,86", "12142.86", None),
        ("12,142.86", None, "12142.86"),
        ("1.234,5", "1234.5", None),
        ("1,234.5", None, "1234.5"),
        ("1.234.567", "1234567", None),
        ("1,234,567", None, "1234567"),
        ("1 234 567,5", "1234567.5", None),
        ("8,5", "8.5", None),
        ("8.5", None, "8.5"),
        ("8,50", "8.5", None),
        ("8.50", None, "8.5"),
        ("12.5000", None, "12.5"),
        (",5", "0.5", None),
        (".5", None, "0.5"),
        ("1234,567", "1234.567", None),
        # Nobody groups thousands behind a nought.
        ("0,500", "0.5", None),
        ("0.500", None, "0.5"),
        ("0,125", "0.125", None),
        ("0008,125", "8.125", None),
        ("８，５", "8.5", None),
        # Three decimals and a further zero.
        ("8,1250", "8.125", None),
        ("8.1250", None, "8.125"),
    ],
)
def test_both_notations(text: str, indonesian: str | None, english: str | None) -> None:
    for language, expected in (("id", indonesian), ("en", english), ("en-gb", english)):
        if expected is None:
            with pytest.raises(Ambiguous):
                read_number(text, language)
        else:
            assert read_number(text, language) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "language", "choices"),
    [
        ("8,500", "id", ("8,5", "8500")),
        ("8.500", "en", ("8.5", "8500")),
        ("8.5", "id", ("8,5", "85")),
        ("8.50", "id", ("8,5", "850")),
        ("8,5", "en", ("8.5", "85")),
        ("-8,500", "id", ("-8,5", "-8500")),
        ("Rp8.500", "en", ("8.5", "8500")),
        ("Rp8.500,-", "en", ("8500",)),
        ("8,125", "id", ("8,1250", "8125")),
        ("8.125", "en", ("8.1250", "8125")),
        ("999,120", "id", ("999,12", "999120")),
        ("12.5000", "id", ("12,5", "125000")),
        ("0.500", "id", ("0,5", "500")),
        (".5", "id", ("0,5", "5")),
        ("1,234.5", "id", ("1234,5",)),
        ("1,234,567", "id", ("1.234.567",)),
        ("1 234 567.5", "id", ("1.234.567,5",)),
        ("8,500.00", "id", ("8500",)),
    ],
)
def test_what_is_asked_back_offers_what_is_then_taken(
    text: str, language: str, choices: tuple[str, ...]
) -> None:
    with pytest.raises(Ambiguous) as caught:
        read_number(text, language)
    assert caught.value.choices == choices
    for choice in choices:
        assert choice in caught.value.sentence
        read_number(choice, language)


def test_the_sentence_that_asks_back() -> None:
    assert refusal("8,500", "id") == (
        "Do you mean 8,5 or 8500? Write the one that you mean like this."
    )
    assert refusal("8,500.00", "id") == "Do you mean 8500? Then write it like this."


@pytest.mark.parametrize(
    "text",
    [
        "12.34.5",
        "1,2,3",
        "1.23.456,7",
        "1234.567,8",
        "85 00",
        "1.234 567",
        "8..5",
        "8,,",
        "--5",
        "+-5",
        "5-",
        "Rp",
        "",
        " ",
        ".",
        "-",
        ",-",
        "1e5",
        "1E400",
        "0x10",
        "1_000",
        "inf",
        "-Infinity",
        "nan",
        "²",
        "½",
        "五",
        "1/2",
        "8'500",
        "5 kg",
        "kg 5",
        "8,5 ribu",
        "satu",
        "5\x00",
        "\ud800",
        "9" * 31,
        "0" * 31,
        "1" * 101,
        "5" + " " * 100,
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_number_is_refused_with_a_sentence(text: str, language: str) -> None:
    with pytest.raises(NotANumber) as caught:
        read_number(text, language)
    assert caught.value.sentence.endswith(".")
    assert len(caught.value.sentence) < 200


def test_the_sentences_say_what_to_write() -> None:
    assert refusal("", "id") == "Write a number, for example 8.500."
    assert refusal("satu", "en") == (
        "“satu” is not a number. Write it in digits, for example 8,500."
    )
    assert refusal("5 bungkus", "id") == "Write the number alone, without “bungkus”."
    assert refusal("1" * 101, "id") == "Write a number of at most 30 digits."
    assert refusal("5 lb", "id", units=UNITS) == (
        "The unit “lb” does not fit here. Write one of these: kg, g."
    )
    assert refusal("Rp 5", "id", units=UNITS) == (
        "The unit “Rp” does not fit here. Write one of these: kg, g."
    )
    assert refusal("5%", "id", units=UNITS) == (
        "The unit “%” does not fit here. Write one of these: kg, g."
    )
    assert refusal("8,500 g", "id", units=UNITS) == (
        "Do you mean 8,5 g or 8500 g? Write the one that you mean like this."
    )


def test_thirty_digits_are_exact() -> None:
    text = "-" + "9" * 29 + ",7"
    with localcontext() as context:
        context.prec = 5
        assert str(read_number(text, "id")) == text.replace(",", ".")
        assert write_canonical(read_number(text, "id")) == text.replace(",", ".")


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("5", "", "5"),
        ("5kg", "kg", "5"),
        ("5 KG", "kg", "5"),
        ("kg 5", "kg", "5"),
        ("-kg5", "kg", "-5"),
        ("2.500 g", "g", "2.5"),
        ("2,5 g", "g", "0.0025"),
    ],
)
def test_units_may_stand_on_either_side(text: str, unit: str, value: str) -> None:
    assert read_quantity(text, "id", units=tuple(UNITS)).unit == unit
    assert read_number(text, "id", units=UNITS) == Decimal(value)


def test_two_different_units_are_refused() -> None:
    assert read_quantity("kg 5 kg", "id", units=tuple(UNITS)).unit == "kg"
    assert "kg g" in refusal("kg 5 g", "id", units=UNITS)


def test_the_case_of_a_unit_counts_where_it_makes_a_difference() -> None:
    units = ("mW", "MW", "m2")
    assert read_quantity("5 MW", "id", units=units).unit == "MW"
    assert read_quantity("5 mW", "id", units=units).unit == "mW"
    assert read_quantity("5 M 2", "id", units=units).unit == "m2"


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        ("0", "0", "0"),
        ("-0.00", "0", "0"),
        ("8500", "8.500", "8,500"),
        ("8500.00", "8.500", "8,500"),
        ("12142.86", "12.142,86", "12,142.86"),
        ("-1234567.5", "-1.234.567,5", "-1,234,567.5"),
        ("0.5", "0,5", "0.5"),
        ("8.125", "8,1250", "8.1250"),
        ("0.125", "0,125", "0.125"),
        ("1234.125", "1.234,125", "1,234.125"),
        ("1E+3", "1.000", "1,000"),
        ("1E-3", "0,001", "0.001"),
    ],
)
def test_writing(value: str, indonesian: str, english: str) -> None:
    assert write_number(Decimal(value), "id") == indonesian
    assert write_number(Decimal(value), "en") == english


def test_writing_rounds_half_up() -> None:
    assert write_number(Decimal("2.5"), "id", max_decimals=0) == "3"
    assert write_number(Decimal("-2.5"), "id", max_decimals=0) == "-3"
    assert write_number(Decimal("12142.857"), "id", max_decimals=2) == "12.142,86"
    assert write_number(Decimal("-0.004"), "id", max_decimals=2) == "0"


numbers = st.builds(
    lambda sign, whole, places: Decimal((sign, tuple(map(int, str(whole))), -places)),
    st.integers(0, 1),
    st.integers(0, 10**30 - 1),
    st.integers(0, 8),
).filter(lambda number: sum(map(str.isdigit, format(number, "f"))) <= 30)


@given(numbers, st.sampled_from(LANGUAGES))
@example(Decimal("8.125"), "id")
@example(Decimal("8.500"), "en")
@example(Decimal("-999.999"), "id")
def test_what_is_written_is_read_as_the_same_number(number: Decimal, language: str) -> None:
    assert read_number(write_number(number, language), language) == number


@given(numbers)
def test_the_canonical_text_is_read_as_the_same_number(number: Decimal) -> None:
    assert read_canonical(write_canonical(number)) == number


@pytest.mark.parametrize(
    "text", ["", " 1", "1,5", "1.", ".5", "+1", "1e3", "٣", "NaN", None, 1, True, ["1"], "1" * 101]
)
def test_only_canonical_texts_are_canonical(text: object) -> None:
    assert read_canonical(text) is None


entries = st.text(alphabet="0123456789.,- +Rp%", max_size=14) | st.text(max_size=14)


@given(entries, st.sampled_from(LANGUAGES))
@example("1,234", "id")
@example("8,125", "id")
@example("1234567.89", "id")
def test_every_entry_is_read_refused_or_asked_back_once(text: str, language: str) -> None:
    choices: tuple[str, ...] = ()
    try:
        assert read_number(text, language).is_finite()
    except Ambiguous as doubt:
        choices = doubt.choices
    except NotANumber:
        pass
    # Each of them another number, and none of them asked back again.
    assert len({read_number(choice, language) for choice in choices}) == len(choices)


@given(st.text(alphabet="0123456789.,", min_size=1, max_size=10))
def test_nobody_of_the_other_notation_is_understood_wrongly(text: str) -> None:
    """Where both notations take an entry for different numbers, it is each page's own sign for
    thousands that decides, and nothing else."""
    try:
        here, there = read_number(text, "id"), read_number(text, "en")
    except NumberError:
        assume(False)
    assert here == there


@pytest.mark.parametrize(
    "text", ["1" * 100, "1." * 50, "1 " * 50, "Rp" * 50, "-" * 100, "1,-" * 33]
)
def test_no_entry_takes_long(text: str) -> None:
    began = perf_counter()
    with pytest.raises(NumberError):
        read_number(text, "id")
    assert perf_counter() - began < 0.1
