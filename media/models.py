"""Audio and video as stored items."""

import uuid
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from media.files import check_captions, check_sound_or_video, media_type


def stored_name(item: "MediaItem", filename: str) -> str:
    """A path that no other file ever had, so that an address never changes its content."""
    return f"media/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class MediaItem(index.Indexed, models.Model):
    """An audio or video file. `size` is in bytes, `seconds` is its length."""

    class Type(models.TextChoices):
        AUDIO = "audio", _("Audio")
        VIDEO = "video", _("Video")

    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(
        _("file"),
        upload_to=stored_name,
        validators=[
            FileExtensionValidator(["mp3", "m4a", "ogg", "opus", "mp4", "webm"]),
            check_sound_or_video,
        ],
        help_text=_("MP3, M4A, OGG, OPUS, MP4 or WEBM. Speech is light as MP3 mono at 48 kb/s."),
    )
    type = models.CharField(_("type"), max_length=5, choices=Type, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False, default=0)
    seconds = models.PositiveIntegerField(
        _("length in seconds"), help_text=_("People see the length before they tap.")
    )
    captions = models.FileField(
        _("captions"),
        upload_to=stored_name,
        blank=True,
        validators=[FileExtensionValidator(["vtt"]), check_captions],
        help_text=_("A WebVTT file (.vtt), for those who can't hear or keep the sound off."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    panels = [
        FieldPanel("title"),
        FieldPanel("file"),
        FieldPanel("seconds"),
        FieldPanel("captions"),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("audio or video")
        verbose_name_plural = _("audio and video")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        # A file that is not stored yet is a new one.
        if self.file and not getattr(self.file, "_committed", True):
            self.size = self.file.size
            self.type = media_type(self.file).split("/")[0]
        super().save(*args, **kwargs)


def sent_name(sent: "SentFile", filename: str) -> str:
    """Outside of what `media.views` serves to everybody; nothing of the sender's name is kept."""
    return f"sent/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()[:10]}"


class SentFile(models.Model):
    """A file that somebody sent in, private. `event_id` names the event that it came with; `type`
    is its MIME type by content, `size` in bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    event_id = models.UUIDField()
    file = models.FileField(upload_to=sent_name)
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "event_id"], name="media_one_file_an_event")
        ]

    def __str__(self) -> str:
        return self.name
