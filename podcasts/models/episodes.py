"""Episodes of our own shows, as pages."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string
from wagtail.models import Page

from media.encoding.problems import Problem
from media.models import MediaItem
from podcasts.models.shows import Credit, ShowPage
from podcasts.recordings import Chapter, Recording

#: People's own addresses of a private show lie there: see `podcasts.urls`.
TAKEN_SLUG = "saya"
#: Where preparing a recording found that nobody will hear it.
_UNPLAYABLE = {Problem.BROKEN, Problem.SILENT, Problem.MISSING, Problem.UNREADABLE}


def check_slug(slug: str) -> None:
    """Raises `ValidationError` for the one that no page would be found by."""
    if slug == TAKEN_SLUG:
        raise ValidationError(
            _("“%(slug)s” is used for private addresses. Choose another slug."),
            code="taken",
            params={"slug": slug},
        )


class EpisodeCopyForm(CopyForm):
    """Asks for a copy's slug."""

    def clean_new_slug(self) -> str:
        slug: str = self.cleaned_data["new_slug"]
        check_slug(slug)
        return slug


class EpisodePage(Page):
    """One episode. `guid` never changes; before `publication_date` it is in no feed and no list."""

    class Kind(models.TextChoices):
        FULL = "full", _("full episode")
        TRAILER = "trailer", _("trailer")
        BONUS = "bonus", _("bonus")

    class Explicit(models.TextChoices):
        INHERIT = "", _("as the podcast")
        CLEAN = "false", _("no")
        EXPLICIT = "true", _("yes")

    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    recording = models.ForeignKey(
        "media.MediaItem", on_delete=models.PROTECT, related_name="+", verbose_name=_("recording")
    )
    summary = models.TextField(_("summary"), max_length=400)
    notes = RichTextField(_("notes"), blank=True, features=["bold", "italic", "ol", "ul", "link"])
    publication_date = models.DateTimeField(_("publication date"), default=timezone.now)
    season = models.PositiveIntegerField(_("season"), null=True, blank=True)
    season_name = models.CharField(_("season's name"), max_length=128, blank=True)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    number_name = models.CharField(_("number as shown"), max_length=32, blank=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.FULL)
    explicit = models.CharField(
        _("explicit"), max_length=5, choices=Explicit, default=Explicit.INHERIT, blank=True
    )
    artwork = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("artwork"),
    )
    block = models.BooleanField(_("hide from directories"), default=False)

    parent_page_types = ["podcasts.ShowPage"]
    subpage_types: list[str] = []

    # Another page is another podcast or episode.
    exclude_fields_in_copy = ["guid"]
    copy_form_class = EpisodeCopyForm

    content_panels = [
        *Page.content_panels,
        FieldPanel("recording"),
        FieldPanel("summary"),
        FieldPanel("notes"),
        FieldPanel("publication_date"),
        MultiFieldPanel(
            [
                FieldPanel("season"),
                FieldPanel("season_name"),
                FieldPanel("number"),
                FieldPanel("number_name"),
                FieldPanel("kind"),
            ],
            heading=_("Season and number"),
        ),
        InlinePanel("chapters", heading=_("Chapters"), label=_("Chapter")),
        InlinePanel("people", heading=_("People"), label=_("Person")),
        MultiFieldPanel(
            [FieldPanel("explicit"), FieldPanel("artwork"), FieldPanel("block")],
            heading=_("For directories and apps"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("episode")

    def clean(self) -> None:
        super().clean()
        try:
            check_slug(self.slug)
        except ValidationError as error:
            raise ValidationError({"slug": error}) from None

    @cached_property
    def show(self) -> ShowPage:
        return ShowPage.objects.select_related("locale", "artwork").parent_of(self).get()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from podcasts.pages import episode_context

        return {**super().get_context(request, *args, **kwargs), **episode_context(self, request)}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from podcasts.pages import refuse_stranger

        if self.publication_date > timezone.now():
            raise Http404("This episode is not out yet.")
        return refuse_stranger(self.show, request) or super().serve(request, *args, **kwargs)

    def as_recording(self) -> Recording:
        """What a player needs. Its address has no host."""
        item = self.recording
        sources = item.sources
        prepared = item.state in {MediaItem.State.READY, MediaItem.State.FAILED}
        return Recording(
            title=self.title,
            show=self.show.title,
            sources=sources,
            seconds=sources[0].seconds,
            page_url=self.get_url() or "",
            cues=item.cues,
            chapters=tuple(
                Chapter(start=one.start, title=one.title, url=one.url)
                for one in self.chapters.all()
            ),
            preparing=not prepared,
            playable=item.problem not in _UNPLAYABLE,
        )


class EpisodePerson(Credit):
    episode = ParentalKey(EpisodePage, on_delete=models.CASCADE, related_name="people")
