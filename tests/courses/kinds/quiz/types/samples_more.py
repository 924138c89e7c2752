"""Further questions as trainers write them, of numbers, pairs, orders and gaps, by slug."""

from typing import Any

from courses.kinds.quiz.questions import Question, TextFormat


def number(answer_id: str, value: str = "", **fields: Any) -> dict[str, Any]:
    """An accepted number: exactly this one, full credit, with feedback of its own."""
    return {
        "id": answer_id,
        "value": value,
        "tolerance": "0",
        "tolerance_kind": "absolute",
        "low": "",
        "high": "",
        "credit": 100.0,
        "feedback": f"Masukan untuk {answer_id}.",
        **fields,
    }


UNIT_COST = Question(
    id="q-unit-cost",
    type="numeric",
    text="Biaya 425.000 untuk 50 bungkus. Berapa HPP satu bungkus?",
    data={
        "answers": [
            number("n1", "8500"),
            number("n2", "8500", tolerance="10", tolerance_kind="relative", credit=50.0),
            number("n3", low="10000", high="11000.5", credit=25.0),
            number("n4", "*", credit=0.0),
        ],
        "units": [],
        "unit_needed": False,
    },
    feedback="HPP adalah biaya dibagi jumlah barang.",
)

WEIGHT = Question(
    id="q-weight",
    type="numeric",
    text="Berapa berat satu karung beras?",
    data={
        "answers": [number("w1", "2.5", tolerance="0.1", feedback="")],
        "units": [
            {"id": "u1", "unit": "kg", "factor": "1"},
            {"id": "u2", "unit": "g", "factor": "1000"},
        ],
        "unit_needed": True,
    },
)


def variable(name: str, low: str, high: str, decimals: int = 0) -> dict[str, Any]:
    """A variable drawn from a range."""
    return {
        "id": f"v-{name}",
        "name": name,
        "kind": "range",
        "low": low,
        "high": high,
        "decimals": decimals,
        "values": "",
    }


def listed(name: str, values: str) -> dict[str, Any]:
    """A variable drawn from a list."""
    return {**variable(name, "", ""), "kind": "list", "values": values}


def formula(answer_id: str, text: str, **fields: Any) -> dict[str, Any]:
    """An accepted result: full credit, off by what rounding makes of it."""
    return {
        "id": answer_id,
        "formula": text,
        "tolerance": "",
        "tolerance_kind": "absolute",
        "credit": 100.0,
        "feedback": "",
        **fields,
    }


PRICE = Question(
    id="q-price",
    type="calculated",
    text="HPP Rp{hpp}, margin {margin} % dari harga. Berapa harga jualnya?",
    data={
        "variables": [variable("hpp", "8000", "9000"), listed("margin", "20; 30; 40")],
        "answers": [
            formula("f1", "hpp / (1 - margin/100)", feedback="HPP {hpp} adalah {hpp} itu."),
            formula("f2", "{hpp} * (1 + {margin}/100)", credit=50.0, feedback="Itu markup."),
            formula("f3", "*", credit=0.0, feedback="Hitung lagi."),
        ],
        "decimals": 2,
        "units": [],
        "unit_needed": False,
    },
)

BREAK_EVEN = Question(
    id="q-break-even",
    type="calculated",
    text="Biaya tetap {tetap}, harga 12.500, biaya variabel {variabel}. Berapa bungkus?",
    data={
        "variables": [
            variable("tetap", "900000", "999000"),
            variable("variabel", "8500", "8500.75", 2),
        ],
        "answers": [formula("b1", "ceil(tetap / (12500 - variabel))", tolerance="0")],
        "decimals": None,
        "units": [{"id": "u1", "unit": "bungkus", "factor": "1"}],
        "unit_needed": False,
    },
)


def pair(pair_id: str, prompt: str, answer: str) -> dict[str, Any]:
    """A prompt and what belongs to it."""
    return {"id": pair_id, "prompt": prompt, "answer": answer}


COSTS = Question(
    id="q-kinds-of-cost",
    type="matching",
    text="Biaya apa ini?",
    data={
        "pairs": [
            pair("sewa", "Sewa warung", "Biaya tetap"),
            pair("tepung", "Tepung", "Biaya variabel"),
            pair("minyak", "Minyak <goreng>", "Biaya  variabel"),
            pair("sekolah", "Uang sekolah", "Bukan biaya usaha"),
        ],
        "distractors": ["Utang"],
        "keep_order": False,
    },
)

MEANINGS = Question(
    id="q-meanings",
    type="matching",
    text="Apa artinya?",
    data={
        "pairs": [
            pair("m1", "*HPP*", "Biaya satu **barang**"),
            pair("m2", "Laba", "A & B"),
        ],
        "distractors": [],
        "keep_order": True,
    },
    format=TextFormat.MARKDOWN.value,
)

STEPS = Question(
    id="q-steps",
    type="ordering",
    text="Urutkan langkah menghitung harga jual.",
    data={
        "items": [
            {"id": "i-catat", "text": "Catat semua biaya"},
            {"id": "i-jumlah", "text": "Jumlahkan"},
            {"id": "i-bagi", "text": "Bagi dengan jumlah barang"},
            {"id": "i-margin", "text": 'Tambah "margin" <30 %>'},
        ],
        "marking": "partial",
    },
)

DAYS = Question(
    id="q-days",
    type="ordering",
    text="Apa yang lebih dulu?",
    data={
        "items": [{"id": "d1", "text": "Menanam"}, {"id": "d2", "text": "Memanen"}],
        "marking": "all_or_nothing",
    },
)


def gap(name: str, kind: str, *answers: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A gap that counts once, with these answers."""
    return {
        "id": f"g-{name}",
        "name": name,
        "kind": kind,
        "answers": list(answers),
        "weight": 1.0,
        "case_matters": False,
        **fields,
    }


def filling(answer_id: str, text: str, credit: float = 100.0, **fields: Any) -> dict[str, Any]:
    """What may fill a gap."""
    return {
        "id": answer_id,
        "text": text,
        "credit": credit,
        "tolerance": "0",
        "feedback": f"Masukan untuk {answer_id}.",
        **fields,
    }


STORY = Question(
    id="q-story-with-gaps",
    type="gaps",
    text="Bu Sri menghitung [[2]] lebih dulu.\n\nHPP-nya Rp[[harga]], maka ia [[1]].",
    data={
        "gaps": [
            gap("1", "choice", filling("c1", "untung"), filling("c2", "rugi", 0.0)),
            gap(
                "2",
                "short",
                filling("s1", "biaya"),
                filling("s2", "semua *", 50.0),
                filling("s3", "*", 0.0),
                weight=2.0,
            ),
            gap(
                "harga",
                "numeric",
                filling("k1", "8500", tolerance="50"),
                filling("k2", "8500.5", 50.0, tolerance="100"),
            ),
        ]
    },
)

RULES = Question(
    id="q-rules-with-gaps",
    type="gaps",
    text="<p>Yang mengawasi pinjaman: <b>[[lembaga]]</b></p><ul><li>[[nomor]]</li></ul>",
    data={
        "gaps": [
            gap("lembaga", "short", filling("l1", "OJK"), case_matters=True),
            gap("nomor", "choice", filling("x", "157"), filling("y", "<i>110</i>", 25.0)),
        ]
    },
    format=TextFormat.HTML.value,
)

SAMPLES: dict[str, list[Question]] = {
    "numeric": [UNIT_COST, WEIGHT],
    "calculated": [PRICE, BREAK_EVEN],
    "matching": [COSTS, MEANINGS],
    "ordering": [STEPS, DAYS],
    "gaps": [STORY, RULES],
}
