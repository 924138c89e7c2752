"""Ids that the server derives: the same each time, and nobody else's."""

import uuid

import pytest

from courses.progress.ids import derive_ids, is_random

NAMESPACE = uuid.UUID("6b8f7c5e-6d0f-5f57-9d43-0b8a5c1f2e77")
NAME = "7:9d2d3c8e-0f5b-4d5e-8a43-2d6f0b9e4c17:completed"


def test_the_same_thing_has_the_same_ids() -> None:
    assert derive_ids(NAMESPACE, NAME) == derive_ids(NAMESPACE, NAME)
    others = (derive_ids(NAMESPACE, f"{NAME}!"), derive_ids(uuid.NAMESPACE_DNS, NAME))
    for other in others:
        assert not {*derive_ids(NAMESPACE, NAME).all} & {*other.all}


def test_no_client_can_give_an_event_such_an_id() -> None:
    ids = derive_ids(NAMESPACE, NAME)
    assert len({*ids.all}) == len(ids.all) == 3
    assert [one.version for one in ids.own] == [8, 8]
    assert all(one.variant == uuid.RFC_4122 for one in ids.own)
    assert not any(is_random(one) for one in ids.all)
    assert is_random(uuid.uuid4())


def test_who_does_not_know_the_secret_can_not_work_them_out(
    settings: pytest.FixtureRequest,
) -> None:
    before = derive_ids(NAMESPACE, NAME)
    settings.SECRET_KEY = "another secret"
    after = derive_ids(NAMESPACE, NAME)
    assert not {*before.own} & {*after.all}
    assert before.former == after.former


def test_ids_by_a_former_secret_and_by_none_are_known(settings: pytest.FixtureRequest) -> None:
    before = derive_ids(NAMESPACE, NAME)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY, "an older one"]
    settings.SECRET_KEY = "another secret"
    after = derive_ids(NAMESPACE, NAME)
    assert before.own == after.former[:2]
    assert len(after.former) == 5
    assert after.former[-1] == uuid.uuid5(NAMESPACE, NAME)
