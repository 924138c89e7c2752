"""What a trainer fills in for any question, and the way between such a block and a `Question`."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.kinds.quiz.questions import Question, TextFormat

#: Fields of every question: those that stand before its own, and those behind "Settings".
_BEFORE = ("text", "picture", "picture_alt", "sound")
_SETTINGS = ("feedback", "hints", "read_again", "weight", "penalty", "format")


class RowsBlock(blocks.ListBlock):
    """A list that begins with some rows, as in `default=[{}, {}]`, each with all its fields.

    Wagtail would leave the fields out, and its editor writes "undefined" where it was told nothing.
    """

    def get_default(self) -> blocks.list_block.ListValue:
        rows = [{**self.child_block.get_default(), **row} for row in self.meta.default]
        return self.normalize(rows)


class QuestionBlock(blocks.StructBlock):
    """The fields of every question. A type's block adds its own and checks them in `clean`."""

    text = blocks.TextBlock(label=_("Question"), rows=2)
    picture = ImageChooserBlock(label=_("Picture"), required=False)
    picture_alt = blocks.CharBlock(
        label=_("What the picture shows"),
        required=False,
        max_length=250,
        help_text=_("Read aloud to people who can't see the picture."),
    )
    sound = SnippetChooserBlock(
        "media.MediaItem",
        label=_("Sound"),
        required=False,
        help_text=_("The question read aloud. It loads when it is tapped."),
    )
    feedback = blocks.TextBlock(
        label=_("Feedback for everybody"),
        required=False,
        rows=2,
        help_text=_("Shown after any answer, beside the feedback of the answer itself."),
    )
    hints = blocks.ListBlock(
        blocks.CharBlock(label=_("Hint"), max_length=500),
        label=_("Hints"),
        default=[],
        help_text=_("Shown one after another, where the quiz gives further tries."),
    )
    read_again = blocks.PageChooserBlock(
        label=_("What to read again"),
        required=False,
        help_text=_("The result links there when the answer was wrong."),
    )
    weight = blocks.FloatBlock(
        label=_("Weight"),
        default=1.0,
        min_value=0,
        max_value=1000,
        help_text=_("How much this question counts, compared with the others."),
    )
    penalty = blocks.FloatBlock(
        label=_("Penalty"),
        default=1 / 3,
        min_value=0,
        max_value=1,
        help_text=_("The share of the mark, 0 to 1, that each wrong try costs."),
    )
    format = blocks.ChoiceBlock(
        label=_("Texts are written as"),
        choices=[
            (TextFormat.PLAIN.value, _("plain text")),
            (TextFormat.MARKDOWN.value, "Markdown"),
            (TextFormat.HTML.value, "HTML"),
        ],
        default=TextFormat.PLAIN.value,
    )

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks, **kwargs)
        own = [name for name in self.child_blocks if name not in (*_BEFORE, *_SETTINGS)]
        self.meta.form_layout = blocks.BlockGroup(
            children=[*_BEFORE, *own], settings=list(_SETTINGS)
        )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["picture"] and not cleaned["picture_alt"]:
            sentence = _("Say what the picture shows, for people who can't see it.")
            raise blocks.StructBlockValidationError(
                block_errors={"picture_alt": ValidationError(sentence)}
            )
        return cleaned

    class Meta:
        label_format = "{text}"


def read_question(slug: str, raw: Mapping[str, Any], question_id: str, name: str = "") -> Question:
    """The question in a stored block value (as `get_prep_value` gives it)."""
    own = {
        field: _flatten(value)
        for field, value in raw.items()
        if field not in (*_BEFORE, *_SETTINGS)
    }
    picture, sound, page = raw.get("picture"), raw.get("sound"), raw.get("read_again")
    weight, penalty = raw.get("weight"), raw.get("penalty")
    return Question(
        id=question_id,
        type=slug,
        text=raw.get("text") or "",
        data=own,
        format=raw.get("format") or TextFormat.PLAIN.value,
        name=name,
        weight=1.0 if weight is None else float(weight),
        penalty=1 / 3 if penalty is None else float(penalty),
        feedback=raw.get("feedback") or "",
        hints=tuple(_flatten(raw.get("hints") or [])),
        picture={"image": picture, "alt": raw.get("picture_alt") or ""} if picture else None,
        sound={"media": sound} if sound else None,
        read_again={"page": page} if page else None,
    )


def write_question(question: Question, block: blocks.StructBlock) -> dict[str, Any]:
    """The stored block value that `read_question` reads back the same."""
    values = {
        **question.data,
        "text": question.text,
        "picture": question.picture["image"] if question.picture else None,
        "picture_alt": question.picture["alt"] if question.picture else "",
        "sound": question.sound["media"] if question.sound else None,
        "feedback": question.feedback,
        "hints": list(question.hints),
        "read_again": question.read_again["page"] if question.read_again else None,
        "weight": question.weight,
        "penalty": question.penalty,
        "format": question.format,
    }
    return {
        field: _unflatten(values[field], child)
        for field, child in block.child_blocks.items()
        if field in values
    }


def _flatten(value: Any) -> Any:
    """Stored list items as plain values: those that are dicts carry their id."""
    if isinstance(value, list):
        return [_flatten_item(item) for item in value]
    return value


def _flatten_item(item: Any) -> Any:
    if not (isinstance(item, Mapping) and {"type", "value"} <= item.keys()):
        return _flatten(item)
    value = item["value"]
    if not isinstance(value, Mapping):
        return _flatten(value)
    flat = {field: _flatten(one) for field, one in value.items()}
    return {"id": str(item.get("id") or ""), **flat}


def _unflatten(value: Any, block: blocks.Block) -> Any:
    if not isinstance(block, blocks.ListBlock):
        return value
    child = block.child_block
    items = []
    for one in value or []:
        # Wagtail takes an item without an id for a bare value, type and all.
        item: dict[str, Any] = {"type": "item", "value": one, "id": str(uuid4())}
        if isinstance(one, Mapping) and isinstance(child, blocks.StructBlock):
            item["value"] = {
                field: _unflatten(one[field], inner)
                for field, inner in child.child_blocks.items()
                if field in one
            }
            item["id"] = one.get("id") or item["id"]
        items.append(item)
    return items
