"""Puts this app's rules in the places where Wagtail's editor would go by its own."""

from wagtail import hooks
from wagtail.admin.views.account import NameEmailSettingsPanel

from lms.accounts.forms import OwnNameForm
from lms.accounts.users_area import AssignRole, Delete, SetActiveState

# The later of two actions with one name is used: these replace those of `wagtail.users`.
for action in (AssignRole, SetActiveState, Delete):
    hooks.register("register_bulk_action", action, order=100)

# Wagtail has no setting for this form, and without a last name nobody could save the page.
NameEmailSettingsPanel.form_class = OwnNameForm
