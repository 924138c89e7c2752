from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "courses.activities"
    label = "activities"
    verbose_name = _("Activities")

    def ready(self) -> None:
        from courses.activities import checks  # noqa: F401 - registers the system checks

        # Every installed app's `activity.py` registers its kind. An app that fails to import
        # stops the start here, with its own traceback.
        autodiscover_modules("activity")
