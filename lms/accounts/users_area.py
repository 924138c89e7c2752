"""The editor's "Users" area for people with one name, a code and roles.

Nobody changes somebody above themselves here: a new password would be a way into that account.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.users.views.bulk_actions import (
    AssignRoleBulkAction,
    DeleteBulkAction,
    SetActiveStateBulkAction,
)
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet

from lms.accounts.forms import PersonCreationForm, PersonEditForm
from lms.accounts.models import Person
from lms.accounts.requests import read_person
from lms.accounts.roles import list_grantable_groups, may_manage, settle_credentials


class FormKnowsWhoAsks:
    """Hands the signed-in person to the form, which leaves out what they may not change."""

    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "by": read_person(self.request)}


class ManageablePersonOnly:
    """Refuses people whom the signed-in person may not manage; oneself is always allowed."""

    object: Person

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asking = read_person(request)
        if asking != self.object and not may_manage(asking, self.object):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(  # type: ignore[misc]
            request, *args, **kwargs
        )
        return response


class PersonIndexView(IndexView):
    @cached_property
    def search_fields(self) -> set[str]:
        return {"code", "name", "email"}


class PersonCreateView(FormKnowsWhoAsks, CreateView):
    pass


class PersonEditView(FormKnowsWhoAsks, ManageablePersonOnly, EditView):
    pass


class KeepsWhoHasLearned:
    """Says why somebody with recorded events can't be deleted; nobody is deleted by halves."""

    request: HttpRequest

    def form_valid(self, form: BaseForm) -> HttpResponseBase:
        try:
            with transaction.atomic():
                response: HttpResponseBase = super().form_valid(form)  # type: ignore[misc]
        except ProtectedError:
            sentence = _(
                "Nobody was deleted. People who have learned are kept, with what they have done. "
                "Take away “may sign in” instead."
            )
            messages.error(self.request, sentence)
            return redirect(self.get_success_url())  # type: ignore[attr-defined]
        return response


class PersonDeleteView(KeepsWhoHasLearned, DeleteView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_manage(read_person(request), self.get_object()):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class PersonViewSet(UserViewSet):
    index_view_class = PersonIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    delete_view_class = PersonDeleteView
    # A copied person would be a second account with the same roles.
    copy_view_enabled = False

    create_template_name = "accounts/users/create.html"
    edit_template_name = "accounts/users/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[BaseForm]:
        return PersonEditForm if for_update else PersonCreationForm


class ManageablePeopleOnly:
    """Leaves out of a bulk action those whom the signed-in person may not manage."""

    request: HttpRequest

    def check_perm(self, person: Person) -> bool:
        allowed: bool = super().check_perm(person)  # type: ignore[misc]
        return allowed and may_manage(read_person(self.request), person)


class AssignRole(ManageablePeopleOnly, AssignRoleBulkAction):
    def get_form(self, form_class: type[BaseForm] | None = None) -> BaseForm:
        form: BaseForm = super().get_form(form_class)
        form.fields["role"].queryset = list_grantable_groups(  # type: ignore[attr-defined]
            read_person(self.request)
        )
        return form

    @classmethod
    def execute_action(
        cls, objects: list[Person], role: Group | None = None, **kwargs: Any
    ) -> tuple[int, int] | None:
        with transaction.atomic():
            done: tuple[int, int] | None = super().execute_action(objects, role=role, **kwargs)
            for person in objects:
                settle_credentials(person)
        return done


class SetActiveState(ManageablePeopleOnly, SetActiveStateBulkAction):
    pass


class Delete(KeepsWhoHasLearned, ManageablePeopleOnly, DeleteBulkAction):
    def get_success_url(self) -> str:
        address: str = self.next_url
        return address
