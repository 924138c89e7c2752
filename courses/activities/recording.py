"""Kinds that play a recording: an uploaded file or a link, with a transcript or captions."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.activities.contract import Asset, Remark, Text
from courses.activities.tap import TappedKind
from courses.activities.transcripts import transcript_remarks


class RecordingChooserBlock(SnippetChooserBlock):
    """A stored item. Those of a whole lesson come with their encodings in two statements."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("media.MediaItem", **kwargs)

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        items = super().bulk_to_python(values)
        prefetch_related_objects([item for item in items if item is not None], "encodings")
        return items

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        path, _args, kwargs = super().deconstruct()
        return path, [], kwargs


class RecordingBlock(blocks.StructBlock):
    """What a trainer fills in. A subclass says which `media_type` its files have."""

    media_type: ClassVar[str]
    wrong_type: ClassVar[Text]

    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    file = RecordingChooserBlock(label=_("File"), required=False, help_text=_("Or give a link."))
    link = blocks.URLBlock(
        label=_("Link"),
        required=False,
        help_text=_("An address elsewhere. Nothing of it loads before the person taps."),
    )
    minutes = blocks.IntegerBlock(
        label=_("Minutes"), required=False, min_value=1, help_text=_("How long a link takes.")
    )
    transcript = blocks.RichTextBlock(
        label=_("Transcript"),
        required=False,
        features=["bold", "italic", "ul", "ol"],
        help_text=_("What is said. Needed where the file has no captions."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        file = cleaned["file"]
        errors: dict[str, ValidationError] = {}
        if bool(file) == bool(cleaned["link"]):
            errors["file"] = ValidationError(_("Choose a file or give a link: one of the two."))
        elif file and file.type != self.media_type:
            errors["file"] = ValidationError(str(self.wrong_type))
        if not str(cleaned["transcript"] or "").strip() and not (file and file.captions):
            sentence = _("Write a transcript, or add captions to the file.")
            errors["transcript"] = ValidationError(sentence)
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        label_format = "{title}"


class RecordingKind(TappedKind):
    """Played, then completed by a tap; size and length stand there before anything loads."""

    def assets(self, value: Any) -> list[Asset]:
        """The lightest of its files alone: a browser plays one of them."""
        if file := value["file"]:
            lightest = file.sources[0]
            seconds = lightest.seconds or None
            return [Asset(lightest.url, size=lightest.size, seconds=seconds, on_demand=True)]
        if not value["link"]:
            # Its file was deleted after the lesson was published.
            return []
        seconds = value["minutes"] * 60 if value["minutes"] else None
        return [Asset(value["link"], size=0, seconds=seconds, on_demand=True)]

    def remarks(self, value: Any) -> Iterable[Remark]:
        return transcript_remarks(value)
