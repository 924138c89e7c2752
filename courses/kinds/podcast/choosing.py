"""Choosing a followed episode in Wagtail's editor: by words of its title or of its feed's."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from podcasts.models import FollowedEpisode


class WordsForm(BaseFilterForm):
    q = forms.CharField(label=_("Words"), required=False)

    def filter(self, objects: QuerySet[FollowedEpisode]) -> QuerySet[FollowedEpisode]:
        if words := self.cleaned_data["q"].split():
            self.is_searching = True
            self.search_query = self.cleaned_data["q"]
        for word in words:
            objects = objects.filter(Q(title__icontains=word) | Q(feed__title__icontains=word))
        return objects


class _Episodes:
    filter_form_class = WordsForm

    def get_object_list(self) -> QuerySet[FollowedEpisode]:
        return FollowedEpisode.objects.select_related("feed")

    @property
    def columns(self) -> list[Any]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("feed", label=_("Podcast"), accessor="feed.title"),
            DateColumn("published_at", label=_("Published")),
        ]


class ChooseEpisode(_Episodes, chooser.ChooseView):
    """The window with its search."""


class EpisodeResults(_Episodes, chooser.ChooseResultsView):
    """What was found."""


class FollowedEpisodeChooserViewSet(ChooserViewSet):
    model = FollowedEpisode
    icon = "media"
    choose_one_text = _("Choose an episode")
    choose_another_text = _("Choose another episode")
    per_page = 20
    choose_view_class = ChooseEpisode
    choose_results_view_class = EpisodeResults


followed_episode_chooser = FollowedEpisodeChooserViewSet("followed_episode_chooser")
