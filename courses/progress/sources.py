"""How an event came in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """`recorded_by` says who brought it; this says by which way."""

    WEB = "web", _("in the browser")
    OFFLINE = "offline", _("kept without signal, sent later")
    IMPORT = "import", _("imported")
    PROXY = "proxy", _("entered by staff for the person")
    DERIVED = "derived", _("follows from other events")
