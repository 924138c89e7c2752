"""Every figure of "Pemasaran Digital untuk Usaha Kecil" follows from the inputs named here.

A known wrong answer is worked out by the mistake that its feedback names.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import ceil
from typing import Any

import pytest
import yaml

from courses.kinds.quiz.types.formulas import read_formula
from tests.lms.demo.figures.reading import check_figures, figure, read_text

COURSE = "pemasaran-digital-usaha-kecil"
TITLES = {
    "01-pembeli-online": "Pembeli online",
    "02-foto-produk-dengan-hp": "Foto produk dengan HP",
    "03-judul-deskripsi-harga": "Judul, deskripsi, harga",
    "04-whatsapp-business": "WhatsApp Business",
    "05-media-sosial-seperlunya": "Media sosial seperlunya",
    "06-lokapasar": "Lokapasar",
    "07-kemasan-dan-label": "Kemasan dan label",
    "08-melayani-keluhan-keamanan-akun": "Melayani keluhan, keamanan akun",
}
#: The crisps of lessons 3, 6 and 8: cost and price of a pack, box and postage of a parcel.
COST, PRICE, BOX, POSTAGE = 10_500, 15_000, 3_000, 12_000
PROFIT = PRICE - COST
FEE = 0.08

_QUESTION = re.compile(r"^::([^:]+)::[^{]*\{#\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_ACCEPTED = re.compile(r"^=(%0%)?([\d.]+)(?::([\d.]+))?#", re.MULTILINE)

#: Numeric questions by file and title: the right number, and what each known mistake gives.
NUMBERS: dict[str, tuple[float, set[float]]] = {
    # one parcel: postage forgotten; one pack alone; postage for each pack
    "01-pembeli-online q2-berapa-semuanya": (
        3 * 20_000 + 15_000,
        {3 * 20_000, 20_000 + 15_000, 3 * (20_000 + 15_000)},
    ),
    # markup for margin; not yet a percentage; the cost's share
    "03-judul-deskripsi-harga q2-margin-dari-harga-jual": (
        (80_000 - 60_000) * 100 / 80_000,
        {(80_000 - 60_000) * 100 / 60_000, (80_000 - 60_000) / 80_000, 60_000 * 100 / 80_000},
    ),
    # not divided; box and postage forgotten; box and postage for each pack
    "03-judul-deskripsi-harga q3-harga-per-bungkus": (
        (4 * 12_000 + 2_000 + 10_000) / 4,
        {4 * 12_000 + 2_000 + 10_000, 12_000, 12_000 + 2_000 + 10_000},
    ),
    "04-whatsapp-business q2-hitung-total": (
        3 * 85_000 + 25_000,
        {3 * 85_000, 85_000 + 25_000, 3 * (85_000 + 25_000)},
    ),
    # the share added to what is wanted; taken from it
    "06-lokapasar q3-harga-supaya-utuh": (
        46_000 / (1 - FEE),
        {46_000 * (1 + FEE), 46_000 * (1 - FEE)},
    ),
    # as many as before; divided the wrong way round
    "06-lokapasar q4-ikut-promo": (30 * 6_000 / 4_000, {30, 30 * 4_000 / 6_000}),
    # bottles alone; not divided; labels alone divided; bottles alone divided
    "07-kemasan-dan-label q2-biaya-kemasan": (
        (125_000 + 20_000) / 50,
        {125_000 / 50, 125_000 + 20_000, 125_000 + 20_000 / 50, 125_000 / 50 + 20_000},
    ),
    # the cost of the goods alone; not divided
    "08-melayani-keluhan-keamanan-akun q2-biaya-mengganti": (
        (28_000 + 4_000 + 16_000) / 12_000,
        {28_000 / 12_000, 28_000 + 4_000 + 16_000},
    ),
    # postage forgotten; not divided; postage for each pack
    "00-sebelum-mulai q3-harga-sampai-rumah": (
        (5 * 10_000 + 15_000) / 5,
        {10_000, 5 * 10_000 + 15_000, 10_000 + 15_000},
    ),
    "09-sesudah-belajar q3-harga-satu-botol": (
        (4 * 20_000 + 16_000) / 4,
        {20_000, 4 * 20_000 + 16_000, 20_000 + 16_000},
    ),
    # the fee itself; added; Rp10 for 10 %
    "00-sebelum-mulai q4-uang-yang-diterima": (
        50_000 * 0.9,
        {50_000 * 0.1, 50_000 * 1.1, 50_000 - 10},
    ),
    "09-sesudah-belajar q4-sesudah-potongan": (
        80_000 * 0.9,
        {80_000 * 0.1, 80_000 * 1.1, 80_000 - 10},
    ),
    # postage forgotten; taken away
    "bank Harga sampai rumah": (90_000 + 18_000, {90_000, 90_000 - 18_000}),
    # margin for markup; not yet a percentage; the cost's share of the price
    "bank Markup dari biaya": (
        (50_000 - 40_000) * 100 / 40_000,
        {(50_000 - 40_000) * 100 / 50_000, (50_000 - 40_000) / 40_000, 40_000 * 100 / 50_000},
    ),
    # divided by thousands of MB
    "bank Biaya per MB": (48_000 / 8_000, {48_000 / 8}),
    # fee forgotten; cost forgotten; fee from the cost
    "bank Untung setelah potongan": (
        30_000 * 0.9 - 20_000,
        {30_000 - 20_000, 30_000 * 0.9, 30_000 - 20_000 * 1.1},
    ),
    "bank Bagi, bukan tambah": (45_000 / 0.9, {45_000 * 1.1, 45_000 * 0.9}),
    # with the bag; the bag added once more
    "bank Arti isi bersih": (210 - 10, {210, 210 + 10}),
}


def _read_lesson(name: str, *pictures: str) -> str:
    """A lesson with its quiz, its pictures and its two spare questions."""
    spare = read_text(COURSE, f"bank/{COURSE}.gift").split(f"/{TITLES[name]}\n")
    assert len(spare) == 2, f"the bank has no category {TITLES[name]!r}, or two"
    return read_text(COURSE, f"{name}.md", f"{name}.gift", *pictures) + spare[1].split("$")[0]


def _read_numbers() -> dict[str, str]:
    """The answers of each numeric question in GIFT, by file and title."""
    files = {name: f"{name}.gift" for name in [*TITLES, "00-sebelum-mulai", "09-sesudah-belajar"]}
    files["bank"] = f"bank/{COURSE}.gift"
    return {
        f"{name} {title}": answers
        for name, file in files.items()
        for title, answers in _QUESTION.findall(read_text(COURSE, file))
    }


def _read_calculated(name: str) -> Mapping[str, Any]:
    quiz = read_text(COURSE, f"{name}.md").split("# quiz: ")[1].split("\n", 1)[1]
    [question] = [row["calculated"] for row in yaml.safe_load(quiz)["questions"] if _is(row)]
    return question  # type: ignore[no-any-return]


def _is(row: object) -> bool:
    return isinstance(row, Mapping) and "calculated" in row


def test_all_numeric_questions_are_worked_out_here() -> None:
    assert set(_read_numbers()) == set(NUMBERS)


@pytest.mark.parametrize("name", sorted(NUMBERS))
def test_numbers_follow_from_the_question_or_from_a_mistake(name: str) -> None:
    right, wrong = NUMBERS[name]
    found = _ACCEPTED.findall(_read_numbers()[name])

    [accepted] = [number for no_mark, number, _ in found if not no_mark]
    refused = [(float(number), float(off or 0)) for no_mark, number, off in found if no_mark]

    assert float(accepted) == pytest.approx(right)
    assert len(refused) == len(wrong)
    for mistake in wrong:
        assert any(abs(number - mistake) <= off + 1e-6 for number, off in refused), mistake


@pytest.mark.parametrize(
    ("name", "variable", "right", "mistakes"),
    [
        (
            "05-media-sosial-seperlunya",
            "video",
            lambda number: number * 20 * 5,
            [lambda number: number * 20, lambda number: number * 5],
        ),
        (
            "06-lokapasar",
            "harga",
            lambda price: price - price * 8 / 100,
            [
                lambda price: price * 8 / 100,
                lambda price: price + price * 8 / 100,
                lambda price: price - 8,
            ],
        ),
    ],
)
def test_formulas_give_what_the_question_asks(
    name: str,
    variable: str,
    right: Callable[[Decimal], Decimal],
    mistakes: list[Callable[[Decimal], Decimal]],
) -> None:
    question = _read_calculated(name)
    [values] = [row["values"] for row in question["variables"] if row["name"] == variable]
    formulas = [row for row in question["answers"] if row["formula"] != "*"]

    assert [row["credit"] for row in formulas] == [100, *(0 for _ in mistakes)]
    for value in map(Decimal, values.split("; ")):
        given = [read_formula(row["formula"]).work_out({variable: value}) for row in formulas]
        assert given == [right(value), *(mistake(value) for mistake in mistakes)]
        assert len(set(given)) == len(given), "two answers are the same number"


def test_what_maria_tells_her_buyer() -> None:
    pack, postage, orders = 25_000, 30_000, 4
    text = _read_lesson("01-pembeli-online")

    lesson = [pack, 2 * pack, postage, 2 * pack + postage, orders * 2 * pack]
    quiz = [40_000, 20_000, 15_000, 3 * 20_000, 48_000]
    spare = [90_000, 18_000]
    check_figures(text, rupiah=[*lesson, *quiz, *spare])


def test_photos_need_no_money() -> None:
    check_figures(_read_lesson("02-foto-produk-dengan-hp"), rupiah=[])


def test_price_up_to_the_buyers_house() -> None:
    pictures = ("isi-layar-jualan.svg", "harga-sampai-rumah.svg")
    text = _read_lesson("03-judul-deskripsi-harga", *pictures)

    three, six = (number * PRICE + BOX + POSTAGE for number in (3, 6))
    lesson = [COST, PRICE, PROFIT, BOX, POSTAGE, three, three / 3, six, six / 6]
    margin, markup = PROFIT * 100 / PRICE, PROFIT * 100 / COST
    cost, price = 60_000, 80_000
    coffee = [12_000, 2_000, 10_000, 4 * 12_000 + 2_000 + 10_000]
    quiz = [cost, price, price - cost, *coffee, 95_000, PRICE, 30_000]
    spare = [40_000, 50_000, 50_000 - 40_000]
    percentages = [margin, markup, (price - cost) * 100 / price, (50_000 - 40_000) * 100 / 40_000]
    check_figures(text, rupiah=[*lesson, *quiz, *spare], percentages=percentages)
    assert f"Paket 3 bungkus Rp{figure(three / 3)}, paket 6 bungkus Rp{figure(six / 6)}" in text


def test_total_in_the_chat() -> None:
    scarf, postage = 150_000, 22_000
    text = _read_lesson("04-whatsapp-business", "percakapan-yang-menjual.svg")

    lesson = [scarf, 2 * scarf, postage, 2 * scarf + postage]
    quiz = [85_000, 25_000, 3 * 85_000]
    spare = [120_000, 120_000 + 15_000]
    check_figures(text, rupiah=[*lesson, *quiz, *spare])


def test_cost_of_posting_and_of_watching() -> None:
    data, megabytes = 50_000, 10_000
    photos, videos, photo, video = 8, 4, 1, 15
    hours, watched = 30, 500
    text = _read_lesson("05-media-sosial-seperlunya", "unggah-dan-tonton.svg")

    per_megabyte = data / megabytes
    posted = photos * photo + videos * video
    lesson = [28_000, data, per_megabyte, posted * per_megabyte, hours * watched * per_megabyte]
    spare = [48_000, 48_000 / 8_000]
    check_figures(text, rupiah=[*lesson, *spare])
    assert f"= {figure(posted)} MB" in text
    # three posts a week, four weeks
    assert photos + videos == 3 * 4


def test_fee_and_promotion_of_a_marketplace() -> None:
    sold, promoted = 10, 40
    text = _read_lesson("06-lokapasar", "isi-harga-lokapasar.svg")

    fee = PRICE * FEE
    received = PRICE - fee
    profit = received - COST
    added = PRICE * (1 + FEE)
    exact = PRICE / (1 - FEE)
    raised = ceil(exact / 500) * 500
    kept = raised * (1 - FEE)
    before = promoted * (kept - COST)
    lesson = [PRICE, sold * PRICE, sold * received, sold * fee, fee, received, COST, profit]
    lesson += [PROFIT, added, added * FEE, added * (1 - FEE), exact, raised, raised * FEE, kept]
    lesson += [kept - COST, before]
    quiz = [40_000, 40_000 * FEE, 40_000 * (1 - FEE)]
    quiz += [46_000, 46_000 / (1 - FEE), 46_000 * (1 + FEE) * (1 - FEE)]
    quiz += [6_000, 4_000, 30 * 6_000, 30 * 4_000]
    # 8 % told as Rp8 of each Rp100; the calculated question names the mistake "Rp8 for 8 %".
    quiz += [8, 100]
    spare = [30_000, 20_000, 30_000 * 0.1, 45_000, 50_000, 45_000 * 1.1 * 0.9]
    percentages = [FEE * 100, (1 - FEE) * 100, PROFIT * 100 / PRICE, profit * 100 / PRICE, 10, 90]
    check_figures(text, rupiah=[*lesson, *quiz, *spare], percentages=percentages)
    assert f"= {before / profit:.1f}".replace(".", ",") in text
    assert f"**{ceil(before / profit)} bungkus**" in text
    # The mended price gives at least what was wanted, the added share does not.
    assert added * (1 - FEE) < PRICE <= kept


def test_cost_of_bag_and_label() -> None:
    bags, labels, number = 95_000, 35_000, 100
    old_bag, old_cost, price = 300, 16_500, 25_000
    text = _read_lesson("07-kemasan-dan-label", "label-jagung-titi.svg")

    pack = (bags + labels) / number
    cost = old_cost - old_bag + pack
    lesson = [bags, bags / number, labels, labels / number, pack, old_bag, old_cost, cost, price]
    lesson += [price - cost]
    quiz = [125_000, 20_000, 125_000 / 50, 20_000 / 50]
    percentages = [(price - old_cost) * 100 / price, (price - cost) * 100 / price]
    check_figures(text, rupiah=[*lesson, *quiz], percentages=percentages)


def test_a_buyer_who_comes_back() -> None:
    text = _read_lesson("08-melayani-keluhan-keamanan-akun", "pesan-yang-menipu.svg")

    replaced, monthly = COST + BOX + POSTAGE, 3 * PROFIT
    lesson = [COST, BOX, POSTAGE, replaced, PROFIT, monthly, 2 * monthly]
    quiz = [28_000, 4_000, 16_000, 28_000 + 4_000 + 16_000, 12_000]
    spare = [500_000, 50_000, 500_000 - 50_000]
    check_figures(text, rupiah=[*lesson, *quiz, *spare])
    assert monthly < replaced <= 2 * monthly, "said to be paid back in two months"


@pytest.mark.parametrize(
    ("name", "told", "packs", "pack", "postage", "price"),
    [
        ("00-sebelum-mulai", [60_000, 75_000], 5, 10_000, 15_000, 50_000),
        ("09-sesudah-belajar", [35_000, 53_000], 4, 20_000, 16_000, 80_000),
    ],
)
def test_pre_and_post_test(
    name: str, told: list[int], packs: int, pack: int, postage: int, price: int
) -> None:
    text = read_text(COURSE, f"{name}.md", f"{name}.gift")

    parcel = [pack, postage, packs * pack + postage]
    # 10 is the mistake "Rp10 for 10 %".
    sale = [price, price * 0.1, price * 0.9, 10]
    check_figures(text, rupiah=[*told, *parcel, *sale], percentages=[10])
