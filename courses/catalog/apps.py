from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "courses.catalog"
    label = "catalog"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from courses.activities import placement
        from courses.catalog import completion
        from courses.catalog.placement import CatalogPlacement
        from courses.progress.signals import activity_completed

        placement.fulfil(CatalogPlacement())
        activity_completed.connect(completion.complete_lesson, dispatch_uid="catalog.completion")
