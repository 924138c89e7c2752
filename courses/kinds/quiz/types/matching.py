"""Matching: for each prompt the answer that belongs to it. Data: `{"pairs": [{"id", "prompt",
"answer"}], "distractors": [text], "keep_order": bool}`; a response is `{pair's id: choice's key}`.

The choices are the different answers of all pairs, and the distractors. The draw lists them as
`{"choices": [pair's id or "distractor-0"]}`; a choice's key is its place in that list, as the ids
would tell which belong together. They are shuffled, or sorted where the order is kept. The score is
the share of pairs that are right.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.activities.contract import BadPayload
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.texts import plain_words
from courses.kinds.quiz.types.answers import whole_without_feedback
from courses.kinds.quiz.types.blocks import QuestionBlock, RowsBlock
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.orders import arrange, draw_order
from courses.kinds.quiz.types.registry import register


class PairBlock(blocks.StructBlock):
    prompt = blocks.CharBlock(label=_("Prompt"), max_length=1000)
    answer = blocks.CharBlock(
        label=_("What belongs to it"),
        max_length=500,
        help_text=_("The same words in two pairs are one choice."),
    )

    class Meta:
        icon = "link"
        label = _("Pair")
        label_format = "{prompt}: {answer}"


class MatchingBlock(QuestionBlock):
    pairs = RowsBlock(PairBlock(), label=_("Pairs"), min_num=2, max_num=20, default=[{}, {}])
    distractors = blocks.ListBlock(
        blocks.CharBlock(label=_("Further choice"), max_length=500),
        label=_("Further choices that belong to nothing"),
        default=[],
        max_num=20,
    )
    keep_order = blocks.BooleanBlock(
        label=_("Keep the prompts in this order, and the choices in the order of the alphabet"),
        required=False,
        default=False,
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        rows: dict[int, ValidationError] = {}
        prompts: set[str] = set()
        for place, pair in enumerate(cleaned["pairs"]):
            prompt = _squeeze(pair["prompt"])
            if prompt in prompts:
                twice = ValidationError(_("This prompt is there twice."))
                rows[place] = blocks.StructBlockValidationError(block_errors={"prompt": twice})
            prompts.add(prompt)
        answers = {_squeeze(pair["answer"]) for pair in cleaned["pairs"]}
        if rows:
            raise _pairs_error(blocks.ListBlockValidationError(block_errors=rows))
        if len(answers | set(map(_squeeze, cleaned["distractors"]))) < 2:
            sentence = ValidationError(_("There must be at least two different choices."))
            raise _pairs_error(blocks.ListBlockValidationError(non_block_errors=[sentence]))
        return cleaned


@register
class Matching(QuestionType):
    slug = "matching"
    label = _("Matching")
    icon = "link"
    block = MatchingBlock
    template = "quiz/types/matching.html"
    payload_fields = ("pair-*",)

    def prepare(self, question: Question, chance: Random, *, shuffle: bool) -> dict[str, Any]:
        choices = _sorted_choices(question)
        if not question.data.get("keep_order"):
            chance.shuffle(choices)
        return {
            "choices": choices,
            **draw_order(question, "pairs", chance, shuffle=shuffle),
        }

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        texts = _texts(question)
        choices = [
            {"key": str(key), "text": plain_words(texts[choice], question.format)}
            for key, choice in enumerate(_choices(question, draw))
            if choice in texts
        ]
        pairs = arrange(question.data["pairs"], draw)
        return {
            "pairs": [{"id": pair["id"], "prompt": pair["prompt"]} for pair in pairs],
            "choices": choices,
        }

    def read(
        self, question: Question, draw: Mapping[str, Any], payload: Mapping[str, Any], language: str
    ) -> dict[str, str]:
        sent = payload if isinstance(payload, Mapping) else {}
        response = {}
        for pair in question.data["pairs"]:
            key = sent.get(f"pair-{pair['id']}")
            if _choice(question, draw, key) is None:
                raise BadPayload(_("Choose what belongs to each line."))
            response[pair["id"]] = str(key)
        return response

    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        texts = _texts(question)
        given = response if isinstance(response, Mapping) else {}
        parts = {
            pair["id"]: _chosen(question, draw, given.get(pair["id"]), texts)
            == _squeeze(pair["answer"])
            for pair in question.data["pairs"]
        }
        return Mark(sum(parts.values()) / len(parts) if parts else 0.0, parts=parts)

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        texts, parts = _texts(question), self.mark(question, draw, response).parts
        given = response if isinstance(response, Mapping) else {}
        lines = []
        for pair in arrange(question.data["pairs"], draw):
            chosen = _chosen(question, draw, given.get(pair["id"]), texts)
            if chosen is not None:
                right = parts[pair["id"]]
                lines.append(Line(chosen, pair["prompt"], right, format=question.format))
        return lines

    def solution(self, question: Question, draw: Mapping[str, Any], language: str) -> list[Line]:
        return [
            Line(pair["answer"], pair["prompt"], True, format=question.format)
            for pair in arrange(question.data["pairs"], draw)
        ]

    def without_feedback(self, question: Question) -> list[str]:
        return whole_without_feedback(question)

    def guess(self, question: Question) -> float | None:
        choices = len(_sorted_choices(question))
        return 1 / choices if choices else None

    def redact(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: value
            for name, value in payload.items()
            if re.fullmatch(r"pair-[\w-]{1,40}", str(name))
            and isinstance(value, str)
            and re.fullmatch(r"[0-9]{1,3}", value)
        }


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _texts(question: Question) -> dict[str, str]:
    """The text of each pair's answer and of each distractor, by its name in a draw."""
    texts = {pair["id"]: _squeeze(pair["answer"]) for pair in question.data["pairs"]}
    for place, text in enumerate(question.data.get("distractors") or []):
        texts[f"distractor-{place}"] = _squeeze(text)
    return texts


def _sorted_choices(question: Question) -> list[str]:
    """The names of the choices, each text once, in the order of the alphabet."""
    first: dict[str, str] = {}
    for name, text in _texts(question).items():
        first.setdefault(text, name)
    return [first[text] for text in sorted(first, key=lambda text: (text.casefold(), text))]


def _choices(question: Question, draw: Mapping[str, Any]) -> list[str]:
    choices = draw.get("choices")
    return list(choices) if choices else _sorted_choices(question)


def _choice(question: Question, draw: Mapping[str, Any], key: Any) -> str | None:
    """The name of the choice with this key; None for anything else that was sent as one."""
    if not isinstance(key, str) or not re.fullmatch(r"[0-9]{1,3}", key):
        return None
    choices = _choices(question, draw)
    return choices[int(key)] if int(key) < len(choices) and key == str(int(key)) else None


def _chosen(
    question: Question, draw: Mapping[str, Any], key: Any, texts: Mapping[str, str]
) -> str | None:
    """The text that was chosen; None where the question has it no more."""
    return texts.get(_choice(question, draw, key) or "")


def _pairs_error(error: ValidationError) -> ValidationError:
    return blocks.StructBlockValidationError(block_errors={"pairs": error})
