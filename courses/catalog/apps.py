from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    name = "courses.catalog"
    label = "catalog"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from courses.activities import placement
        from courses.catalog import completion, reweighing
        from courses.catalog.placement import CatalogPlacement
        from courses.progress.signals import activity_completed
        from media.signals import files_changed

        placement.fulfil(CatalogPlacement())
        activity_completed.connect(completion.complete_lesson, dispatch_uid="catalog.completion")
        files_changed.connect(reweighing.reweigh_lessons, dispatch_uid="catalog.reweighing")
