from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "lms.accounts"
    label = "accounts"
    verbose_name = _("People")
    # `wagtail.users`' configuration is imported here as well: say which one is this app's.
    default = True

    def ready(self) -> None:
        # They listen to sign-ins and to uses of a second factor.
        from lms.accounts.second_factor import records, sessions  # noqa: F401


class EditorUsersConfig(WagtailUsersAppConfig):
    """Stands in INSTALLED_APPS in place of "wagtail.users", which has no setting for its forms."""

    user_viewset = "lms.accounts.users_area.PersonViewSet"
