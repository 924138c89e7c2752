from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PodcastsConfig(AppConfig):
    name = "podcasts"
    verbose_name = _("Podcasts")

    def ready(self) -> None:
        from podcasts.publishing.dropping import connect_signals

        connect_signals()
