"""A quiz with one question of each built-in type, as a lesson stores it."""

from typing import Any

from django.core.files.base import ContentFile
from wagtail.images import get_image_model

from tests.factories.catalog import quiz_block
from tests.factories.media import png_bytes


def item(item_id: str, **value: Any) -> dict[str, Any]:
    return {"type": "item", "id": item_id, "value": value}


def question(slug: str, question_id: str, text: str, **value: Any) -> dict[str, Any]:
    return {"type": slug, "id": question_id, "value": {"text": text, **value}}


def make_image(title: str) -> Any:
    image = get_image_model()(title=title)
    image.file = ContentFile(png_bytes(80, 60), name=f"{title}.png")
    image.save()
    return image


def quiz_of_all_types(**rules: Any) -> dict[str, Any]:
    """A quiz block; its questions are named by their type, the description comes first."""
    block = quiz_block(0, **rules)
    block["value"]["questions"] = all_questions()
    return block


def all_questions() -> list[dict[str, Any]]:
    bright, dark = make_image("terang"), make_image("gelap")
    return [
        question("description", "description", "Siti menjual keripik singkong."),
        question(
            "single_choice",
            "single_choice",
            "Apa langkah pertama Siti?",
            answers=[
                item("yes", text="Menghitung biaya", right=True, feedback="Biaya dulu."),
                item("no", text="Menyewa kios", right=False, feedback="Kios bisa menunggu."),
            ],
        ),
        question(
            "multiple_choice",
            "multiple_choice",
            "Mana yang termasuk biaya bahan?",
            marking="penalty",
            answers=[
                item("a", text="Singkong", right=True, feedback="Singkong itu bahan."),
                item("b", text="Minyak goreng", right=True, feedback=""),
                item("c", text="Sewa kios", right=False, feedback="Sewa itu biaya tetap."),
            ],
        ),
        question(
            "true_false",
            "true_false",
            "Upah sendiri ikut dihitung.",
            right=True,
            feedback_true="Tenagamu berharga.",
            feedback_false="Tenagamu juga biaya.",
        ),
        question(
            "picture_choice",
            "picture_choice",
            "Foto mana yang paling jelas?",
            answers=[
                item("a", picture=bright.pk, alt="Keripik di dekat jendela", right=True),
                item("b", picture=dark.pk, alt="Keripik yang gelap", right=False),
            ],
        ),
        question(
            "short_answer",
            "short_answer",
            "Apa singkatan Harga Pokok Produksi?",
            answers=[item("a", text="HPP", credit=100, feedback="Ingat singkatannya.")],
        ),
        question(
            "numeric",
            "numeric",
            "Rp425.000 untuk 50 bungkus. Berapa satu bungkus?",
            answers=[item("a", value="8500", tolerance="0", feedback="Dibagi 50.")],
        ),
        question(
            "calculated",
            "calculated",
            "Rp{biaya} untuk {n} bungkus. Berapa satu bungkus?",
            variables=[
                item("v1", name="biaya", kind="list", values="400000"),
                item("v2", name="n", kind="list", values="40"),
            ],
            answers=[item("a", formula="biaya / n", tolerance="0", feedback="Dibagi.")],
        ),
        question(
            "matching",
            "matching",
            "Pasangkan biaya dengan jenisnya.",
            pairs=[
                item("x", prompt="Singkong", answer="Bahan"),
                item("y", prompt="Sewa kios", answer="Biaya tetap"),
            ],
        ),
        question(
            "ordering",
            "ordering",
            "Urutkan langkahnya.",
            items=[
                item("x", text="Pilih ide"),
                item("y", text="Hitung biaya"),
                item("z", text="Jual contoh"),
            ],
        ),
        question(
            "gaps",
            "gaps",
            "Modal Rp[[1]] untuk membeli [[2]] dan membayar [[3]].",
            gaps=[
                item("x", name="1", kind="numeric", answers=[item("p", text="250000")]),
                item(
                    "y",
                    name="2",
                    kind="choice",
                    answers=[item("p", text="bahan"), item("r", text="motor", credit=0)],
                ),
                item("z", name="3", kind="short", answers=[item("p", text="sewa*")]),
            ],
        ),
        question("essay", "essay", "Ceritakan usahamu.", min_words=3),
        question("file", "file", "Kirim foto produkmu.", accept=["picture"]),
    ]
