from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail import blocks

from courses.kinds.quiz.types import builtin
from courses.kinds.quiz.types.contract import QuestionType
from courses.kinds.quiz.types.registry import Registry, UnknownType, types
from tests.courses.kinds.quiz.types.foreign_scale import Scale, foreign_types


def test_another_app_adds_a_type_without_a_change_here() -> None:
    assert isinstance(foreign_types["scale"], Scale)
    assert "scale" in foreign_types
    assert "scale" not in types
    assert [one.slug for one in foreign_types] == ["scale"]
    assert len(foreign_types) == 1


def test_an_unknown_type_is_named() -> None:
    with pytest.raises(UnknownType, match="'hotspot'"):
        types["hotspot"]


def test_our_own_types_stand_in_the_editors_order() -> None:
    assert [one.slug for one in types if one.slug in builtin.NAMES] == list(builtin.NAMES)


def test_registering_twice_stops_the_start() -> None:
    registry = Registry()
    assert registry.register(Scale) is Scale
    with pytest.raises(ImproperlyConfigured, match="Two question types call themselves 'scale'"):
        registry.register(type("Other", (Scale,), {}))


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"slug": ""}, "no `slug`"),
        ({"label": ""}, "no `label`"),
        ({"template": ""}, "no `template`"),
        ({"slug": "Big Scale"}, "no free slug"),
        ({"slug": "draw"}, "no free slug"),
        ({"slug": "from_bank"}, "no free slug"),
        ({"block": blocks.StructBlock}, "subclass of QuestionBlock"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_type_of_a_wrong_shape_is_refused(members: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        Registry().register(type("Scale", (Scale,), members))


def test_what_is_no_type_or_only_half_of_one_is_refused() -> None:
    for other in (object, Scale(), "scale"):
        with pytest.raises(ImproperlyConfigured, match="not a subclass"):
            Registry().register(other)  # type: ignore[arg-type]
    half = type("Half", (QuestionType,), {"slug": "half"})
    with pytest.raises(ImproperlyConfigured, match=r"does not answer mark, read, screen, tell\(\)"):
        Registry().register(half)
