"""Feeds of others that we follow, and their episodes."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from media.sources import Source
from podcasts.recordings import Recording

#: Of a feed, in characters.
LONGEST_ADDRESS = 1000


class FollowedFeed(models.Model):
    """A feed of somebody else's. `problem` is a code of `following.problems`, `detail` what goes
    with it (a status, a host); `failures` in a row; `moved_to` was said `moved_count` times. A
    worker that asks it has it for itself until `claimed_until`."""

    class State(models.TextChoices):
        ACTIVE = "active", _("followed")
        PAUSED = "paused", _("paused")
        GONE = "gone", _("has ended")

    url = models.URLField(_("address"), max_length=LONGEST_ADDRESS, unique=True)
    title = models.CharField(_("title"), max_length=300)
    author = models.CharField(_("author"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(max_length=20, blank=True)
    site_url = models.URLField(max_length=1000, blank=True)
    image_url = models.URLField(max_length=1000, blank=True)
    guid = models.CharField(max_length=100, blank=True)
    explicit = models.BooleanField(default=False)
    people = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.ACTIVE)
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    last_tried_at = models.DateTimeField(null=True, editable=False)
    last_success_at = models.DateTimeField(_("last fetched"), null=True, editable=False)
    next_fetch_at = models.DateTimeField(null=True, editable=False, db_index=True)
    claimed_until = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    problem = models.CharField(max_length=30, blank=True, editable=False)
    detail = models.CharField(max_length=300, blank=True, editable=False)
    moved_to = models.URLField(max_length=LONGEST_ADDRESS, blank=True, editable=False)
    moved_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False,
        related_name="+",
    )  # fmt: skip

    class Meta:
        ordering = ["title"]
        verbose_name = _("followed feed")
        verbose_name_plural = _("followed feeds")

    def __str__(self) -> str:
        return self.title


class FollowedEpisode(models.Model):
    """An episode of a followed feed. `identity` is what it is known by, stable through edits
    (`following.identity`); `notes` is HTML that was cleaned. It stays when the feed drops it."""

    feed = models.ForeignKey(FollowedFeed, on_delete=models.CASCADE, related_name="episodes")
    identity = models.CharField(max_length=80)
    guid = models.CharField(max_length=1000, blank=True)
    title = models.CharField(_("title"), max_length=500)
    summary = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    url = models.URLField(max_length=2000)
    type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(_("published"), null=True)
    page_url = models.URLField(max_length=2000, blank=True)
    image_url = models.URLField(max_length=2000, blank=True)
    season = models.PositiveIntegerField(null=True)
    season_name = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=50, blank=True)
    kind = models.CharField(max_length=10, default="full")
    explicit = models.BooleanField(null=True)
    people = models.JSONField(default=list)
    transcripts = models.JSONField(default=list)
    alternates = models.JSONField(default=list)
    chapters_url = models.URLField(max_length=2000, blank=True)
    content_hash = models.CharField(max_length=64, editable=False, default="")
    listed = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("followed episode")
        verbose_name_plural = _("followed episodes")
        constraints = [
            models.UniqueConstraint(fields=["feed", "identity"], name="podcasts_one_a_identity")
        ]

    def __str__(self) -> str:
        return self.title

    def as_recording(self) -> Recording:
        """What a player needs; the file is played from where it lies. Lighter copies come first,
        as far as the feed names their sizes."""
        files = [(self.url, self.type or "audio/mpeg", self.size, "main")]
        for other in self.alternates:
            is_sound = str(other.get("type", "")).startswith("audio/")
            if is_sound and other.get("url", "").startswith("https://"):
                files.append((other["url"], other["type"], other.get("size") or 0, "saver"))
        files.sort(key=lambda file: file[2] or self.size)
        return Recording(
            title=self.title,
            show=self.feed.title,
            sources=tuple(
                Source(url, kind, size, self.seconds, role) for url, kind, size, role in files
            ),
            seconds=self.seconds,
            page_url=self.page_url,
            cover_url=self.image_url,
            host=urlsplit(self.url).hostname or "",
        )
