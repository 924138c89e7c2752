from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail import blocks

from courses.activities import checks
from courses.activities.contract import Event, Result, State
from courses.activities.registry import Registry, UnknownKind, kinds
from courses.activities.tap import TappedKind


class Walk(TappedKind):
    slug = "walk"
    label = "Jalan"
    block = blocks.StructBlock
    template = "walk.html"


@pytest.fixture
def registry() -> Registry:
    return Registry()


def test_a_kind_is_found_by_its_slug(registry: Registry) -> None:
    assert registry.register(Walk) is Walk
    assert isinstance(registry["walk"], Walk)
    assert "walk" in registry
    assert [kind.slug for kind in registry] == ["walk"]


def test_an_unknown_kind_is_named(registry: Registry) -> None:
    with pytest.raises(UnknownKind, match="'walk'"):
        registry["walk"]


def test_registering_twice_stops_the_start_and_names_both(registry: Registry) -> None:
    registry.register(Walk)
    other = type("Other", (Walk,), {})
    with pytest.raises(ImproperlyConfigured, match=r"Two activity kinds .*Walk and .*Other"):
        registry.register(other)


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"slug": ""}, "no `slug`"),
        ({"label": ""}, "no `label`"),
        ({"template": ""}, "no `template`"),
        ({"verbs": {}}, "no `verbs`"),
        ({"slug": "Big Walk"}, "lower-case"),
        ({"slug": "missing"}, "lower-case letters"),
        ({"slug": "course"}, "lower-case letters"),
        ({"block": "StructBlock"}, "Wagtail block class"),
        ({"offline": "submit"}, "member of Offline"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_kind_of_a_wrong_shape_is_refused(
    registry: Registry, members: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        registry.register(type("Walk", (Walk,), members))


def test_what_is_no_kind_is_refused(registry: Registry) -> None:
    for other in (object, Walk(), "walk"):
        with pytest.raises(ImproperlyConfigured, match="not a subclass"):
            registry.register(other)  # type: ignore[arg-type]


def test_a_kind_that_leaves_questions_unanswered_is_refused(registry: Registry) -> None:
    from courses.activities.contract import ActivityKind

    class Half(ActivityKind):
        slug = "half"

        def submit(self, value: Any, payload: Any, state: State) -> Result:
            return Result("x")

        def redact(self, payload: Any) -> dict[str, Any]:
            return {}

    with pytest.raises(ImproperlyConfigured, match=r"does not answer fold\(\)"):
        registry.register(Half)


def test_a_template_that_does_not_load_is_an_error_at_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert checks.check_kinds(None) == []
    monkeypatch.setattr(type(kinds["reading"]), "template", "nowhere.html")
    [error] = checks.check_kinds(None)
    assert error.id == "activities.E002"
    assert "reading" in error.msg


def test_no_kind_at_all_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "kinds", Registry())
    assert [error.id for error in checks.check_kinds(None)] == ["activities.E001"]


def test_a_second_tap_changes_nothing() -> None:
    from datetime import UTC, datetime
    from uuid import UUID

    event = Event(UUID(int=1), "completed", {}, None, {}, datetime(2026, 1, 1, tzinfo=UTC))
    once = Walk().fold(State(), event)
    assert Walk().fold(once, event) == once == State(completed=True, fraction=1.0)
