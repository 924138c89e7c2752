"""Audio and video as stored items."""

import uuid
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.images import get_image_model_string
from wagtail.search import index

from media.captions import Cue, NoCaptions, read_captions
from media.delivery.addresses import address_of
from media.delivery.content_types import content_type_of
from media.delivery.moving import move_files, new_name
from media.encoding.problems import Problem
from media.files import check_captions, check_sound_or_video, media_type
from media.sources import Source


def stored_name(stored: "MediaItem | Encoding", filename: str) -> str:
    """Where a file is stored first: see `new_name`."""
    item = stored.item if isinstance(stored, Encoding) else stored
    return new_name(filename, private=item.private)


class MediaItem(index.Indexed, models.Model):
    """An audio or video file as it was uploaded. `size` is in bytes, `seconds` is its length,
    `loudness` in LUFS. A job measures it and makes its encodings; `state` and `progress` (per cent)
    tell how far it is, `problem` what went wrong."""

    class Type(models.TextChoices):
        AUDIO = "audio", _("Audio")
        VIDEO = "video", _("Video")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("being prepared")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(
        _("file"),
        upload_to=stored_name,
        validators=[
            FileExtensionValidator(["mp3", "m4a", "ogg", "opus", "wav", "flac", "mp4", "webm"]),
            check_sound_or_video,
        ],
        help_text=_("MP3, M4A, OGG, OPUS, WAV, FLAC, MP4 or WEBM. Lighter copies are made of it."),
    )
    type = models.CharField(_("type"), max_length=5, choices=Type, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False, default=0)
    seconds = models.PositiveIntegerField(_("length in seconds"), editable=False, default=0)
    loudness = models.FloatField(_("loudness"), editable=False, null=True)
    state = models.CharField(
        _("state"), max_length=8, choices=State, editable=False, default=State.WAITING
    )
    progress = models.PositiveSmallIntegerField(editable=False, default=0)
    problem = models.CharField(max_length=30, editable=False, blank=True)
    captions = models.FileField(
        _("captions"),
        upload_to=stored_name,
        blank=True,
        validators=[FileExtensionValidator(["vtt", "srt"]), check_captions],
        help_text=_(
            "A WebVTT or SRT file (.vtt, .srt), for those who can't hear or keep the sound off."
        ),
    )
    cover = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cover"),
    )
    private = models.BooleanField(
        _("private"),
        default=False,
        help_text=_("Only people who are signed in, or who have a private feed, can play it."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    panels = [
        FieldPanel("title"),
        FieldPanel("file"),
        FieldPanel("captions"),
        FieldPanel("cover"),
        FieldPanel("private"),
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
            if self.pk:
                self.state, self.progress, self.problem = self.State.WAITING, 0, ""
        super().save(*args, **kwargs)
        move_files(self)

    def get_problem_display(self) -> str:
        """What went wrong, as a sentence; "" where nothing did."""
        return str(Problem(self.problem).label) if self.problem else ""

    @property
    def sources(self) -> tuple[Source, ...]:
        """What a player offers to the browser, the lightest first; never empty."""
        made = sorted(self.encodings.all(), key=lambda one: one.role != Encoding.Role.SAVER)
        if not made:
            name = str(self.file.name)
            return (Source(address_of(name), content_type_of(name), self.size, self.seconds),)
        return tuple(
            Source(address_of(str(one.file.name)), one.type, one.size, one.seconds, one.role)
            for one in made
        )

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """What its captions say; none where they can't be read."""
        if not self.captions:
            return ()
        try:
            with self.captions.open("rb") as file:
                return read_captions(file.read().decode("utf-8-sig", errors="replace"))
        except (NoCaptions, OSError):
            return ()


class Encoding(models.Model):
    """A lighter copy of an item. `type` is its MIME type with codecs, `size` in bytes."""

    class Role(models.TextChoices):
        MAIN = "main", _("main file")
        SAVER = "saver", _("data saver")

    item = models.ForeignKey(MediaItem, on_delete=models.CASCADE, related_name="encodings")
    role = models.CharField(max_length=5, choices=Role)
    file = models.FileField(upload_to=stored_name)
    type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    seconds = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "role"], name="media_one_encoding_a_role")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.role}"


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
