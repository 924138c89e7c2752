"""Who is in the results, as far as this app knows people."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q


def staff_ids() -> frozenset[Any]:
    """Those who may enter the editor: they try a quiz, they do not sit it."""
    may_enter = {"content_type__app_label": "wagtailadmin", "codename": "access_admin"}
    by_group = {f"groups__permissions__{name}": value for name, value in may_enter.items()}
    by_themselves = {f"user_permissions__{name}": value for name, value in may_enter.items()}
    people = get_user_model()._default_manager.filter(
        Q(is_superuser=True) | Q(**by_group) | Q(**by_themselves)
    )
    return frozenset(people.values_list("pk", flat=True))


def name_people(ids: Collection[Any]) -> dict[Any, tuple[str, str]]:
    """Sign-in name and full name of these people, in one query."""
    people = get_user_model()._default_manager.in_bulk(list(ids))
    return {pk: (one.get_username(), one.get_full_name()) for pk, one in people.items()}
