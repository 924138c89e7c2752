from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ProgressConfig(AppConfig):
    name = "courses.progress"
    label = "progress"
    verbose_name = _("Progress")

    def ready(self) -> None:
        from courses.progress import triggers

        # After every migrate, not in one migration: SQLite drops a table's triggers when a later
        # migration rebuilds the table.
        post_migrate.connect(triggers.install_after_migrate, sender=self)
