"""Ordering: items to be put into the right order. Data: `{"items": [{"id", "text"}], "marking":
"all_or_nothing" | "partial"}` with the items in the right order; a response is the list of their
ids in the order that was given.

Partly right counts an item where it follows the item that it should follow, and the first one where
it is first: who moves one item to a wrong place loses little, as the others still follow each
other. The draw is `{"order": ids}`, never the right order.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.activities.contract import BadPayload
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.texts import plain_words
from courses.kinds.quiz.types.answers import whole_without_feedback
from courses.kinds.quiz.types.blocks import QuestionBlock, RowsBlock
from courses.kinds.quiz.types.contract import Line, Mark, QuestionType
from courses.kinds.quiz.types.orders import arrange
from courses.kinds.quiz.types.registry import register

ALL_OR_NOTHING = "all_or_nothing"
PARTIAL = "partial"


class ItemBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Item"), max_length=1000)

    class Meta:
        icon = "order"
        label = _("Item")
        label_format = "{text}"


class OrderingBlock(QuestionBlock):
    items = RowsBlock(
        ItemBlock(),
        label=_("Items in the right order"),
        min_num=2,
        max_num=15,
        default=[{}, {}, {}],
    )
    marking = blocks.ChoiceBlock(
        label=_("Marking"),
        choices=[
            (PARTIAL, _("a share for each item that follows the right one")),
            (ALL_OR_NOTHING, _("all or nothing")),
        ],
        default=PARTIAL,
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        rows: dict[int, ValidationError] = {}
        texts: set[str] = set()
        for place, item in enumerate(cleaned["items"]):
            text = " ".join(item["text"].split())
            if text in texts:
                twice = ValidationError(_("This item is there twice; nobody could tell which."))
                rows[place] = blocks.StructBlockValidationError(block_errors={"text": twice})
            texts.add(text)
        if rows:
            raise blocks.StructBlockValidationError(
                block_errors={"items": blocks.ListBlockValidationError(block_errors=rows)}
            )
        return cleaned


@register
class Ordering(QuestionType):
    slug = "ordering"
    label = _("Ordering")
    icon = "list-ol"
    block = OrderingBlock
    template = "quiz/types/ordering.html"
    payload_fields = ("place-*",)

    def prepare(self, question: Question, chance: Random, *, shuffle: bool) -> dict[str, Any]:
        right = [item["id"] for item in question.data["items"]]
        order = list(right)
        chance.shuffle(order)
        if order == right:
            # One step on: as good as any other, and nobody gets the answer for nothing.
            order = [*order[1:], *order[:1]]
        return {"order": order}

    def screen(self, question: Question, draw: Mapping[str, Any], language: str) -> dict[str, Any]:
        items = question.data["items"]
        drawn = draw if draw.get("order") else {"order": sorted(item["id"] for item in items)}
        return {
            "items": [
                {
                    "id": item["id"],
                    "text": item["text"],
                    "words": plain_words(item["text"], question.format),
                }
                for item in arrange(items, drawn)
            ],
            "places": list(range(1, len(items) + 1)),
        }

    def read(
        self, question: Question, draw: Mapping[str, Any], payload: Mapping[str, Any], language: str
    ) -> list[str]:
        sent = payload if isinstance(payload, Mapping) else {}
        items = question.data["items"]
        placed: dict[int, str] = {}
        for item in items:
            place = _read_place(sent.get(f"place-{item['id']}"), len(items))
            if place in placed:
                sentence = _("Place %(place)d is given twice. Give each line a place of its own.")
                raise BadPayload(sentence % {"place": place})
            placed[place] = item["id"]
        return [placed[place] for place in sorted(placed)]

    def mark(self, question: Question, draw: Mapping[str, Any], response: Any) -> Mark:
        parts = _parts(question, response)
        share = sum(parts.values()) / len(parts) if parts else 0.0
        if question.data.get("marking") == ALL_OR_NOTHING:
            share = 1.0 if share == 1 else 0.0
        return Mark(share, parts=parts)

    def tell(
        self, question: Question, draw: Mapping[str, Any], response: Any, language: str
    ) -> list[Line]:
        parts = _parts(question, response)
        texts = {item["id"]: item["text"] for item in question.data["items"]}
        return [
            Line(texts[one], str(place), parts[one], format=question.format)
            for place, one in enumerate(_known(question, response), start=1)
        ]

    def solution(self, question: Question, draw: Mapping[str, Any], language: str) -> list[Line]:
        return [
            Line(item["text"], str(place), True, format=question.format)
            for place, item in enumerate(question.data["items"], start=1)
        ]

    def without_feedback(self, question: Question) -> list[str]:
        return whole_without_feedback(question)

    def guess(self, question: Question) -> float | None:
        count = len(question.data["items"])
        if not count:
            return None
        if question.data.get("marking") != ALL_OR_NOTHING:
            # Each item follows the right one, or begins, in one of so many orders.
            return 1 / count
        orders = 1
        for number in range(2, count + 1):
            orders *= number
        return 1 / orders

    def redact(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: value
            for name, value in payload.items()
            if re.fullmatch(r"place-[\w-]{1,40}", str(name))
            and isinstance(value, str)
            and re.fullmatch(r"[0-9]{1,2}", value)
        }


def _read_place(sent: Any, count: int) -> int:
    """A place from 1 to `count`. Raises `BadPayload`."""
    if isinstance(sent, str) and re.fullmatch(r"[0-9]{1,2}", sent) and 1 <= int(sent) <= count:
        return int(sent)
    raise BadPayload(
        gettext("Give each line a place from 1 to %(count)d, each place once.") % {"count": count}
    )


def _known(question: Question, response: Any) -> list[str]:
    """The ids in a response that the question still has, each once."""
    if not isinstance(response, list):
        return []
    ids = {item["id"] for item in question.data["items"]}
    return list(dict.fromkeys(one for one in response if isinstance(one, str) and one in ids))


def _parts(question: Question, response: Any) -> dict[str, bool]:
    """Which items follow the one that they should follow."""
    given = _known(question, response)
    before = dict(zip(given, [None, *given], strict=False))
    right = [item["id"] for item in question.data["items"]]
    return {
        one: one in before and before[one] == wanted
        for one, wanted in zip(right, [None, *right], strict=False)
    }
