"""Who asks, and how what they get is called."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

#: Everybody who asks. `other` is a participant who has joined nothing. A new kind of person is
#: added here and in `world.make_people`; rows that do not name them give them their default.
ROLES = (
    "anonymous",
    "enrolled",
    "other",
    "trainer",
    "coordinator",
    "administrator",
    "superuser",
)
#: Names for several of them, as rows of the tables use them.
GROUPS = {
    "signed_in": ROLES[1:],
    "participants": ("enrolled", "other"),
    "staff": ("trainer", "coordinator", "administrator", "superuser"),
    "trainers": ("trainer", "administrator", "superuser"),
    "coordinators": ("coordinator", "administrator", "superuser"),
    "administrators": ("administrator", "superuser"),
}
#: Those of the staff who are walked through the editor.
STAFF = GROUPS["staff"]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

OK, BAD, TOKEN, NO, GONE, WRONG, TAKEN_BACK = 200, 400, 401, 403, 404, 405, 410
SIGN_IN, AWAY = "sign in", "away"

Outcome = int | str
Row = dict[str, Outcome]

_SIGN_IN_DOORS = ("/masuk/?next=", "/admin/login/?next=")


def row(default: Outcome, **others: Outcome) -> Row:
    """What each of `ROLES` gets: `default`, but for the roles or groups that are named. The later
    word counts: `row(NO, staff=OK, coordinator=NO)`."""
    found: Row = dict.fromkeys(ROLES, default)
    for name, outcome in others.items():
        for role in GROUPS.get(name, (name,)):
            found[role] = outcome
    assert found.keys() == set(ROLES), f"No such role: {found.keys() - set(ROLES)}"
    return found


def outcome_of(response: Any) -> Outcome:
    """The status; "sign in" for a redirect there, "away" for another redirect."""
    if response.status_code in (301, 302):
        return SIGN_IN if response.headers["Location"].startswith(_SIGN_IN_DOORS) else AWAY
    return int(response.status_code)


def routes(resolver: Any = None, prefix: str = "") -> Iterator[str]:
    """Every address of the site, as its pattern is written."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


def routes_of_the_editor() -> set[str]:
    return {route.removeprefix("admin/") for route in routes() if route.startswith("admin/")}


def routes_of_ours() -> set[str]:
    return {route for route in routes() if not route.startswith("admin/")}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written in it is undone. Durable transactions may begin in it, as in a test."""
    atomic = transaction.atomic()
    atomic._from_testcase = True
    with atomic:
        yield
        transaction.set_rollback(True)


class Visitor:
    """One person's browser. Whatever a request changes is undone: each meets the same world."""

    def __init__(self, person: Any = None) -> None:
        self._client = Client(raise_request_exception=False)
        if person is not None:
            backend = "StaffPasswordBackend" if person.has_usable_password() else "PinBackend"
            self._client.force_login(person, backend=f"lms.accounts.backends.{backend}")
        self._cookies = self._client.cookies.output()

    def ask(self, method: str, url: str, data: Any = None, **headers: str) -> Any:
        kept = {name: cookie.value for name, cookie in self._client.cookies.items()}
        with undone():
            if method == "POST":
                response = self._client.post(url, data or {}, headers=headers)
            else:
                response = self._client.generic(method, url, headers=headers)
            response.body = response.getvalue()
        self._client.cookies.clear()
        for name, value in kept.items():
            self._client.cookies[name] = value
        return response


def words_missing(found: set[str], table: set[str], *, where: str) -> str:
    """What somebody who adds or drops an address is told to do; "" where nothing is to be done."""
    lines = [f"{route!r} is served but not in the map." for route in sorted(found - table)]
    lines += [f"{route!r} is in the map but not served." for route in sorted(table - found)]
    if lines:
        lines.append(
            f"Add to {where} who gets what there, with the address of an object that they may have "
            "and of one that they may not (objects are made in world.py), or take its line away."
        )
    return "\n".join(lines)


def is_pattern(route: str) -> bool:
    return bool(re.search(r"[<(]", route))
