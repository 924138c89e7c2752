from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = _("Media")

    def ready(self) -> None:
        from media.removing import connect_signals
        from media.rich_text.saving import connect_cleaning

        connect_signals()
        connect_cleaning()
