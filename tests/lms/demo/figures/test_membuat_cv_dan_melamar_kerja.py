"""The figures in "Membuat CV dan Melamar Kerja" follow from its inputs, the wrong answers too."""

import re
from collections.abc import Iterable

from tests.lms.demo.figures.reading import check_figures, read_text

COURSE = "membuat-cv-dan-melamar-kerja"
_BANK = f"bank/{COURSE}.gift"
_ACCEPTED = re.compile(r"^=(?:%[\d.]+%)?(\d+)#", re.MULTILINE)


def _read_lesson(name: str, title: str) -> str:
    """A lesson with its quiz and its spare questions."""
    spare = read_text(COURSE, _BANK).split(f"/{title}\n")
    assert len(spare) == 2, f"the bank has no category {title!r}, or two"
    return read_text(COURSE, f"{name}.md", f"{name}.gift") + spare[1].split("$CATEGORY")[0]


def _check_numbers(text: str, expected: Iterable[int]) -> None:
    """The numbers that the quiz accepts, for the full mark or for none, are these."""
    assert {int(found) for found in _ACCEPTED.findall(text)} == set(expected)


def test_what_is_left_of_two_wages() -> None:
    days, town_wage, village_wage = 25, 130_000, 100_000
    petrol, lunch = 25_000, 20_000
    town, cost = days * town_wage, days * (petrol + lunch)
    village = days * village_wage
    lesson = [town_wage, village_wage, petrol, lunch, petrol + lunch, town, cost, town - cost]
    lesson += [village, village - (town - cost)]
    assert lesson[-3:] == [2_125_000, 2_500_000, 375_000]
    needed = 2_300_000
    assert town - cost < needed < village

    kokom = _wage_left(110_000, 30_000, 20)
    tatik = _wage_left(105_000, 20_000, 24)
    shop, shop_cost, stall, stall_cost = 120_000, 40_000, 95_000, 5_000
    compared = [shop, shop_cost, stall, stall_cost, shop - shop_cost, stall - stall_cost]
    compared += [shop - stall, shop_cost - stall_cost, stall - stall_cost - (shop - shop_cost)]

    text = _read_lesson("01-kerja-yang-cocok", "Kerja apa yang cocok")
    # What comes of taking one day's cost off is an answer, but stands in no sentence.
    kokom_once = 20 * 110_000 - 30_000
    check_figures(
        text, rupiah={*lesson, needed, 110_000, 30_000, *kokom, 105_000, 20_000, *tatik, *compared}
    )
    _check_numbers(text, {*kokom, kokom_once, *tatik})


def _wage_left(wage: int, cost: int, days: int) -> list[int]:
    """The right answer; then the wage alone, the cost alone, and what is left of one day."""
    return [days * (wage - cost), days * wage, days * cost, wage - cost]


def test_what_a_short_cv_saves() -> None:
    price, places, old_pages = 1_000, 8, 4
    old, new = price * places * old_pages, price * places
    one_place = price * (old_pages - 1)

    text = _read_lesson("02-cv-satu-halaman", "CV satu halaman")
    check_figures(text, rupiah={price, old, new, one_place, old - new})
    _check_numbers(text, {old - new, old, new, one_place})


def test_six_years_in_the_cv() -> None:
    text = read_text(COURSE, "02-cv-satu-halaman.md")
    first, last = map(int, re.findall(r"(\d{4})–(\d{4}), juru masak", text)[0])
    assert last - first == 6
    assert text.count("enam tahun") == 2


def test_numbers_in_what_people_did() -> None:
    week, weeks, ratih = 1_500_000, 4, 900_000
    text = _read_lesson(
        "03-pengalaman-menjadi-keterampilan", "Pengalaman luar negeri menjadi keterampilan"
    )
    rupiah = {week, week * weeks, ratih, ratih * weeks, ratih // weeks}
    check_figures(text, rupiah=rupiah)
    assert f"3 kali × 7 hari = {3 * 7} kali seminggu" in text
    _check_numbers(text, {ratih * weeks, ratih, ratih // weeks, 2 * 7, 2 + 7})

    first, last = map(int, re.findall(r"mulai tahun (\d{4}) dan berhenti tahun (\d{4})", text)[0])
    assert f'- text: "{last - first}"' in text


def test_what_a_folder_of_proofs_costs() -> None:
    ujang = _folder_cost(sheets=10, sheet=500, photos=3, photo=4_000, folder=3_000)
    assert ujang["all"] == 20_000
    sari = _folder_cost(sheets=12, sheet=500, photos=4, photo=3_000, folder=4_000)
    one_each = 500 + 3_000 + 4_000
    tono, shops = 15_000, 3
    answers = {sari["all"], sari["sheets"] + sari["photos"], one_each, sari["sheets"] + 4_000}

    text = _read_lesson("04-bukti-kerja", "Bukti kerja")
    rupiah = {500, 4_000, 3_000, *ujang.values(), *sari.values(), *answers}
    check_figures(text, rupiah=rupiah | {tono, tono * shops, tono // shops})
    _check_numbers(text, answers | {tono, tono * shops, tono // shops})


def _folder_cost(
    *, sheets: int, sheet: int, photos: int, photo: int, folder: int
) -> dict[str, int]:
    """Rupiah for copies, for photos, and for all with the folder."""
    copies, prints = sheets * sheet, photos * photo
    return {"sheets": copies, "photos": prints, "all": copies + prints + folder}


def test_messages_name_no_money() -> None:
    check_figures(_read_lesson("05-surat-lamaran-dan-pesan", "Surat lamaran dan pesan"), rupiah=())


def test_what_false_vacancies_take() -> None:
    uniform, office, promised, usual, people = 350_000, 150_000, 9_000_000, 2_500_000, 40
    asked = uniform + office
    assert asked == 500_000
    bayu, training, paper, relatives = 275_000, 125_000, 50_000, 3
    one = bayu + training + paper

    text = _read_lesson("06-wawancara-dan-lowongan-palsu", "Wawancara dan tanda lowongan palsu")
    lesson = {uniform, office, promised, usual, asked, people * asked}
    quiz = {bayu, training, paper, one, relatives * one, relatives * bayu}
    check_figures(text, rupiah=lesson | quiz)
    _check_numbers(text, {relatives * one, one, relatives * bayu})


def test_the_same_sum_before_and_after() -> None:
    for name, wage, cost, days in (
        ("00-sebelum-mulai", 115_000, 25_000, 20),
        ("07-sesudah-belajar", 120_000, 50_000, 20),
    ):
        text = read_text(COURSE, f"{name}.md", f"{name}.gift")
        answers = _wage_left(wage, cost, days)
        check_figures(text, rupiah={wage, cost, *answers})
        _check_numbers(text, answers)
