from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PodcastConfig(AppConfig):
    name = "courses.kinds.podcast"
    label = "kind_podcast"
    verbose_name = _("Podcast")
