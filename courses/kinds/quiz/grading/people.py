"""Who somebody is, for those who look after answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

#: Below what SQLite takes in one statement.
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Named:
    """`code` is what a person signs in with."""

    name: str
    code: str


def name_people(ids: Collection[Any]) -> Mapping[Any, Named]:
    """Names and codes by primary key; in one statement, for as many as one takes."""
    wanted = sorted(set(ids))
    named: dict[Any, Named] = {}
    for begin in range(0, len(wanted), _AT_ONCE):
        people = get_user_model().objects.filter(pk__in=wanted[begin : begin + _AT_ONCE])
        named |= {one.pk: Named(one.get_full_name(), one.get_username()) for one in people}
    return named
