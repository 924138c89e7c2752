import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.wording.sentences import count_words, find_long_sentences, median_length, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jual 12.142,86 rupiah. HPP Rp8.500.", ["Jual 12.142,86 rupiah.", "HPP Rp8.500."]),
        ("Gula, kopi, dsb. Semua dicatat.", ["Gula, kopi, dsb.", "Semua dicatat."]),
        ("Gula, kopi, dll. dicatat.", ["Gula, kopi, dll. dicatat."]),
        ("Rumah No. 5 di Jl. Melati milik dr. Ani.", ["Rumah No. 5 di Jl. Melati milik dr. Ani."]),
        ("Do you sell it? No. It is mine.", ["Do you sell it?", "No.", "It is mine."]),
        ("Kata Hj. Siti Rp. 500 cukup.", ["Kata Hj. Siti Rp. 500 cukup."]),
        ("A. Rahman datang. Ia diam.", ["A. Rahman datang.", "Ia diam."]),
        ("Ia lahir tahun 1990. Lalu pindah.", ["Ia lahir tahun 1990.", "Lalu pindah."]),
        ("1. Buka buku.\n2. Catat.", ["1. Buka buku.", "2. Catat."]),
        ("“Berapa?” “Lima ribu.” Ia pergi!", ["“Berapa?”", "“Lima ribu.”", "Ia pergi!"]),
        ('"Mahal!" kata Ibu.', ['"Mahal!" kata Ibu.']),
        ("Hitung begini: Rp8.500 + Rp500.", ["Hitung begini:", "Rp8.500 + Rp500."]),
        ("Bahan: beras dan gula.", ["Bahan: beras dan gula."]),
        ("Uang usaha\nPisahkan uangnya", ["Uang usaha", "Pisahkan uangnya"]),
        ("Tunggu… Nanti dulu.", ["Tunggu…", "Nanti dulu."]),
        ("Buka pijar.example.org setiap hari.", ["Buka pijar.example.org setiap hari."]),
        ("(Rekaan.) Ia nyata.", ["(Rekaan.)", "Ia nyata."]),
        ("  \n\n", []),
    ],
)  # fmt: skip
def test_a_text_is_cut_where_its_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


written = st.lists(
    st.text(max_size=12)
    | st.sampled_from(["No. 5", "dsb.", "Rp8.500.", "“Ya.”", "? ", ": ", ".\n", "A. ", "… ", "Ia "])
).map("".join)


@given(written)
def test_no_text_is_lost_or_made_up(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(written)
def test_sentences_are_tidy_and_stay_as_they_are(text: str) -> None:
    for sentence in sentences(text):
        assert sentence
        assert sentence == sentence.strip()
        assert "\n" not in sentence


@given(written)
def test_the_words_of_the_sentences_are_the_words_of_the_text(text: str) -> None:
    assert sum(map(count_words, sentences(text))) == count_words(text)


def test_signs_alone_are_no_words() -> None:
    assert count_words("Rp8.500 × 3 = Rp25.500 — mahal!") == 4


def test_a_sentence_is_long_from_the_26th_word_on() -> None:
    fits, too_long = " ".join(["kata"] * 25) + ".", "Kata " + " ".join(["kata"] * 25) + "."
    assert find_long_sentences(f"{fits} {too_long} Pendek.") == [too_long]
    assert find_long_sentences("Satu dua tiga.", most=2) == ["Satu dua tiga."]


def test_the_median_is_of_sentences_with_words() -> None:
    assert median_length("Satu. Satu dua tiga. Satu dua tiga empat lima. —") == 3
    assert median_length("Satu dua. Satu dua tiga.") == 2.5
    assert median_length("— …") == 0
