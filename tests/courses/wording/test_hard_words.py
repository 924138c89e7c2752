from pathlib import Path

from courses.wording import hard_words as module
from courses.wording.hard_words import find_hard_words, hard_words
from courses.wording.passages import read_paragraphs


def find(html: str, *words: str) -> list[tuple[int, str]]:
    return find_hard_words(read_paragraphs(html, explaining="../kamus/#"), words)


def test_a_word_is_to_be_explained_where_it_first_stands() -> None:
    assert find("<p>Cari agunan.</p><p><b>Agunan</b> adalah jaminan.</p>", "agunan") == [
        (0, "agunan")
    ]
    assert find("<p><b>Agunan</b> adalah jaminan.</p><p>Cari agunan.</p>", "agunan") == []
    assert find('<p>Tanpa <a href="../kamus/#agunan">agunan</a>.</p>', "agunan") == []


def test_a_word_is_found_with_its_endings_and_never_within_another() -> None:
    assert find("<p>Agunannya rumah.</p>", "agunan") == [(0, "Agunan")]
    assert find("<p>Mengagunankan rumah, agunanisasi.</p>", "agunan") == []


def test_headings_and_the_names_of_other_pages_do_not_count() -> None:
    html = '<h2>Agunan</h2><p>Baca <a linktype="page" id="4">Agunan dan tenor</a>.</p><p>Tenor.</p>'
    assert find(html, "agunan", "tenor") == [(2, "Tenor")]


def test_of_words_within_words_the_longest_counts() -> None:
    assert find("<p>Ada <b>bunga flat</b>.</p>", "bunga", "bunga  flat") == []
    assert find("<p>Ada bunga\nflat.</p>", "bunga", "Bunga flat") == [(0, "bunga flat")]


def test_there_is_nothing_to_find_without_words() -> None:
    assert find("<p>Agunan.</p>") == []
    assert find("<p>Agunan.</p>", " ") == []


def test_the_indonesian_list_is_in_order_and_no_other_language_has_one() -> None:
    lines = Path(module.__file__).with_name("hard_words_id.txt").read_text("utf-8").splitlines()
    assert 80 <= len(lines) <= 150
    assert lines == sorted(set(lines), key=str.casefold)
    assert all(line == line.strip() for line in lines)
    assert {"agunan", "likuiditas", "omzet", "tenor"} <= hard_words("id")
    assert hard_words("en") == frozenset()
