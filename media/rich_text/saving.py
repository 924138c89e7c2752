"""Rich text is cleaned whenever it is saved, in whatever model it stands and however it came.

Publishing saves too: a draft that lay in the database from before is cleaned on its way out.
"""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.db.models.signals import pre_save
from modelcluster.models import get_all_child_relations
from wagtail.blocks import Block, ListBlock, RichTextBlock, StreamBlock, StructBlock, URLBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Revision

from media.rich_text.cleaning import clean_rich_text

#: What an address must begin with that a trainer gives.
_ADDRESS = re.compile(r"(?:https?|ftps?)://", re.IGNORECASE)


def connect_cleaning() -> None:
    """For every model with rich text or a stream; to be called once all models are there."""
    for model in apps.get_models():
        if any(_rich_fields(model)):
            pre_save.connect(_clean_instance, sender=model, dispatch_uid="clean-rich-text")
    pre_save.connect(_clean_revision, sender=Revision, dispatch_uid="clean-rich-text")


def _rich_fields(model: type[Model]) -> list[Any]:
    fields = model._meta.concrete_fields
    return [field for field in fields if isinstance(field, RichTextField | StreamField)]


def _clean_instance(
    instance: Any, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    unread = instance.get_deferred_fields()
    for field in _rich_fields(type(instance)):
        if field.attname in unread or (update_fields and field.name not in update_fields):
            continue
        value = getattr(instance, field.attname)
        if not value:
            continue
        if isinstance(field, RichTextField):
            setattr(instance, field.attname, clean_rich_text(str(value)))
            continue
        stored = field.stream_block.get_prep_value(value)
        cleaned = clean_value(field.stream_block, stored)
        if cleaned != stored:
            setattr(instance, field.attname, field.stream_block.to_python(cleaned))


def _clean_revision(
    instance: Revision, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """A draft is in no model's own field, only in what its revision keeps."""
    model = instance.content_type.model_class()
    if model and (update_fields is None or "content" in update_fields):
        instance.content = _clean_content(model, instance.content)


def _clean_content(model: type[Model], content: Mapping[str, Any]) -> dict[str, Any]:
    """A model's serialised fields, those of its children too."""
    cleaned = dict(content)
    for field in _rich_fields(model):
        stored = content.get(field.name)
        if not stored or not isinstance(stored, str):
            continue
        if isinstance(field, RichTextField):
            cleaned[field.name] = clean_rich_text(stored)
        else:
            stream = json.loads(stored)
            as_cleaned = clean_value(field.stream_block, stream)
            if as_cleaned != stream:
                cleaned[field.name] = json.dumps(as_cleaned, cls=DjangoJSONEncoder)
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if children := content.get(name):
            cleaned[name] = [_clean_content(relation.related_model, child) for child in children]
    return cleaned


def clean_value(block: Block, stored: Any) -> Any:
    """A block's value as JSON keeps it: rich text is cleaned, harmful addresses are gone. What has
    another shape than the block would write stays as it is."""
    match block, stored:
        case RichTextBlock(), str():
            return clean_rich_text(stored)
        case URLBlock(), str():
            # Only its own form field looks at an address; a translation comes without one.
            return stored if _ADDRESS.match(stored) else ""
        case StreamBlock(), list():
            return [_clean_child(block, child) for child in stored]
        case ListBlock(), list():
            return [_clean_item(block.child_block, item) for item in stored]
        case StructBlock(), dict():
            return {
                name: clean_value(block.child_blocks[name], part)
                if name in block.child_blocks
                else part
                for name, part in stored.items()
            }
        case _:
            return stored


def _clean_child(stream: StreamBlock, child: Any) -> Any:
    if not isinstance(child, dict) or child.get("type") not in stream.child_blocks:
        return child
    return {**child, "value": clean_value(stream.child_blocks[child["type"]], child.get("value"))}


def _clean_item(block: Block, item: Any) -> Any:
    """A list's item: since Wagtail 2.16 with an id, before that the bare value."""
    if isinstance(item, dict) and item.get("type") == "item" and "value" in item:
        return {**item, "value": clean_value(block, item["value"])}
    return clean_value(block, item)
