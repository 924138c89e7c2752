"""Every figure of the course "Literasi Keuangan Keluarga" follows from the inputs named here."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
import yaml

from courses.kinds.quiz.types.formulas import read_formula
from tests.lms.demo.figures.reading import DEMO, check_figures, figure, read_text

COURSE = "literasi-keuangan-keluarga"

#: Numeric questions: what is right, and what each known mistake gives.
NUMBERS: dict[str, tuple[float, set[float]]] = {
    # price / months; multiplied; divided by twice the months
    "00/q1-tabungan-sebulan": (1_800_000 / 6, {1_800_000 * 6, 1_800_000 / 12}),
    "09/q1-tabungan-sebulan": (2_800_000 / 7, {2_800_000 * 7, 2_800_000 / 14}),
    # all added; the first amount left out
    "00/q2-sisa-uang": (
        100_000 + 250_000 - 180_000,
        {100_000 + 250_000 + 180_000, 250_000 - 180_000},
    ),
    "09/q2-sisa-uang": (
        150_000 + 240_000 - 210_000,
        {150_000 + 240_000 + 210_000, 240_000 - 210_000},
    ),
    # divided by a year; multiplied
    "01/q2-kambing": (2_400_000 / 8, {2_400_000 / 12, 2_400_000 * 8}),
    # all added; signs the wrong way round; what goes out left out
    "02/q2-saldo-baru": (
        180_000 + 95_000 - 60_000,
        {180_000 + 95_000 + 60_000, 180_000 - 95_000 + 60_000, 180_000 + 95_000},
    ),
    # savings left out; savings added
    "03/q2-amplop-keinginan": (
        3_500_000 - 2_600_000 - 300_000,
        {3_500_000 - 2_600_000, 3_500_000 - 2_600_000 + 300_000},
    ),
    # wage, other costs, both left out
    "04/q1-untung-setelah-gaji": (
        3_000_000 - 2_100_000 - 200_000 - 500_000,
        {
            3_000_000 - 2_100_000 - 200_000,
            3_000_000 - 2_100_000 - 500_000,
            3_000_000 - 2_100_000,
        },
    ),
    # one month; divided
    "05/q1-dana-tiga-bulan": (3 * 1_500_000, {1_500_000, 1_500_000 / 3}),
    # one month alone; the shortage alone; the shortage added
    "05/q2-simpan-untuk-bulan-kurang": (
        5_000_000 - 6 * 300_000,
        {5_000_000 - 300_000, 6 * 300_000, 5_000_000 + 6 * 300_000},
    ),
    # of the first principal; of what was paid
    "06/q3-bunga-bulan-kedua": (
        (4_000_000 - 400_000) * 0.02,
        {4_000_000 * 0.02, 400_000 * 0.02},
    ),
    # the deduction left out; the deduction alone; all that is paid
    "07/q1-biaya-pinjaman": (
        10 * 340_000 - (3_000_000 - 100_000),
        {10 * 340_000 - 3_000_000, 100_000, 10 * 340_000},
    ),
    # weeks, of amounts in millions: taken away; multiplied
    "08/q4-minggu-bertahan": (12_000_000 / 3_000_000, {12 - 3, 12 * 3}),
    "bank/lkk-1a-tas": (180_000 / 3, {180_000 * 3}),
    "bank/lkk-2b-jajan-empat-minggu": (4 * 85_000, {85_000}),
    "bank/lkk-3b-kurang-berapa": (2_300_000 + 650_000 - 2_800_000, {2_800_000 - 2_300_000}),
    "bank/lkk-4b-sisa-warung": (2_500_000 - 1_900_000 - 100_000, {2_500_000 - 1_900_000}),
    "bank/lkk-5a-dua-bulan": (2 * 1_200_000, {1_200_000 / 2}),
    "bank/lkk-6a-angsuran-flat": (500_000 + 90_000, {500_000 - 90_000}),
    "bank/lkk-7a-perlu-pinjam": (
        2_500_000 - 900_000 - 600_000,
        {2_500_000 - 900_000, 2_500_000 + 900_000 + 600_000},
    ),
}


def test_numeric_questions_accept_the_right_number_and_know_the_mistakes() -> None:
    found = dict(_find_numeric_questions())
    expected = {
        name: ({_plain(right)}, {_plain(one) for one in mistakes})
        for name, (right, mistakes) in NUMBERS.items()
    }
    assert found == expected


def test_goals() -> None:
    goals = [(1_200_000, 6), (3_600_000, 12), (4_800_000, 24)]
    monthly = [price / months for price, months in goals]
    can_save, needed = 500_000, sum(monthly)
    assert monthly[0] + monthly[1] == can_save
    # The roof gets the uniforms' share from month 7, all of it from month 13, and is paid for
    # before its own month.
    roof, roof_month = goals[2]
    saved_by = [
        monthly[0] * max(0, min(month, 12) - 6) + can_save * max(0, month - 12)
        for month in range(1, roof_month)
    ]
    assert max(saved_by) >= roof
    kitchen = 3_000_000
    check_figures(
        read_text(COURSE, "01-tujuan-keuangan.md", "01-tujuan-keuangan.gift", "tiga-stoples.svg"),
        rupiah=[
            *(price for price, _months in goals),
            *monthly,
            needed,
            can_save,
            needed - can_save,
            # Quiz: a goat; a bicycle; a kitchen in 10 and 15 months, its share grown by mistake.
            2_400_000,
            2_400_000 / 8,
            900_000,
            kitchen,
            kitchen / 10,
            kitchen / 15,
            kitchen / 10 * 15 / 10,
        ],
    )


def test_two_days_and_a_week_of_records() -> None:
    start, moves = 250_000, [150_000, -120_000, 60_000, -15_000]
    balances = [start + sum(moves[:count]) for count in range(len(moves) + 1)]
    in_purse = 315_000
    groups = [280_000, 135_000, 105_000]
    snacks, limit = groups[-1], 60_000
    read = "02-catat-uang-masuk-dan-keluar"
    check_figures(
        read_text(COURSE, f"{read}.md", f"{read}.gift"),
        rupiah=[
            *balances,
            *(abs(move) for move in moves),
            in_purse,
            balances[-1] - in_purse,
            *groups,
            sum(groups),
            4 * snacks,
            limit,
            snacks - limit,
            4 * (snacks - limit),
            # Quiz: bananas and feed; a purse that differs; the gaps' feedback.
            *(180_000, 95_000, 60_000),
            *(200_000, 185_000, 200_000 - 185_000),
            *(90_000, 75_000, 90_000 + 75_000, 40_000),
        ],
    )
    picture = read_text(COURSE, "buku-catatan.svg")
    shown = [_plain_dots(one) for one in re.findall(r">(\d{2,3}\.\d{3})<", picture)]
    assert sorted(shown) == sorted([*balances, *(abs(move) for move in moves)])


def test_the_gaps_of_the_record_book() -> None:
    [gaps] = [row["gaps"] for row in _rows("02-catat-uang-masuk-dan-keluar.md") if "gaps" in row]
    first = 90_000 + 75_000
    expected = [
        (first, {90_000 - 75_000}),
        (first - 40_000, {first + 40_000, 90_000 - 40_000}),
    ]
    for gap, (right, mistakes) in zip(gaps["gaps"], expected, strict=True):
        numbers = [one for one in gap["answers"] if one["text"] != "*"]
        assert [int(one["text"]) for one in numbers if one.get("credit") != 0] == [right]
        assert {int(one["text"]) for one in numbers if one.get("credit") == 0} == mistakes


def test_three_envelopes() -> None:
    wage, trade = 3_200_000, 800_000
    income = wage + trade
    needs, wants_before = 3_000_000, 1_150_000
    short = needs + wants_before - income
    saved = 400_000
    wants = income - needs - saved
    assert wants_before - wants == short + saved
    read = "03-kebutuhan-keinginan-anggaran"
    check_figures(
        read_text(COURSE, f"{read}.md", f"{read}.gift", "tiga-amplop.svg"),
        rupiah=[
            *(wage, trade, income, needs, wants_before, needs + wants_before, short),
            # What is owed at the stall is paid once, from the first month's savings.
            *(saved, wants, wants_before - wants, saved - short),
            5_000,
            # Quiz: an envelope; a pan that is cheaper today.
            *(3_500_000, 2_600_000, 300_000),
            *(250_000, 150_000, 250_000 - 150_000),
        ],
    )


def test_the_shops_month() -> None:
    income, goods, costs = 6_000_000, 4_650_000, 150_000
    left = income - goods - costs
    taken, wage = 1_450_000, 900_000
    read = "04-pisahkan-uang-usaha"
    sales = [700_000, 1_100_000, 900_000]
    assert min(sales) > 600_000
    check_figures(
        read_text(COURSE, f"{read}.md", f"{read}.gift", "kaleng-dan-dompet.svg"),
        rupiah=[
            *(income, goods, costs, left, taken, taken - left, 4 * (taken - left)),
            *(wage, left - wage),
            # Quiz: a kiosk; a shop that loses capital; three months and a safe wage.
            *(3_000_000, 2_100_000, 200_000, 500_000),
            *(800_000, 950_000, 950_000 - 800_000),
            *(*sales, 600_000),
        ],
    )


MONTHS = ("Sep", "Okt", "Nov", "Des", "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu")
WEAVING, SPENDING = 1_400_000, 1_600_000
HARVEST = {"Sep": 2_600_000, "Okt": 3_600_000, "Nov": 2_600_000}
CHRISTMAS, SCHOOL = 900_000, 1_900_000
INCOME = [WEAVING + HARVEST.get(month, 0) for month in MONTHS]
EXPENSES = [SPENDING + {"Des": CHRISTMAS, "Jul": SCHOOL}.get(month, 0) for month in MONTHS]
NETS = [came - went for came, went in zip(INCOME, EXPENSES, strict=True)]


def test_a_households_year() -> None:
    more = sum(net for net in NETS if net > 0)
    less = -sum(net for net in NETS if net < 0)
    usual = SPENDING - WEAVING
    usual_months = NETS.count(-usual)
    assert usual_months == 7
    assert more - less == sum(INCOME) - sum(EXPENSES)
    balances = [sum(NETS[: at + 1]) for at in range(12)]
    assert balances[2] == more
    assert min(balances) > 0
    emergency = 2 * SPENDING
    read = "05-menabung-dan-dana-darurat"
    check_figures(
        read_text(COURSE, f"{read}.md", f"{read}.gift"),
        rupiah=[
            *(WEAVING, SPENDING, usual, *HARVEST.values(), more),
            *(sum(HARVEST.values()), len(HARVEST) * usual),
            *(usual_months * usual, CHRISTMAS, SCHOOL),
            *(-NETS[3], -NETS[10], less, more - less),
            *(emergency, more - less - emergency),
            # Quiz: three months; coffee and six months that fall short.
            *(1_500_000, 3 * 1_500_000),
            *(5_000_000, 300_000, 6 * 300_000),
        ],
    )


def test_the_picture_of_the_year_is_drawn_to_scale() -> None:
    picture = read_text(COURSE, "setahun-mama-lena.svg")
    assert tuple(re.findall(r">([A-Z][a-z]{2})<", picture)) == MONTHS
    bars = [
        int(height) * (1 if color == "#1d7048" else -1)
        for height, color in re.findall(r'width="34" height="(\d+)" rx="4" fill="(#\w+)"', picture)
    ]
    assert bars == [net * 40 // 1_000_000 for net in NETS]
    labels = {one.replace("−", "-") for one in re.findall(r"−?\d,\d", picture)}
    assert labels == {_millions(net) for net in NETS}
    text = read_text(COURSE, "05-menabung-dan-dana-darurat.md")
    for at in (0, 1, 2, 3, 10):
        assert f"{_millions(abs(NETS[at]))} juta" in text


def test_flat_and_effective_interest_on_the_same_loan() -> None:
    loan, months, rate = 6_000_000, 12, Decimal("0.015")
    principal = Decimal(loan) / months
    flat = rate * loan
    effective = [rate * (loan - principal * paid) for paid in range(months)]
    # Nothing is rounded.
    assert all(amount == int(amount) for amount in (principal, flat, *effective))
    read = "06-utang-sehat"
    check_figures(
        read_text(COURSE, f"{read}.md", f"{read}.gift", "flat-dan-efektif.svg"),
        rupiah=[
            *(loan, principal, flat, flat * months),
            # What the percentage means, of every Rp100.000.
            *(100_000, rate * 100_000),
            *(effective[0] - effective[1], effective[1], effective[2], effective[-1]),
            *(loan - principal, loan - 2 * principal),
            *(sum(effective), flat * months - sum(effective)),
            # Quiz: what is left of a loan, and interest on it.
            *(4_000_000, 400_000, 4_000_000 - 400_000, (4_000_000 - 400_000) * 0.02),
        ],
        percentages=[1.5, 2],
    )
    picture = read_text(COURSE, "flat-dan-efektif.svg")
    heights = [float(one) for one in re.findall(r'width="17" height="([\d.]+)"', picture)]
    drawn = [round(float(amount) * 130 / 90_000, 1) for amount in [flat] * months + effective]
    assert heights == drawn


def test_the_calculated_question_tells_its_mistakes_apart() -> None:
    [asked] = [row["calculated"] for row in _rows("06-utang-sehat.md") if "calculated" in row]
    names = [one["name"] for one in asked["variables"]]
    lists = [[Decimal(one) for one in row["values"].split(";")] for row in asked["variables"]]
    formulas = [read_formula(one["formula"]) for one in asked["answers"][:-1]]
    for numbers in product(*lists):
        values = dict(zip(names, numbers, strict=True))
        loan, months, rate = values["pokok"], values["bulan"], values["persen"] / 100
        worked_out = [formula.work_out(values) for formula in formulas]
        interest = loan * rate * months
        assert worked_out == [interest, loan * rate, loan + interest]
        assert interest == int(interest)
        assert len(set(worked_out)) == len(worked_out)


def test_two_offers_compared() -> None:
    price, savings, arisan = 4_000_000, 1_500_000, 500_000
    loan = price - savings - arisan
    cooperative, other, deducted = 10 * 230_000, 10 * 220_000, 150_000
    received = loan - deducted
    assert other - received > cooperative - loan
    read = "07-akses-modal"
    check_figures(
        read_text(COURSE, f"{read}.md", f"{read}.gift", "tangga-modal.svg"),
        rupiah=[
            *(price, savings, arisan, loan, 230_000, cooperative, cooperative - loan),
            *(deducted, received, 220_000, other, other - received),
            # Quiz: a loan with a deduction; two offers of which only the instalment is known.
            *(3_000_000, 100_000, 3_000_000 - 100_000, 340_000, 10 * 340_000),
            *(150_000, 175_000),
        ],
    )


def test_how_long_a_false_investment_lasts() -> None:
    people, deposit, taken = 10, 2_000_000, 10_000_000
    collected = people * deposit
    weekly_each = deposit * 10 // 100
    weekly = people * weekly_each
    weeks = (collected - taken) // weekly
    assert weeks == 5
    got_back = weeks * weekly_each
    read = "08-waspada-tawaran-palsu"
    check_figures(
        read_text(COURSE, f"{read}.md", f"{read}.gift"),
        rupiah=[
            *(deposit, collected, weekly_each, taken, collected - taken, weekly),
            *(got_back, deposit - got_back),
            # Quiz: a message; money that pays for four weeks.
            *(3_000_000, 75_000, 12_000_000),
        ],
        percentages=[10],
    )


@pytest.mark.parametrize(
    ("name", "price", "months", "balance", "fee", "rate"),
    [
        ("00-sebelum-mulai", 1_800_000, 6, (100_000, 250_000, 180_000), 100_000, 2),
        ("09-sesudah-belajar", 2_800_000, 7, (150_000, 240_000, 210_000), 200_000, 1),
    ],
)
def test_before_and_after(
    name: str, price: int, months: int, balance: tuple[int, ...], fee: int, rate: int
) -> None:
    check_figures(
        read_text(COURSE, f"{name}.md", f"{name}.gift"),
        rupiah=[price, price / months, *balance, fee],
        percentages=[rate],
    )


def test_spare_questions() -> None:
    rest = 2_000_000
    check_figures(
        read_text(COURSE, f"bank/{COURSE}.gift"),
        rupiah=[
            *(180_000, 180_000 / 3, 85_000, 4 * 85_000),
            *(2_800_000, 2_300_000, 650_000, 2_300_000 + 650_000, 2_300_000 + 650_000 - 2_800_000),
            *(2_500_000, 1_900_000, 100_000, 1_200_000, 2 * 1_200_000),
            *(500_000, 90_000),
            # Interest on what is left before and after a payment; grown instead of shrunk.
            *(rest, 200_000, rest - 200_000),
            *(rest * 0.01, (rest - 200_000) * 0.01, (rest + 200_000) * 0.01),
            *(900_000, 600_000),
            500_000,
        ],
        percentages=[1, 5],
    )


# --- Reading the questions --------------------------------------------------------------------


def _find_numeric_questions() -> Iterator[tuple[str, tuple[set[str], set[str]]]]:
    """The name of each numeric question, its right numbers and those that are known mistakes."""
    folder = DEMO / COURSE
    for path in sorted(folder.rglob("*.gift")):
        place = "bank" if path.parent.name == "bank" else path.name[:2]
        text = path.read_text(encoding="utf-8")
        for name, inside in re.findall(r"::([\w-]+)::[^{}]*\{#\n([^}]*)\}", text):
            right = set(re.findall(r"^=(\d+)#", inside, re.MULTILINE))
            mistakes = set(re.findall(r"^=%0%(\d+)#", inside, re.MULTILINE))
            yield f"{place}/{name}", (right, mistakes)


def _rows(lesson: str) -> list[dict[str, Any]]:
    """The questions that stand in the lesson's own list."""
    text = (DEMO / COURSE / lesson).read_text(encoding="utf-8")
    settings = yaml.safe_load(text.split("\n# quiz: kuis\n")[1])
    return [row for row in settings["questions"] if isinstance(row, dict)]


def _plain(value: float) -> str:
    return f"{value:g}" if value < 1_000 else f"{value:.0f}"


def _plain_dots(text: str) -> int:
    return int(text.replace(".", ""))


def _millions(amount: int) -> str:
    return figure(Decimal(amount) / 1_000_000).rstrip("0")
