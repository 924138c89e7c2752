"""The figures of "Menemukan Ide Usaha" follow from the inputs of its examples.

Where a wrong answer is known, its number is worked out by the mistake that its feedback names.
"""

import re
from math import ceil, floor

import pytest

from tests.lms.demo.figures.reading import DEMO, check_figures, figure, read_text

COURSE = "menemukan-ide-usaha"
_NUMERIC = re.compile(r"^::([^:]+)::[^{]*\{#\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_ACCEPTED = re.compile(r"^=(%0%)?([\d.]+?)#", re.MULTILINE)

Key = tuple[float, ...]


def text_of(lesson: str, *pictures: str) -> str:
    return read_text(COURSE, f"{lesson}.md", f"{lesson}.gift", *pictures)


def read_keys(name: str) -> dict[str, list[str]]:
    """The accepted numbers of each numeric question of a file, the right one first."""
    found = {}
    for title, answers in _NUMERIC.findall(read_text(COURSE, name)):
        rows = _ACCEPTED.findall(answers)
        assert [bool(wrong) for wrong, _value in rows] == [False] + [True] * (len(rows) - 1)
        found[title] = [value for _wrong, value in rows]
    return found


def write_key(value: float) -> str:
    """As a key of GIFT: a number without an end is a range between whole numbers."""
    if value == round(value):
        return str(round(value))
    return f"{floor(value)}..{ceil(value)}"


def check_keys(name: str, **expected: Key) -> None:
    """Each numeric question's numbers are these: the right one, then those of known mistakes."""
    wanted = {
        title.replace("_", "-"): [write_key(value) for value in values]
        for title, values in expected.items()
    }
    assert {title.split("-")[0]: values for title, values in read_keys(name).items()} == wanted


def price_for_margin(cost: float, percent: float) -> float:
    return cost / (1 - percent / 100)


def price_for_markup(cost: float, percent: float) -> float:
    # Multiplied first: 8.500 × 1,3 has no exact binary form.
    return cost * (100 + percent) / 100


def test_knowing_yourself_has_no_figures() -> None:
    check_figures(text_of("01-mengenal-diri"), rupiah=[])


def test_needs_around_the_village() -> None:
    fishermen, times, ice = 12, 2, 25_000
    week = fishermen * times * ice
    families, gallons, gallon = 10, 3, 20_000
    month = families * gallons * gallon
    lesson = "02-kebutuhan-di-sekitar-desa"
    text = text_of(lesson)
    check_figures(text, rupiah=[ice, week, week / 2, gallon, month])
    assert f"{fishermen} nelayan × {times} kali × Rp{figure(ice)} = **Rp{figure(week)}" in text
    keys = (month, families * gallon, gallons * gallon, families * gallons)
    check_keys(f"{lesson}.gift", q2=keys)


def test_salted_eggs() -> None:
    eggs, raw, other, broken, price = 100, 2_500, 40_000, 5, 4_000
    sold = eggs - broken
    cost = eggs * raw + other
    income = sold * price
    lesson = "03-sumber-daya-lokal"
    text = text_of(lesson, "telur-mentah-jadi-telur-asin.svg")
    rupiah = [raw, eggs * raw, other, cost, price, income, income - cost]
    # Rosa's eggs in the quiz, at Entin's price.
    made, of_rosa, her_eggs, her_other = 60, 56, 150_000, 30_000
    her_cost, her_income = her_eggs + her_other, of_rosa * price
    check_figures(text, rupiah=[*rupiah, her_eggs, her_other, her_cost, her_income])
    assert f"Sisanya {sold} butir" in text
    assert (made * raw, made - of_rosa) == (her_eggs, 4)
    keys = (her_income - her_cost, made * price - her_cost, her_income, her_income - her_eggs)
    check_keys(f"{lesson}.gift", q2=keys)


def test_scores_of_ideas() -> None:
    lesson = "04-menyaring-10-ide-menjadi-3"
    text = text_of(lesson)
    own, has, needs = 3_000_000, 2_000_000, 15_000_000
    check_figures(text, rupiah=[own, has, needs, needs - has])
    rows = re.findall(r"^- .*: (\d) \+ (\d) \+ (\d) = \*\*(\d)\*\*", text, re.MULTILINE)
    assert [int(row[3]) for row in rows] == [sum(map(int, row[:3])) for row in rows]
    assert [int(row[3]) for row in rows] == sorted((int(row[3]) for row in rows), reverse=True)
    buyers, skill, capital, most = 3, 2, 2, 3
    keys = (buyers + skill + capital, buyers * skill * capital, 3 * most)
    check_keys(f"{lesson}.gift", q2=keys)


def test_the_portrait_of_a_buyer() -> None:
    price, pocket_money, least, most, offer = 12_500, 5_000, 10_000, 15_000, 8_000
    buyers, packs = 15, 2
    week = buyers * packs * price
    lesson = "05-siapa-pembeliku"
    pictures = ("pembeli-murid.svg", "pembeli-pegawai.svg", "pembeli-penitip.svg")
    # Wulan's porridge in the quiz.
    eaters, bowls, bowl = 20, 3, 6_000
    rupiah = [price, pocket_money, least, most, offer, week, bowl, eaters * bowls * bowl]
    check_figures(text_of(lesson, *pictures), rupiah=rupiah)
    assert f"Rp{least // 1000}–{most // 1000} ribu" in read_text(COURSE, "potret-pembeli.svg")
    assert pocket_money < price <= most
    assert offer < price
    keys = (eaters * bowls * bowl, eaters * bowl, bowls * bowl, eaters * bowls)
    check_keys(f"{lesson}.gift", q3=keys)


def test_the_canvas() -> None:
    packs, price, cost, snack = 120, 12_500, 8_500, 2_000
    income, costs = packs * price, packs * cost
    # Yanti's month in the quiz.
    her_income, her_costs = 1_250_000, 820_000
    left = her_income - her_costs
    lesson = "06-kanvas-model-bisnis"
    rupiah = [price, cost, snack, income, costs, income - costs, her_income, her_costs, left]
    check_figures(text_of(lesson), rupiah=rupiah)
    check_keys(f"{lesson}.gift", q3=(left, her_income + her_costs, her_income))


PRICE_PICTURES = ("isi-harga-satu-bungkus.svg", "titik-balik-modal.svg")
PRICE_COSTS = [250_000, 50_000, 80_000, 45_000]


def check_price(text: str) -> None:
    """The figures of the price lesson: what one pack costs, sells for and leaves."""
    packs, percent, price, fixed, offer = 50, 30, 12_500, 900_000, 8_000
    total = sum(PRICE_COSTS)
    unit = total / packs
    margin, markup = price_for_margin(unit, percent), price_for_markup(unit, percent)
    shares = [one / packs for one in PRICE_COSTS]
    loss = unit - offer
    prices = [price, margin, markup, offer]
    in_lesson = [*PRICE_COSTS, total, unit, *prices, fixed, price - unit, loss]
    check_figures(
        text,
        rupiah=[*in_lesson, *shares, loss * packs, markup - unit, percent],
        percentages=[percent, 100 - percent],
    )


def test_the_price() -> None:
    costs, packs, percent, price, fixed = PRICE_COSTS, 50, 30, 12_500, 900_000
    wages = costs[2]
    total = sum(costs)
    unit = total / packs
    margin, markup = price_for_margin(unit, percent), price_for_markup(unit, percent)
    left = price - unit
    needed = fixed / left
    # The oracle, as it was set.
    assert (total, unit, markup, needed) == (425_000, 8_500, 11_050, 225)
    assert figure(margin) == "12.142,86"

    lesson = "07-hpp-dan-harga-jual"
    text = text_of(lesson, *PRICE_PICTURES)
    check_price(text)
    for sentence in (
        f"Rp{figure(unit)} ÷ 0,70 = **Rp{figure(margin)}**",
        f"Rp{figure(unit)} × 1,30 = **Rp{figure(markup)}**",
        f"Rp{figure(fixed)} ÷ Rp{figure(left)} = **{figure(needed)} bungkus sebulan**",
        f"bungkus ke-{figure(needed + 1)} mulai memberi untung Rp{figure(left)}",
    ):
        assert sentence in text
    check_keys(
        f"{lesson}.gift",
        q1=(unit, (total - wages) / packs, total, price),
        q2=(margin, markup, unit * (100 - percent) / 100, unit * percent / 100),
        q3=(markup, margin, unit + percent, unit * percent / 100),
        q4=(needed, fixed / price, fixed / unit, left),
    )


def test_every_percentage_of_a_price_says_what_it_is_of() -> None:
    """Margin and markup are never left to be guessed, but where the lesson asks which is meant."""
    for name in ("07-hpp-dan-harga-jual.gift", f"bank/{COURSE}.gift"):
        questions = re.findall(r"::[^:\n]+::[^{]*%[^{]*\{", read_text(COURSE, name))
        assert questions
        for question in questions:
            assert ("margin" in question) != ("markup" in question)
            assert "dari harga jual" in question or "dari biaya" in question


def test_capital_and_thirty_days() -> None:
    capital, trial, tools, next_two, price = 3_000_000, 425_000, 1_150_000, 850_000, 12_500
    made, sold, given = 50, 44, 6
    envelopes = [trial, tools, next_two]
    reserve = capital - sum(envelopes)
    income = sold * price
    assert next_two == 2 * trial
    assert sold + given == made
    lesson = "08-modal-risiko-langkah-30-hari"
    rupiah = [capital, *envelopes, reserve, price, income, income - trial]
    # Ima's envelopes in the quiz.
    of_ima, hers = 2_000_000, [400_000, 850_000, 500_000]
    kept = of_ima - sum(hers)
    check_figures(text_of(lesson), rupiah=[*rupiah, of_ima, *hers, sum(hers), kept])
    check_keys(f"{lesson}.gift", q2=(kept, kept + hers[-1], sum(hers)))


@pytest.mark.parametrize(
    ("lesson", "costs", "made", "rent", "price"),
    [
        ("00-sebelum-mulai", (200_000, 60_000, 60_000), 40, 600_000, 11_000),
        ("09-sesudah-belajar", (240_000, 90_000, 120_000), 30, 750_000, 20_000),
    ],
)
def test_before_and_after(
    lesson: str, costs: tuple[int, int, int], made: int, rent: int, price: int
) -> None:
    stuff, _packing, wages = costs
    unit = sum(costs) / made
    left = price - unit
    derived = [sum(costs), unit, left]
    check_figures(text_of(lesson), rupiah=[*costs, *derived, rent, price])
    check_keys(
        f"{lesson}.gift",
        q3=(unit, (sum(costs) - wages) / made, stuff / made),
        q4=(rent / left, rent / price, rent / unit),
    )


def _bank_keys() -> dict[str, Key]:
    cost, packs = 280_000, 20
    unit, percent = cost / packs, 20
    return {
        "Uang cukur": (8 * 2 * 15_000, 8 * 15_000, 2 * 15_000),
        "Selisih keripik pisang": (55 * 5_000 - 210_000, 60 * 5_000 - 210_000, 55 * 5_000),
        "Nilai ide ternak lele": (2 + 3 + 3, 2 * 3 * 3, 2 + 3),
        "Uang dari langganan": (12 * 3 * 6_000, 12 * 6_000, 3 * 6_000),
        "Sisa uang jamu": (960_000 - 610_000, 960_000 + 610_000, 960_000),
        "HPP satu kotak": (unit, cost),
        "Margin dari harga jual": (
            price_for_margin(unit, percent),
            price_for_markup(unit, percent),
            unit * (100 - percent) / 100,
        ),
        "Hasil uji coba": (25 * 16_000 - 280_000, 25 * 16_000),
    }


def test_the_spare_questions() -> None:
    name = f"bank/{COURSE}.gift"
    wanted = {title: [write_key(one) for one in values] for title, values in _bank_keys().items()}
    assert read_keys(name) == wanted
    inputs = [15_000, 210_000, 5_000, 12_500, 6_000, 960_000, 610_000, 280_000, 14_000, 16_000]
    # The envelopes of lesson 8, and what stands in feedback on the way to the right number.
    envelopes = [425_000, 3_000_000, 3_000_000 - 425_000 - 1_150_000 - 850_000]
    right = ("Uang cukur", "Uang dari langganan", "Sisa uang jamu", "Margin dari harga jual")
    told = [_bank_keys()[title][0] for title in right] + [55 * 5_000, 25 * 16_000]
    check_figures(
        read_text(COURSE, name), rupiah=[*inputs, *envelopes, *told], percentages=[20, 80]
    )


def test_no_lesson_is_left_out() -> None:
    names = {path.name for path in (DEMO / COURSE).glob("[0-9]*.gift")}
    assert names == {f"{path.stem}.gift" for path in (DEMO / COURSE).glob("[0-9]*.md")}
    assert len(names) == 10


@pytest.mark.parametrize(
    ("figure_before", "after"),
    [("Rp425.000", "Rp452.000"), ("12.142,86", "12.142,85"), ("30%", "31%"), ("Rp2.550", "")],
)
def test_a_wrong_figure_is_found(figure_before: str, after: str) -> None:
    text = text_of("07-hpp-dan-harga-jual", *PRICE_PICTURES)
    check_price(text)
    with pytest.raises(AssertionError):
        check_price(text.replace(figure_before, after))
