"""The lesson's stream: one child block for each installed kind, and a keeper for the others.

`KeepingStreamBlock` is for any stream whose blocks come from a registry that may lose some.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.telepath import register
from wagtail.blocks import Block, FieldBlock, StreamBlock, StreamValue
from wagtail.blocks.stream_block import StreamBlockAdapter

from courses.activities.registry import Registry

MISSING = "missing"


class MissingField(forms.CharField):
    """Shows the kept content of a missing block as JSON, and takes it back unchanged."""

    widget = forms.Textarea(attrs={"readonly": True, "rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def clean(self, value: Any) -> dict[str, Any]:
        try:
            kept = value if isinstance(value, Mapping) else json.loads(value or "")
        except ValueError:
            kept = None
        if not isinstance(kept, Mapping) or not isinstance(kept.get("type"), str):
            raise ValidationError(
                _("The content of a missing activity must stay as it is; undo your change to it.")
            )
        return {"type": kept["type"], "value": kept.get("value")}


class MissingBlock(FieldBlock):
    """Holds a block whose kind is not installed: `{"type": its kind, "value": its raw value}`."""

    #: What the trainer is told beside it.
    explanation: Any = _(
        "This activity was made with a kind that is not installed any more. It is kept "
        "as it is and comes back when the kind does. Participants do not see it."
    )

    def __init__(self, **kwargs: Any) -> None:
        self.field = MissingField(required=False, help_text=self.explanation)
        super().__init__(**kwargs)

    def value_from_form(self, value: Any) -> Any:
        return self.field.clean(value)

    def value_for_form(self, value: Any) -> str:
        return str(self.field.prepare_value(value))

    def get_searchable_content(self, value: Any) -> list[str]:
        return []

    def get_translatable_segments(self, value: Any) -> list[Any]:
        return []

    def restore_translated_segments(self, value: Any, segments: Any) -> Any:
        return value

    class Meta:
        icon = "warning"
        label = _("Missing activity")
        default: Mapping[str, Any] = {"type": MISSING, "value": None}


class KeepingStreamBlock(StreamBlock):
    """A stream of `children` (name and block). A block of an unknown type survives open, save,
    publish and copy untouched: it is wrapped while in memory and unwrapped whenever it is
    stored."""

    base_blocks: dict[str, Any] = {}

    def __init__(
        self,
        children: Iterable[tuple[str, Block]],
        *,
        missing: MissingBlock | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__([*children, (MISSING, missing or MissingBlock())], **kwargs)

    def to_python(self, value: Any) -> StreamValue:
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except ValueError:
                return self.empty_value(raw_text=value)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value = [self._wrap(block) for block in value]
        return super().to_python(value)

    def bulk_to_python(self, values: Iterable[Any]) -> list[StreamValue]:
        return super().bulk_to_python(
            [[self._wrap(block) for block in stream] for stream in values]
        )

    def get_prep_value(self, value: Any) -> list[dict[str, Any]]:
        return [_unwrap(block) for block in super().get_prep_value(value)]

    def _wrap(self, block: dict[str, Any]) -> dict[str, Any]:
        if block["type"] in self.child_blocks:
            return block
        kept = {"type": block["type"], "value": block["value"]}
        return {"type": MISSING, "value": kept, "id": block.get("id")}


class ActivityStreamBlock(KeepingStreamBlock):
    """Top-level blocks are activities."""

    def __init__(self, kinds: Registry, **kwargs: Any) -> None:
        blocks = [(kind.slug, kind.block(label=kind.label, icon=kind.icon)) for kind in kinds]
        super().__init__(blocks, **kwargs)


def lazy_value(body: StreamValue, position: int) -> Any:
    """A block's value, made of the stored JSON only when somebody looks into it: many do not."""
    return SimpleLazyObject(lambda: body[position].value)


def _unwrap(block: dict[str, Any]) -> dict[str, Any]:
    if block["type"] != MISSING:
        return block
    return {**block["value"], "id": block["id"]}


class KeepingStreamBlockAdapter(StreamBlockAdapter):
    """Wagtail's own stream editor; only, its menu offers no missing block."""

    js_constructor = "courses.activities.ActivityStreamBlock"

    @cached_property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["activities/stream.js"])


register(KeepingStreamBlockAdapter(), KeepingStreamBlock)
