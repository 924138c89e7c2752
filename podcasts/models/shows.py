"""Shows of our own, as pages."""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page

from podcasts.panels import FindingsPanel


class PodcastIndexPage(Page):
    """All shows of a site in one language."""

    max_count_per_parent = 1
    subpage_types = ["podcasts.ShowPage"]

    class Meta:
        verbose_name = _("list of podcasts")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from podcasts.pages import index_context

        return {**super().get_context(request, *args, **kwargs), **index_context(self, request)}


class Credit(Orderable):
    """Somebody who is heard or at work. `role` and `group` are of the Podcast Taxonomy."""

    name = models.CharField(_("name"), max_length=128)
    role = models.CharField(_("role"), max_length=60, default="host")
    group = models.CharField(_("group"), max_length=60, default="cast")
    href = models.URLField(_("link"), blank=True)
    img = models.URLField(_("address of a picture"), blank=True)

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


class ShowForm(WagtailAdminPageForm):
    """Checks what directories would refuse, where a trainer can still mend it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from podcasts.categories import list_choices

        super().__init__(*args, **kwargs)
        for name, empty in (("category", []), ("second_category", [("", "—")])):
            if name in self.fields:
                label, required = self.fields[name].label, not empty
                self.fields[name] = forms.ChoiceField(
                    label=label, required=required, choices=[*empty, *list_choices()]
                )

    def clean_artwork(self) -> Any:
        from podcasts.publishing.artwork import check_artwork

        artwork = self.cleaned_data["artwork"]
        if artwork:
            check_artwork(artwork)
        return artwork


class ShowPage(Page):
    """One podcast. `guid` is the podcast's own for ever (UUIDv5 of its feed's first address)."""

    class Kind(models.TextChoices):
        EPISODIC = "episodic", _("episodic: the newest first")
        SERIAL = "serial", _("serial: in order from the first")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("everybody")
        PRIVATE = "private", _("only people with an address of their own")

    guid = models.UUIDField(editable=False, null=True)
    description = models.TextField(_("description"), max_length=4000)
    author = models.CharField(_("author"), max_length=200)
    owner_name = models.CharField(_("owner"), max_length=200, blank=True)
    owner_email = models.EmailField(_("owner's e-mail"), blank=True)
    copyright = models.CharField(_("copyright"), max_length=200, blank=True)
    category = models.CharField(_("category"), max_length=60, default="Education")
    second_category = models.CharField(_("second category"), max_length=60, blank=True)
    explicit = models.BooleanField(_("explicit"), default=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.EPISODIC)
    medium = models.CharField(_("medium"), max_length=20, default="podcast")
    artwork = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("artwork"),
    )
    audience = models.CharField(
        _("audience"), max_length=7, choices=Audience, default=Audience.PUBLIC
    )
    feed_locked = models.BooleanField(_("closed to other hosts"), default=True)
    funding_url = models.URLField(_("address for support"), blank=True)
    funding_text = models.CharField(_("words for support"), max_length=128, blank=True)
    publisher_guid = models.UUIDField(_("publisher's id"), null=True, blank=True)
    publisher_url = models.URLField(_("publisher's feed"), blank=True)
    txt = models.TextField(_("proofs"), blank=True)
    complete = models.BooleanField(_("complete"), default=False)
    new_feed_url = models.URLField(_("new address of the feed"), blank=True)

    parent_page_types = ["podcasts.PodcastIndexPage"]
    subpage_types = ["podcasts.EpisodePage"]
    base_form_class = ShowForm

    # Another page is another podcast or episode.
    exclude_fields_in_copy = ["guid"]

    content_panels = [
        *Page.content_panels,
        FindingsPanel(heading=_("What directories want")),
        FieldPanel("description"),
        FieldPanel("author"),
        FieldPanel("artwork", help_text=_("A square JPEG or PNG of 1400 to 3000 pixels.")),
        FieldPanel("kind"),
        FieldPanel("category"),
        FieldPanel("second_category"),
        FieldPanel("explicit"),
        FieldPanel("audience"),
        InlinePanel("people", heading=_("People"), label=_("Person")),
        MultiFieldPanel(
            [FieldPanel("owner_name"), FieldPanel("owner_email"), FieldPanel("copyright")],
            heading=_("Owner"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("medium"),
                FieldPanel("feed_locked"),
                FieldPanel("funding_url"),
                FieldPanel("funding_text"),
                FieldPanel("publisher_guid"),
                FieldPanel("publisher_url"),
                FieldPanel(
                    "txt",
                    help_text=_("One line each, as a directory asks for it: purpose: text."),
                ),
                FieldPanel("complete", help_text=_("No further episode will come.")),
                FieldPanel("new_feed_url"),
            ],
            heading=_("For directories and apps"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("podcast")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from podcasts.pages import show_context

        return {**super().get_context(request, *args, **kwargs), **show_context(self, request)}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from podcasts.pages import refuse_stranger

        return refuse_stranger(self, request) or super().serve(request, *args, **kwargs)


class ShowPerson(Credit):
    show = ParentalKey(ShowPage, on_delete=models.CASCADE, related_name="people")
