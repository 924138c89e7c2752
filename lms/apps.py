"""The site as an app: its set-up command, health check and the editor's own touches."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class SiteConfig(AppConfig):
    name = "lms"
    label = "site"
    verbose_name = "Pijar"

    def ready(self) -> None:
        from lms.accounts.logs import mask_server_logs
        from lms.hardening.spreadsheets import neutralise_exports
        from lms.hardening.widgets import start_choosers_by_mark
        from lms.review import keep_unreviewed_from_publishing
        from lms.unavailable import remember_json

        connection_created.connect(remember_json, dispatch_uid="lms.unavailable")
        mask_server_logs()
        neutralise_exports()
        keep_unreviewed_from_publishing()
        start_choosers_by_mark()
