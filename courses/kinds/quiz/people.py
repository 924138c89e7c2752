"""Who somebody is, as far as this app knows people: for those who look after answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

#: Below what SQLite takes in one statement.
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Named:
    """`code` is what a person signs in with."""

    name: str
    code: str


#: Somebody who is not there any more.
NOBODY = Named("", "")


def name_people(ids: Collection[Any]) -> Mapping[Any, Named]:
    """Names and codes by primary key; in one statement, for as many as one takes."""
    wanted = sorted(set(ids))
    named: dict[Any, Named] = {}
    for begin in range(0, len(wanted), _AT_ONCE):
        people = get_user_model()._default_manager.filter(pk__in=wanted[begin : begin + _AT_ONCE])
        named |= {one.pk: Named(one.get_full_name(), one.get_username()) for one in people}
    return named


def staff_ids() -> frozenset[Any]:
    """Those who may enter the editor: they try a quiz, they do not sit it."""
    may_enter = {"content_type__app_label": "wagtailadmin", "codename": "access_admin"}
    by_group = {f"groups__permissions__{name}": value for name, value in may_enter.items()}
    by_themselves = {f"user_permissions__{name}": value for name, value in may_enter.items()}
    people = get_user_model()._default_manager.filter(
        Q(is_superuser=True) | Q(**by_group) | Q(**by_themselves)
    )
    return frozenset(people.values_list("pk", flat=True))
