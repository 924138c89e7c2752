"""What Wagtail's editor shows to everybody who may enter it, kept to those who may see it.

Wagtail asks for no permission in its choosers, in the editor's API and in a few small views:
whoever enters is taken for an author. Here coordinators enter as well, and the question bank with
its right answers, private media and drafts are not theirs.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.db import DataError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.admin.views.generic import chooser
from wagtail.coreutils import resolve_model_string
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Workflow
from wagtail.permissions import policy_registry

from lms.review import OwnText

logger = logging.getLogger(__name__)

#: Any of them makes somebody one who works with a thing; which of them, the views ask themselves.
WORKS_WITH = frozenset(
    {"view", "add", "change", "delete", "choose", "publish", "bulk_delete", "lock", "unlock"}
)

_CHOOSERS = (
    chooser.BaseChooseView,
    chooser.ChosenViewMixin,
    chooser.ChosenMultipleViewMixin,
    chooser.CreateViewMixin,
)

#: A view by its name, or a group of views by theirs: of which model somebody must hold a
#: permission. Choosers and bulk actions name their model themselves.
_OF_MODEL: dict[str, Callable[[], type[Model]]] = {
    **dict.fromkeys(
        [
            "wagtailadmin_api:pages",
            "wagtailadmin_block_preview",
            "wagtailadmin_choose_page",
            "wagtailadmin_choose_page_anchor_link",
            "wagtailadmin_choose_page_child",
            "wagtailadmin_choose_page_chosen_multiple",
            "wagtailadmin_choose_page_email_link",
            "wagtailadmin_choose_page_external_link",
            "wagtailadmin_choose_page_phone_link",
            "wagtailadmin_choose_page_search",
            "wagtailadmin_pages:choose_parent",
            "wagtailadmin_pages:confirm_workflow_cancellation",
            "wagtailadmin_pages:move_confirm",
            "wagtailadmin_pages:revisions_index",
            "wagtailadmin_reports:site_history",
            "wagtailadmin_reports:site_history_results",
            "wagtailadmin_tag_autocomplete",
            "wagtailadmin_tag_model_autocomplete",
            "wagtail_localize",
            "wagtailembeds",
        ],
        lambda: Page,
    ),
    "wagtailadmin_api:documents": get_document_model,
    "wagtailadmin_api:images": get_image_model,
    "wagtailadmin_workflows": lambda: Workflow,
}
#: Of any model, which stands in the address.
_OF_MODEL_IN_ADDRESS = frozenset(
    {
        "wagtail_bulk_action",
        "wagtail_localize:snippets_api_detail",
        "wagtail_localize:snippets_api_listing",
    }
)
#: How Wagtail's views fail on a key that is no number, a number beyond any, a NUL, a form that
#: lacks a part: they take what they get to be what their own pages send.
_OF_BAD_INPUT = (
    DataError,
    InvalidPage,
    MultiValueDictKeyError,
    NoReverseMatch,
    OverflowError,
    ValidationError,
    ValueError,
)
#: A form's field without which it fails.
_FIELDS = {"wagtailadmin_choose_page_external_link": "external-link-chooser-url"}
#: Fails on purpose.
_NOT_SERVED = frozenset({"wagtailadmin_error_test"})


class EditorGate:
    """Middleware, after those that know who asks and carry messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None:
            return None
        if match.view_name in _NOT_SERVED or _creates_without_form(view):
            raise Http404
        model = _find_model(match.view_name, view, kwargs)
        # Wagtail itself turns away those who may not enter at all.
        if model is None or not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        if not _works_with(request.user, model):
            refusal: HttpResponseBase = permission_denied(request)
            return refusal
        needed = _FIELDS.get(match.view_name)
        if needed and request.method == "POST" and needed not in request.POST:
            return _say_it_makes_no_sense()
        return None

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if not request.path_info.startswith(reverse("wagtailadmin_home")):
            return None
        if isinstance(exception, OwnText):
            sentence = _(
                "What you wrote yourself is reviewed by somebody else. Your draft is kept."
            )
            messages.error(request, sentence)
            return redirect("wagtailadmin_pages:edit", exception.page.pk)
        if isinstance(exception, _OF_BAD_INPUT) and not settings.DEBUG:
            logger.error("Answered with 400: %s", request.path_info, exc_info=exception)
            return _say_it_makes_no_sense()
        return None


def _say_it_makes_no_sense() -> HttpResponseBase:
    sentence = _(
        "Part of what was sent is missing or makes no sense here. Go back, load the page anew and "
        "try once more."
    )
    return HttpResponseBadRequest(sentence, content_type="text/plain; charset=utf-8")


def _find_model(name: str, view: Any, kwargs: dict[str, Any]) -> type[Model] | None:
    """With what somebody must work who opens the view; None where the view itself asks."""
    if _is_a(view, *_CHOOSERS):
        return resolve_model_string(view.view_initkwargs["model"])
    if name in _OF_MODEL_IN_ADDRESS:
        try:
            return apps.get_model(kwargs["app_label"], kwargs["model_name"])
        except LookupError:
            return Page
    while name:
        if name in _OF_MODEL:
            return _OF_MODEL[name]()
        name = name.rpartition(":")[0]
    return None


def _works_with(user: Any, model: type[Model]) -> bool:
    return bool(policy_registry.get_by_type(model).user_has_any_permission(user, WORKS_WITH))


def _creates_without_form(view: Any) -> bool:
    """Wagtail serves "create" of every chooser, also where it was given no form for it."""
    stock = chooser.CreationFormMixin.get_creation_form_class
    if not _is_a(view, chooser.CreateView) or view.view_class.get_creation_form_class is not stock:
        return False
    return all(
        view.view_initkwargs.get(name, getattr(view.view_class, name)) is None
        for name in ("creation_form_class", "form_fields", "exclude_form_fields")
    )


def _is_a(view: Any, *classes: type) -> bool:
    view_class = getattr(view, "view_class", None)
    return isinstance(view_class, type) and issubclass(view_class, classes)
