"""Puts this app's rules in the places where Wagtail's editor would go by its own."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.views.account import NameEmailSettingsPanel

from lms.accounts.forms import OwnNameForm
from lms.accounts.second_factor.records import LOG_ACTIONS
from lms.accounts.users_area import AssignRole, Delete, SetActiveState

# The later of two actions with one name is used: these replace those of `wagtail.users`.
for action in (AssignRole, SetActiveState, Delete):
    hooks.register("register_bulk_action", action, order=100)

# Wagtail has no setting for this form, and without a last name nobody could save the page.
NameEmailSettingsPanel.form_class = OwnNameForm


@hooks.register("register_account_menu_item")
def link_devices(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("accounts:list_devices"),
        "label": _("My devices"),
        "help_text": _("See where you have signed in, and sign devices out."),
    }


@hooks.register("register_log_actions")
def name_second_factor_records(actions: Any) -> None:
    for action, (label, sentence) in LOG_ACTIONS.items():
        actions.register_action(action, label, sentence)


@hooks.register("register_account_menu_item")
def link_second_factor(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("mfa_index"),
        "label": _("Second step"),
        "help_text": _("The app, passkeys and recovery codes with which you sign in."),
    }
