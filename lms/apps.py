"""The site as an app: its set-up command, health check and the editor's own touches."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class SiteConfig(AppConfig):
    name = "lms"
    label = "site"
    verbose_name = "Pijar"

    def ready(self) -> None:
        from lms.hardening.spreadsheets import neutralise_exports
        from lms.hardening.widgets import start_choosers_by_mark
        from lms.unavailable import remember_json

        connection_created.connect(remember_json, dispatch_uid="lms.unavailable")
        neutralise_exports()
        start_choosers_by_mark()
