"""Every address of Wagtail's editor, for everybody: who is of its audience opens it, nobody else.

GET and POST are tried by all, every method by those who are turned away nearly everywhere.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.lms.access.editor import EDITOR
from tests.lms.access.editor_objects import Door, doors
from tests.lms.access.people import (
    GONE,
    METHODS,
    NO,
    ROLES,
    SIGN_IN,
    WRONG,
    Outcome,
    Visitor,
    outcome_of,
    routes_of_the_editor,
    words_missing,
)
from tests.lms.access.world import SECRET, World

#: `other` is a participant as `enrolled` is; nothing here is about a course.
WHO = tuple(role for role in ROLES if role != "other")
TRY_ALL_METHODS = {"anonymous", "coordinator"}
#: Whom the texts of trainers must not reach, whatever opens.
MAY_NOT_READ = {"anonymous", "enrolled", "coordinator"}

BY_FORM = ("GET", "POST")
OPENED, CLOSED, NOT_SO = "opened", "closed", "not by this method"


def meaning(response: Any) -> Outcome:
    """Wagtail sends those whom it refuses to its start page; whatever is neither open nor closed
    stays what it is, and is wrong."""
    outcome = outcome_of(response)
    if outcome in (NO, GONE, SIGN_IN) or response.headers.get("Location") == "/admin/":
        return CLOSED
    if outcome == WRONG:
        return NOT_SO
    return outcome if isinstance(outcome, int) and outcome >= 500 else OPENED


def test_every_address_is_in_the_map() -> None:
    missing = words_missing(routes_of_the_editor(), set(EDITOR), where="editor.py")
    assert not missing, missing


# wagtail-localize's report has no order.
@pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning")
@pytest.mark.parametrize("role", WHO)
def test_who_is_of_its_audience_opens_an_address_and_nobody_else(
    world: World, visit: Any, role: str
) -> None:
    visitor = visit(role)
    wrong = []
    for route, what, door in doors_of(world, role):
        found, leaks = knock(visitor, door, METHODS if role in TRY_ALL_METHODS else BY_FORM)
        invited = role in door.audience
        if invited:
            fine = OPENED in found.values() and not any(
                isinstance(one, int) for one in found.values()
            )
        else:
            fine = set(found.values()) <= {CLOSED, NOT_SO}
        if not fine:
            wrong.append(f"{route} ({what}): {found}, invited: {invited}")
        if leaks and role in MAY_NOT_READ:
            wrong.append(f"{route} ({what}): shows what only trainers may read")
    assert not wrong, "\n".join(wrong)


def doors_of(world: World, role: str) -> Iterator[tuple[str, str, Door]]:
    """All of them; of a superuser those where administrators end."""
    for route, things in doors(world).items():
        for what, door in things.items():
            if role != "superuser" or "administrator" not in door.audience:
                yield route, what, door


def knock(
    visitor: Visitor, door: Door, methods: tuple[str, ...]
) -> tuple[dict[str, Outcome], bool]:
    """What is met by each method, and whether a secret was seen by any."""
    found, leaks = {}, False
    for method in methods:
        response = visitor.ask(method, door.url, door.data)
        found[method] = meaning(response)
        leaks = leaks or SECRET.encode() in response.body
        # Views say by which methods they are asked, and nothing else.
        if method == "OPTIONS" and not response.body:
            found[method] = NOT_SO
    return found, leaks
