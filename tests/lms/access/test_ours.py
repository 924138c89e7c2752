"""Every address outside of the editor, by every method, for everybody."""

from typing import Any

import pytest

from tests.lms.access.ours import our_map
from tests.lms.access.people import METHODS, ROLES, outcome_of, routes_of_ours, words_missing
from tests.lms.access.world import World


def test_every_address_is_in_the_map(world: World) -> None:
    missing = words_missing(routes_of_ours(), set(our_map(world)), where="ours.py")
    assert not missing, missing


def test_an_address_with_a_key_has_one_for_what_is_refused(world: World) -> None:
    for route, addresses in our_map(world).items():
        if "<" in route and "restriction" not in route:
            assert len(addresses) > 1, route


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_map_says(world: World, visit: Any, role: str) -> None:
    visitor = visit(role)
    wrong = []
    for route, addresses in our_map(world).items():
        for what, address in addresses.items():
            for method in METHODS:
                found = outcome_of(visitor.ask(method, address.url, address.data))
                expected = address.row_of(method)[role]
                if found != expected:
                    wrong.append(f"{method} {route} ({what}): {found}, not {expected}")
    assert not wrong, "\n".join(wrong)
