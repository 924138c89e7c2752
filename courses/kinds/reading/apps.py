from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadingConfig(AppConfig):
    name = "courses.kinds.reading"
    label = "kind_reading"
    verbose_name = _("Reading")
