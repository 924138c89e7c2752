"""What a trainer fills in for a text with gaps."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.kinds.quiz.texts import plain_words
from courses.kinds.quiz.types.answers import catches_all
from courses.kinds.quiz.types.blocks import QuestionBlock, RowsBlock
from courses.kinds.quiz.types.number_fields import (
    CodeBlock,
    NumberBlock,
    TypedTextBlock,
    read_for_storing,
    show_stored,
)
from courses.kinds.quiz.types.numbers import read_canonical

CHOICE, SHORT, NUMERIC = "choice", "short", "numeric"
_NAME = r"[A-Za-z0-9_-]{1,30}"
#: `[[name]]` in a text.
MARKER = re.compile(rf"\[\[\s*({_NAME})\s*\]\]")


class GapAnswerBlock(blocks.StructBlock):
    text = TypedTextBlock(
        label=_("Answer"),
        max_length=250,
        help_text=_(
            r"Where it is typed, * stands for anything and \* for a star; an answer that is * "
            "alone gives feedback on whatever fits no other."
        ),
    )
    credit = blocks.FloatBlock(
        label=_("Share of the mark, in per cent"),
        default=100,
        min_value=0,
        max_value=100,
        help_text=_("0 for a wrong choice."),
    )
    tolerance = NumberBlock(
        label=_("May be off by"),
        required=False,
        default="0",
        help_text=_("For a number. 0: exactly this one."),
    )
    feedback = blocks.TextBlock(
        label=_("Feedback"),
        required=False,
        rows=1,
        help_text=_("What a person learns from having given this answer."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Answer")
        label_format = "{text}"


class GapBlock(blocks.StructBlock):
    name = CodeBlock(
        label=_("Name"),
        max_length=30,
        help_text=_("In the text, [[1]] is where the gap with the name 1 stands."),
    )
    kind = blocks.ChoiceBlock(
        label=_("Filled in by"),
        choices=[
            (CHOICE, _("choosing from a list")),
            (SHORT, _("typing a word or a few")),
            (NUMERIC, _("typing a number")),
        ],
        default=CHOICE,
    )
    answers = RowsBlock(
        GapAnswerBlock(), label=_("Answers"), min_num=1, max_num=20, default=[{}, {}]
    )
    weight = blocks.FloatBlock(
        label=_("Weight"),
        default=1.0,
        min_value=0,
        max_value=1000,
        help_text=_("How much this gap counts, compared with the others."),
    )
    case_matters = blocks.BooleanBlock(
        label=_("Capital and small letters must agree"), required=False, default=False
    )

    def get_form_state(self, value: Any) -> Any:
        state = super().get_form_state(value)
        if value.get("kind") == NUMERIC:
            for row, answer in zip(state["answers"], value["answers"], strict=True):
                row["value"]["text"] = show_stored(answer["text"])
        return state

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if not re.fullmatch(_NAME, cleaned["name"]):
            sentence = gettext("A name is made of letters, digits, - and _, without spaces.")
            errors["name"] = ValidationError(sentence)
        rows: dict[int, ValidationError] = {}
        for place, answer in enumerate(cleaned["answers"]):
            if faults := dict(_find_answer_faults(answer, cleaned["kind"])):
                rows[place] = blocks.StructBlockValidationError(block_errors=faults)
        if rows:
            errors["answers"] = blocks.ListBlockValidationError(block_errors=rows)
        elif sentence := _find_gap_fault(cleaned):
            errors["answers"] = blocks.ListBlockValidationError(non_block_errors=[sentence])
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "form"
        label = _("Gap")
        label_format = "{name}"


class GapsBlock(QuestionBlock):
    gaps = blocks.ListBlock(GapBlock(), label=_("Gaps"), min_num=1, max_num=30)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        names = MARKER.findall(cleaned["text"])
        known = [gap["name"] for gap in cleaned["gaps"]]
        errors: dict[str, Any] = {}
        if sentence := _find_text_fault(names, known, cleaned):
            errors["text"] = ValidationError(sentence)
        rows: dict[int, ValidationError] = {}
        for place, name in enumerate(known):
            if name in known[:place]:
                sentence = gettext("This name is there twice.")
            elif name not in names:
                sentence = gettext("Write [[%(name)s]] into the text, where this gap stands.")
                sentence %= {"name": name}
            else:
                continue
            error = {"name": ValidationError(sentence)}
            rows[place] = blocks.StructBlockValidationError(block_errors=error)
        if rows:
            errors["gaps"] = blocks.ListBlockValidationError(block_errors=rows)
        elif not any(gap["weight"] for gap in cleaned["gaps"]):
            sentence = gettext("At least one gap needs a weight above 0.")
            errors["gaps"] = blocks.ListBlockValidationError(non_block_errors=[sentence])
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


def _find_text_fault(names: list[str], known: list[str], cleaned: Mapping[str, Any]) -> str:
    """What is wrong with where the gaps stand; "" where nothing is."""
    for name in names:
        if name not in known:
            return gettext("There is no gap with the name “%(name)s” below.") % {"name": name}
        if names.count(name) > 1:
            sentence = gettext("The gap [[%(name)s]] stands in the text twice; make it two gaps.")
            return sentence % {"name": name}
    # In an HTML attribute or a comment, say.
    shown = MARKER.findall(plain_words(cleaned["text"], cleaned["format"]))
    hidden = [name for name in names if name not in shown]
    if hidden:
        sentence = gettext("The gap [[%(name)s]] stands where it can't be shown.")
        return sentence % {"name": hidden[0]}
    return ""


def _find_answer_faults(answer: Any, kind: str) -> Iterator[tuple[str, ValidationError]]:
    """What is wrong with an answer; makes its number canonical where it is one."""
    text = answer["text"]
    rest = kind != CHOICE and catches_all(text)
    if kind == NUMERIC and not rest:
        try:
            answer["text"] = read_for_storing(text)
        except ValidationError as error:
            yield "text", error
    if rest and answer["credit"]:
        sentence = gettext("* alone fits whatever is written: give it 0 per cent.")
        yield "credit", ValidationError(sentence)
    tolerance = read_canonical(answer["tolerance"]) or 0
    if tolerance < 0:
        yield "tolerance", ValidationError(gettext("Write 0 or more."))
    elif tolerance and (kind != NUMERIC or rest):
        yield "tolerance", ValidationError(gettext("Only a number may be off; clear this field."))


def _find_gap_fault(gap: Mapping[str, Any]) -> str:
    if gap["kind"] == CHOICE:
        if len(gap["answers"]) < 2:
            return gettext("A choice needs at least two answers.")
        texts = [" ".join(answer["text"].split()) for answer in gap["answers"]]
        if len(set(texts)) < len(texts):
            return gettext("Two answers are the same; nobody could tell which.")
    if not any(answer["credit"] >= 100 for answer in gap["answers"]):
        return gettext("At least one answer must give 100 per cent.")
    return ""
