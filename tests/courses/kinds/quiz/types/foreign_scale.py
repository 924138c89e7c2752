"""A question type of a third party: how sure somebody is, on a scale. Nothing of it is ours."""

from collections.abc import Mapping
from typing import Any

from wagtail import blocks

from courses.activities.contract import BadPayload
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.types.blocks import QuestionBlock
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.registry import Registry


class ScaleBlock(QuestionBlock):
    steps = blocks.IntegerBlock(min_value=2, max_value=9)
    right = blocks.IntegerBlock()
    feedback_near = blocks.CharBlock(required=False)


foreign_types = Registry()


@foreign_types.register
class Scale(QuestionType):
    slug = "scale"
    label = "Skala"
    icon = "order"
    block = ScaleBlock
    template = "foreign/scale.html"
    payload_fields = ("step",)

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        return {"steps": list(range(1, question.data["steps"] + 1))}

    def read(
        self, question: Question, draw: Mapping[str, Any], payload: Mapping[str, Any], language: str
    ) -> int:
        sent = payload.get("step")
        steps = [str(one) for one in self.screen(question, draw, language)["steps"]]
        if not isinstance(sent, str) or sent not in steps:
            raise BadPayload("Pilih satu angka.")
        return int(sent)

    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        if not isinstance(response, int):
            return Mark(0.0)
        away = abs(response - question.data["right"])
        near = away == 1 and question.data["feedback_near"]
        return Mark(max(0.0, 1 - away / question.data["steps"]), (near,) if near else ())

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        return [Line(str(response), right=self.mark(question, draw, response).right)]


TEMPLATE = """{% for one in screen.steps %}<label class="pick"><input type="radio" name="step"
value="{{ one }}" required> {{ one }}</label>{% endfor %}"""

SURE = Question(
    id="q-sure",
    type="scale",
    text="Seberapa penting mencatat?",
    data={"steps": 5, "right": 5, "feedback_near": "Masukan untuk hampir."},
)
