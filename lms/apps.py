"""The site as an app: its set-up command, health check and the editor's own touches."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "lms"
    label = "site"
    verbose_name = "Pijar"
