"""Audio and video as stored items."""

import uuid
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
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
from media.removing import delete_later
from media.sources import Source
from media.templatetags.media_tags import clock

SENT_FOLDER = "sent"


def stored_name(stored: "MediaItem | Encoding", filename: str) -> str:
    """Where a file is stored first: see `new_name`."""
    item = stored.item if isinstance(stored, Encoding) else stored
    return new_name(filename, private=item.private)


class MediaItem(index.Indexed, models.Model):
    """An audio or video file as it was uploaded. `size` is in bytes, `seconds` is its length,
    `loudness` in LUFS. A job measures it and makes its encodings; `state` and `progress` (per cent)
    tell how far it is, `problem` what went wrong; `worked_at` is when the job last gave a sign."""

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
    worked_at = models.DateTimeField(editable=False, null=True)
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

    #: Whether the last `save` of this object stored a new recording.
    file_is_new = False

    class Meta:
        verbose_name = _("audio or video")
        verbose_name_plural = _("audio and video")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A file that is not stored yet is a new one: nothing that was made of the old one stays.
        Files that the row named before go once this is committed."""
        written = kwargs.get("update_fields")
        is_new_file = bool(self.file) and not getattr(self.file, "_committed", True)
        with transaction.atomic():
            before = {} if self._state.adding else self._stored_names()
            if is_new_file:
                self.size = self.file.size
                self.type = media_type(self.file).split("/")[0]
                if before:
                    self._begin_anew()
            super().save(*args, **kwargs)
            for field, name in before.items():
                file = getattr(self, field)
                if name and name != file.name and (written is None or field in written):
                    delete_later(file.storage, name)
            move_files(self)
        self.file_is_new = is_new_file
        # They may be those of other captions now.
        self.__dict__.pop("cues", None)

    def _stored_names(self) -> dict[str, str]:
        fields = ("file", "captions")
        rows = MediaItem.objects.select_for_update().filter(pk=self.pk)
        names = rows.values_list(*fields).first()
        return dict(zip(fields, names, strict=True)) if names else {}

    def _begin_anew(self) -> None:
        self.state, self.progress, self.problem = self.State.WAITING, 0, ""
        self.seconds, self.loudness, self.worked_at = 0, None, timezone.now()
        for encoding in self.encodings.all():
            encoding.delete()
        getattr(self, "_prefetched_objects_cache", {}).pop("encodings", None)

    def get_problem_display(self) -> str:
        """What went wrong, as a sentence; "" where nothing did."""
        return str(Problem(self.problem).label) if self.problem else ""

    def describe_state(self) -> str:
        """How far its preparation is, in words: "ready", "being prepared, 35 %"."""
        words = str(self.State(self.state).label)
        if self.state == self.State.WORKING:
            return f"{words}, {self.progress}\N{NO-BREAK SPACE}%"
        problem = self.get_problem_display()
        return f"{words}: {problem}" if problem else words

    @property
    def length(self) -> str:
        """As a clock shows it; "" where it is not known yet."""
        return clock(self.seconds) if self.seconds else ""

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

    @property
    def captions_url(self) -> str:
        """Where its captions are as WebVTT, whatever they were uploaded as; "" for none."""
        if not self.captions:
            return ""
        return reverse("media_captions", kwargs={"pk": self.pk, "ending": "vtt"})

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
    return f"{SENT_FOLDER}/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()[:10]}"


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
