"""Chapters of our own episodes, and moments as people write them."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.images import get_image_model_string
from wagtail.models import Orderable

from media.templatetags.media_tags import clock

#: Nobody publishes a longer episode.
LONGEST_SECONDS = 24 * 60 * 60
_MOMENT = re.compile(r"(?:(?:(\d{1,2}):(?=\d\d:))?(\d{1,4}):(?=\d\d$))?(\d{1,5})", re.ASCII)


def read_moment(text: str) -> int:
    """Seconds of "1:30", "1:02:09" or plain "90". Raises `ValidationError`."""
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        raise ValidationError(
            _("Write a time as 1:30 (minutes and seconds) or 1:02:09 (with hours)."), code="form"
        )
    hours, minutes, seconds = (int(part) if part else 0 for part in found.groups())
    if (found[2] and seconds > 59) or (found[1] and minutes > 59):
        raise ValidationError(_("A minute has 60 seconds, and an hour 60 minutes."), code="sixty")
    moment = hours * 3600 + minutes * 60 + seconds
    if moment > LONGEST_SECONDS:
        raise ValidationError(_("This is more than 24 hours."), code="long")
    return moment


class MomentFormField(forms.Field):
    """Whole seconds, shown and typed as a player's clock has them."""

    widget = forms.TextInput(attrs={"placeholder": "1:30", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return clock(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        return value if isinstance(value, int) else read_moment(str(value))


class MomentField(models.PositiveIntegerField):  # type: ignore[type-arg]
    """Stored as seconds. Only its form is another than a number's, so migrations see a number."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveIntegerField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        # `Field.formfield` alone: a number's would ask for a number field's bounds.
        return models.Field.formfield(self, **{**kwargs, "form_class": MomentFormField})


class EpisodeChapter(Orderable):
    """A part of an episode; `start` in whole seconds."""

    episode = ParentalKey("podcasts.EpisodePage", on_delete=models.CASCADE, related_name="chapters")
    start = MomentField(_("start"), help_text=_("For example 1:30 or 1:02:09."))
    title = models.CharField(_("title"), max_length=128)
    url = models.URLField(_("link"), blank=True)
    image = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )

    class Meta:
        ordering = ["start"]

    def __str__(self) -> str:
        return self.title
