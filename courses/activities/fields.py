"""The model field that holds a lesson's activities."""

from typing import Any

from django.apps import apps
from django.core.exceptions import AppRegistryNotReady
from django.utils.functional import cached_property
from wagtail.fields import StreamField

from courses.activities.blocks import ActivityStreamBlock
from courses.activities.registry import kinds


class ActivityField(StreamField):
    """A StreamField of all installed kinds.

    Migrations never see block definitions: installing a kind or changing its block needs none.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__([], **kwargs)

    @cached_property
    def stream_block(self) -> ActivityStreamBlock:
        if not apps.ready:
            raise AppRegistryNotReady("Activity kinds are known once every app is loaded.")
        block = ActivityStreamBlock(kinds)
        block.set_meta_options(self.block_opts)
        return block

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super(StreamField, self).deconstruct()
        return name, path, [], kwargs
