"""Every address outside of the editor, by every method, for everybody."""

import uuid
from typing import Any

import pytest
from django.test import Client

from courses.progress.models import Event
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


def post_answer(world: World, lesson: Any, **fields: Any) -> None:
    """As the participant who joined `world.course`."""
    client = Client()
    client.force_login(world.people["enrolled"], backend="lms.accounts.backends.PinBackend")
    url = f"/belajar/{lesson.translation_key}/{lesson.body[0].id}/"
    client.post(url, {"event": str(uuid.uuid4()), **fields})


@pytest.mark.django_db
def test_the_answer_door_writes_for_whoever_is_signed_in_alone(world: World) -> None:
    stranger = world.others["participant"].pk
    post_answer(world, world.lesson, learner=stranger, user=stranger)
    about_this = Event.objects.filter(lesson_key=world.lesson.translation_key)
    assert {event.learner_id for event in about_this} == {world.people["enrolled"].pk}


@pytest.mark.django_db
def test_an_answer_writes_nothing_where_it_may_not_be_given(world: World) -> None:
    """The map can't tell: whoever is refused goes back to the lesson as well."""
    for lesson in (world.locked, world.draft):
        post_answer(world, lesson)
        assert not Event.objects.filter(lesson_key=lesson.translation_key).exists()
