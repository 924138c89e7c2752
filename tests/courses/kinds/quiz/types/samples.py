"""Questions as trainers write them, for the tests of all types: `{slug: questions}`.

Every field of the type's block is filled in, so that a sample is the same after the editor.
"""

from typing import Any

from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.kinds.quiz.questions import Question, TextFormat

#: The pictures that samples show; `make_pictures` stores them.
PICTURES = (9001, 9002, 9003)


def make_pictures() -> None:
    """Stores the pictures that the samples name."""
    for pk in PICTURES:
        get_image_model().objects.create(pk=pk, title=f"P{pk}", file=get_test_image_file())


def answer(answer_id: str, text: str, **fields: Any) -> dict[str, Any]:
    """An answer of a single or multiple choice; wrong, without credit, with feedback of its own."""
    return {
        "id": answer_id,
        "text": text,
        "right": False,
        "credit": None,
        "feedback": f"Masukan untuk {answer_id}.",
        **fields,
    }


MARGIN = Question(
    id="q-margin",
    type="single_choice",
    text="HPP 8.500, margin 30 % dari harga. Berapa harga jualnya?",
    data={
        "answers": [
            answer("a1", "Rp12.143", right=True),
            answer("a2", "Rp11.050", credit=25.0),
            answer("a3", "Rp8.500"),
        ],
        "keep_order": False,
    },
    name="Margin",
    feedback="Margin dihitung dari harga, bukan dari HPP.",
    hints=("Margin atau laba di atas HPP?", "Bagi dengan 0,7."),
    picture={"image": PICTURES[0], "alt": "Sebungkus keripik"},
)

PLACES = Question(
    id="q-places",
    type="single_choice",
    text="Lembaga mana yang **mengawasi** pinjaman?",
    data={
        "answers": [answer("x", "*OJK*", right=True), answer("y", "Kantor pos")],
        "keep_order": True,
    },
    format=TextFormat.MARKDOWN.value,
)


def several(marking: str, *answers: dict[str, Any]) -> Question:
    """A multiple choice: which costs belong into the HPP?"""
    return Question(
        id="q-costs",
        type="multiple_choice",
        text="Biaya mana yang masuk HPP?",
        data={
            "answers": list(answers)
            or [
                answer("bahan", "Bahan baku", right=True),
                answer("upah", "Upah", right=True),
                answer("kemasan", "Kemasan", right=True),
                answer("seragam", "Seragam anak sekolah"),
                answer("arisan", "Arisan"),
            ],
            "marking": marking,
            "keep_order": False,
        },
        feedback="HPP berisi semua yang habis untuk membuat barang.",
    )


STATEMENT = Question(
    id="q-statement",
    type="true_false",
    text="Uang usaha dan uang dapur boleh dicampur.",
    data={
        "right": False,
        "feedback_true": "Masukan untuk benar.",
        "feedback_false": "Masukan untuk salah.",
    },
)

LABELS = Question(
    id="q-labels",
    type="picture_choice",
    text="Kemasan mana yang lengkap labelnya?",
    data={
        "answers": [
            {
                "id": f"p{number}",
                "picture": pk,
                "alt": f"Kemasan {number}",
                "text": "Dengan <b>tanggal</b>" if number == 2 else "",
                "right": number == 2,
                "feedback": f"Masukan untuk p{number}.",
            }
            for number, pk in enumerate(PICTURES, start=1)
        ],
        "keep_order": False,
    },
    format=TextFormat.HTML.value,
)


def accepted(
    answer_id: str, text: str, credit: float = 100.0, feedback: str = ""
) -> dict[str, Any]:
    """An accepted answer of a short answer."""
    return {"id": answer_id, "text": text, "credit": credit, "feedback": feedback}


CAPITAL = Question(
    id="q-capital",
    type="short_answer",
    text="Uang untuk memulai usaha disebut apa?",
    data={
        "answers": [
            accepted("s1", "modal", feedback="Masukan untuk modal."),
            accepted("s2", "modal *", 80.0, "Masukan untuk modal apa pun."),
            accepted("s3", "*", 0.0, "Masukan untuk yang lain."),
        ],
        "case_matters": False,
        "accents_matter": False,
    },
)

RUBRIC = [
    {
        "id": "jelas",
        "criterion": "Jelas",
        "levels": [
            {"id": "j0", "text": "Belum", "points": 0.0},
            {"id": "j1", "text": "Sebagian", "points": 1.0},
            {"id": "j2", "text": "Ya", "points": 2.0},
        ],
    },
    {
        "id": "nyata",
        "criterion": "Nyata",
        "levels": [
            {"id": "n0", "text": "Belum", "points": 0.0},
            {"id": "n3", "text": "Ya", "points": 3.0},
        ],
    },
]

PLAN = Question(
    id="q-plan",
    type="essay",
    text="Apa langkahmu dalam 30 hari?",
    data={
        "template": "Minggu 1:",
        "min_words": 3,
        "max_words": 8,
        "lines": 6,
        "rubric": RUBRIC,
        "model_answer": "Jawaban contoh: hitung HPP lebih dulu.",
    },
)

DIARY = Question(
    id="q-diary",
    type="essay",
    text="Ceritakan usahamu.",
    data={
        "template": "",
        "min_words": None,
        "max_words": None,
        "lines": 8,
        "rubric": [],
        "model_answer": "",
    },
    weight=2.5,
    penalty=0.0,
)

WORKSHEET = Question(
    id="q-worksheet",
    type="file",
    text="Kirim foto lembar kerjamu.",
    data={
        "accept": ["picture", "pdf"],
        "max_megabytes": 2,
        "rubric": RUBRIC,
        "model_answer": "Jawaban contoh: semua kotak terisi.",
    },
)

SOUND = Question(
    id="q-sound",
    type="file",
    text="Rekam perkenalanmu.",
    data={
        "accept": ["document", "sound"],
        "max_megabytes": 10,
        "rubric": [],
        "model_answer": "",
    },
)

STORY = Question(
    id="q-story",
    type="description",
    text="Bu Sri menjual keripik dengan harga Rp12.500.",
    weight=0.0,
    picture={"image": PICTURES[1], "alt": "Bu Sri di warungnya"},
)

SAMPLES: dict[str, list[Question]] = {
    "single_choice": [MARGIN, PLACES],
    "multiple_choice": [
        several("all_or_nothing"),
        several("partial"),
        several("penalty"),
        several(
            "penalty",
            answer("b1", "Sewa", right=True, credit=33.3),
            answer("b2", "Listrik", right=True, credit=66.7),
            answer("b3", "Jajan", credit=-50.0),
        ),
    ],
    "true_false": [STATEMENT],
    "picture_choice": [LABELS],
    "short_answer": [CAPITAL],
    "essay": [PLAN, DIARY],
    "file": [WORKSHEET, SOUND],
    "description": [STORY],
}
