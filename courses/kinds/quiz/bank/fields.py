"""The model field that holds a question: a stream of exactly one block, the question's type."""

from typing import Any

from django.apps import apps
from django.core.exceptions import AppRegistryNotReady
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from courses.activities.blocks import KeepingStreamBlock, MissingBlock
from courses.kinds.quiz.types.registry import types


class MissingQuestionBlock(MissingBlock):
    """Keeps a question whose type is not installed any more."""

    explanation = _(
        "This question is of a type that is not installed any more. It is kept as it is and "
        "comes back when the type does. No quiz asks it until then."
    )

    class Meta:
        label = _("Missing question type")


class QuestionField(StreamField):
    """A StreamField of all installed question types, with one block in it.

    Migrations never see block definitions: installing a type or changing its block needs none.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It is required, so there is at least one; `min_num` would greet an empty form with an
        # error.
        super().__init__([], **{"max_num": 1, **kwargs})

    @cached_property
    def stream_block(self) -> KeepingStreamBlock:
        if not apps.ready:
            raise AppRegistryNotReady("Question types are known once every app is loaded.")
        children = [(one.slug, one.block(label=one.label, icon=one.icon)) for one in types]
        block = KeepingStreamBlock(children, missing=MissingQuestionBlock())
        block.set_meta_options(self.block_opts)
        return block

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, path, [], kwargs
