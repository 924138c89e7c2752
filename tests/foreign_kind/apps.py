from django.apps import AppConfig


class PledgeConfig(AppConfig):
    name = "tests.foreign_kind"
    label = "pledge"
