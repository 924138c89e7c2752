"""Quizzes for tests of the transfer: their files, and what became of them."""

import base64
import json
import uuid
from typing import Any

from django.core.files.base import ContentFile
from wagtail.images import get_image_model

from courses.catalog.models import CoursePage
from courses.kinds.quiz.bank.checking import block_of
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import read_question, write_question
from courses.transfer.planning import read_body
from tests.courses.transfer.conftest import GIFT, QUIZ, body_of

#: In the lesson, the list begins at line 8.
LIST = QUIZ + "questions:\n"
TWO = GIFT + "\n::q2::Berapa 3 + 3?{\n=Enam\n~Tujuh\n}\n"


def value_of(slug: str = "dua") -> dict[str, Any]:
    value: dict[str, Any] = body_of(slug)[0]["value"]
    return value


def questions_of(slug: str = "dua") -> list[dict[str, Any]]:
    return [
        {"type": one["type"], "id": one["id"], **one["value"]}
        for one in value_of(slug)["questions"]
    ]


def texts(slug: str = "dua") -> list[str]:
    return [one.get("text", one["type"]) for one in questions_of(slug)]


def stored(question: Question, number: int) -> dict[str, Any]:
    return {
        "type": question.type,
        "value": write_question(question, block_of(question.type)),
        "id": str(uuid.UUID(int=number)),
    }


def quiz_of(*items: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "quiz",
        "id": str(uuid.uuid4()),
        "value": {"title": "Kuis", "questions": list(items)},
    }


def questions_in(course: CoursePage) -> list[Question]:
    """What each question of the course's first lesson is, ids and all."""
    [quiz] = read_body(course.get_children().live().first().specific)
    return [
        read_question(one["type"], one["value"], one["id"]) for one in quiz["value"]["questions"]
    ]


def make_image(name: str, data: bytes, **fields: Any) -> Any:
    image = get_image_model()(title=name, file=ContentFile(data, name=name), **fields)
    image._set_image_file_metadata()
    image.save()
    return image


def xml(*questions: str) -> str:
    """A file of which each question begins on a line of its own, the first on line 2."""
    return "<quiz>\n" + "\n".join(questions) + "\n</quiz>\n"


def choice(text: str, *inside: str, name: str = "q1", pijar: Any = None) -> str:
    extra = f"<pijar>{json.dumps(pijar).replace('&', '&amp;')}</pijar>" if pijar else ""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    answers = "".join(
        f'<answer fraction="{fraction}"><text>{answer}</text></answer>'
        for answer, fraction in (("ya", 100), ("bukan", 0))
    )
    return (
        f'<question type="multichoice"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text>{escaped}</text>{"".join(inside)}</questiontext>'
        f"<single>true</single>{answers}{extra}</question>"
    )


def embed(name: str, data: bytes) -> str:
    return f'<file name="{name}" encoding="base64">{base64.b64encode(data).decode()}</file>'


XML_QUIZ = QUIZ.replace(".gift", ".xml")
SHOWN = '<p>Mana?</p><img src="@@PLUGINFILE@@/a.{}" alt="Pasar">'
GONE = {"read_again": "lesson:tiga"}
HEARD = '<p>Dengar</p><audio><source src="@@PLUGINFILE@@/a.mp3"></audio>'
